package io.localssl.data.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps two fetches of the same data set to the same folder from writing the same files. The system takes the lock back when a process ends, however it ends. */
final class FolderLock {
    private FolderLock() {
    }

    /** What is done while the lock is held. */
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    static <T> T during(Path directory, String dataset, Work<T> work) throws IOException, InterruptedException {
        Path path = directory.resolve("." + dataset + ".lock");
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (!lock(channel)) {
                throw new FetchTargetException("found another process at work on " + dataset + " in " + directory + ", expected none; wait for it, or choose another folder", null);
            }
            try {
                return work.run();
            } finally {
                Files.deleteIfExists(path);
            }
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) { // another thread of this process
            return false;
        }
    }
}
