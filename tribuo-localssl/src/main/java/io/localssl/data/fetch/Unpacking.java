package io.localssl.data.fetch;

import io.localssl.archive.Allowance;
import io.localssl.archive.ArchiveFile;
import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Unpacks one folder of an archive into an empty folder. Nothing is written outside of that, whatever the archive says: a name with {@code ..}, an absolute name, a link or a device ends the work, and so do more
 * bytes or entries than the limits allow and a name that comes twice. What the archive holds beside the folder is left out.
 */
final class Unpacking {
    /** A tar file needs up to so many bytes for an entry beside its content: a header, padding, and a long name with the same. */
    private static final long PER_ENTRY = 4096;

    private final Path archive;
    private final String folder;
    private final UnpackLimits limits;
    private final Path target;

    /**
     * @param archive the file.
     * @param folder  the folder in it that is wanted.
     * @param limits  what it may hold.
     * @param target  an empty folder.
     */
    Unpacking(Path archive, String folder, UnpackLimits limits, Path target) {
        this.archive = archive;
        this.folder = folder;
        this.limits = limits;
        this.target = target.toAbsolutePath().normalize();
    }

    /**
     * Unpacks all.
     *
     * @return the folder that was wanted.
     * @throws FetchException if the archive is damaged, or not a data set's.
     * @throws IOException    if the folder cannot be written.
     */
    Path run(FetchListener listener) throws IOException {
        listener.onStage(FetchListener.Stage.UNPACK, archive.getFileName().toString(), 0, Files.size(archive));
        Allowance allowance = allowance();
        try (ArchiveFile file = ArchiveFile.open(archive, allowance)) {
            int entries = 0;
            for (ArchiveFile.Entry entry = file.next(); entry != null; entry = file.next()) {
                if (++entries > limits.entries()) {
                    throw refused("more than " + limits.entries() + " entries", null);
                }
                unpack(entry, file);
                listener.onProgress(file.position());
            }
        } catch (FileSystemException | ClosedByInterruptException e) {
            throw e;
        } catch (EOFException e) {
            throw refused("its end in the middle of an entry", e);
        } catch (IOException | IllegalArgumentException e) { // what commons-compress makes of malformed headers
            throw refused("a damaged archive (" + e.getMessage() + ")", e);
        }
        return target.resolve(folder);
    }

    private Allowance allowance() {
        long bytes = limits.bytes() + limits.entries() * PER_ENTRY;
        return new Allowance(bytes, () -> new FetchException("found more than " + bytes + " bytes packed in " + archive
                + ", expected fewer in this data set; it is another file, or made to fill disks: delete it", null));
    }

    private void unpack(ArchiveFile.Entry entry, ArchiveFile file) throws IOException {
        Path path = resolve(entry);
        if (entry.kind() == ArchiveFile.Kind.OTHER) {
            throw refused("the entry '" + entry.name() + "', which is a link or a device", null);
        }
        if (!path.startsWith(target.resolve(folder))) {
            return;
        }
        if (entry.kind() == ArchiveFile.Kind.FOLDER) {
            Files.createDirectories(path);
            return;
        }
        if (Files.exists(path)) {
            throw refused("the entry '" + entry.name() + "' twice", null);
        }
        Files.createDirectories(path.getParent());
        try (InputStream in = file.open(); OutputStream out = Files.newOutputStream(path)) {
            in.transferTo(out);
        }
    }

    /** @return where an entry goes; its name is relative and stays below, by the rules of every system. */
    private Path resolve(ArchiveFile.Entry entry) {
        String name = entry.name();
        try {
            Path path = target.resolve(name).normalize();
            if (entry.leaves() || !path.startsWith(target)) {
                throw refused("the entry '" + name + "', which leads out of the folder", null);
            }
            return path;
        } catch (InvalidPathException e) {
            throw refused("the entry '" + name + "', which is no name of a file", e);
        }
    }

    private FetchException refused(String found, @Nullable Throwable cause) {
        return new FetchException("found " + found + " in " + archive + ", expected the files of the data set; the archive is damaged or another one, delete it and fetch again", cause);
    }
}
