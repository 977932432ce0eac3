package io.localssl.data.fetch;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** An archive read entry by entry. */
interface ArchiveFile extends Closeable {

    /** What an entry is. */
    enum Kind {
        /** A folder. */
        FOLDER,
        /** A file with its bytes in the archive. */
        FILE,
        /** A link, a device, or another thing that no data set has. */
        OTHER
    }

    /**
     * An entry.
     *
     * @param name its path as the archive gives it.
     * @param kind what it is.
     */
    record Entry(String name, Kind kind) {
    }

    /** @return the next entry, or {@code null} at the end. */
    @Nullable Entry next() throws IOException;

    /** @return the bytes of the entry that {@link #next} gave. Whoever opens it closes it. */
    InputStream open() throws IOException;

    /** @return bytes of the archive that are read. */
    long position();

    /** Opens a file by the end of its name: {@code .zip}, or else a gzipped tar. */
    static ArchiveFile open(Path path, Allowance allowance) throws IOException {
        return path.toString().endsWith(".zip") ? new ZipArchive(path, allowance) : new TarArchive(path, allowance);
    }
}
