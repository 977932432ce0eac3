package io.localssl.data.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The part of a file that has come so far, {@code NAME.part}, and beside it, {@code NAME.part.source}, where from: the address and its {@link Validator}, without which nobody knows whether more bytes of the
 * address belong to the same file.
 */
final class PartFile {
    private final Path path;
    private final Path source;

    /** @param target the name of the whole file. */
    PartFile(Path target) {
        this.path = target.resolveSibling(target.getFileName() + ".part");
        this.source = target.resolveSibling(target.getFileName() + ".part.source");
    }

    Path path() {
        return path;
    }

    /** @return the bytes that are there. */
    long length() throws IOException {
        return Files.isRegularFile(path) ? Files.size(path) : 0;
    }

    /** @return what the server said of this version of the file, empty if the part is from another address. */
    Validator validator(String address) throws IOException {
        List<String> lines = Files.isRegularFile(source) ? Files.readAllLines(source) : List.of();
        return new Validator(lines.size() == 2 && lines.get(0).equals(address) ? lines.get(1) : "");
    }

    /** Begins with nothing. */
    void begin(String address, Validator validator) throws IOException {
        delete();
        Files.write(source, List.of(address, validator.value()));
        Files.createFile(path);
    }

    /** Writes what comes behind what is there, until the end of the body or a failure; all that has come stays. */
    void append(TimedBody body, long limit, FetchListener listener) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            long length = channel.size();
            for (List<ByteBuffer> bytes = body.next(); bytes != null; bytes = body.next()) {
                for (ByteBuffer each : bytes) {
                    length += each.remaining();
                    if (length > limit) {
                        throw new FetchException("found more than the expected " + limit + " bytes of " + path + " on the server; it has another file, choose another --mirror", null);
                    }
                    write(each, channel);
                }
                listener.onProgress(length);
            }
        }
    }

    /** A full disk is nothing that another try could help. */
    private void write(ByteBuffer bytes, FileChannel channel) throws ClosedByInterruptException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw new FetchTargetException("could not write " + path + " (" + e.getMessage() + "), expected a disk with enough space; make some and fetch again, or choose another folder", e);
        }
    }

    /** The file is whole: it gets its name. */
    void complete(Path target) throws IOException {
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(source);
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
        Files.deleteIfExists(source);
    }
}
