package io.localssl.archive;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** An archive read entry by entry. Nothing in it is trusted. For one thread. */
public interface ArchiveFile extends Closeable {

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

        /** @return whether its name leads out of the folder that the archive is unpacked to, by the rules of any system: it is absolute, or has a folder above. */
        public boolean leaves() {
            return name.startsWith("/") || name.contains("\\") || name.contains(":") || Arrays.asList(name.split("/")).contains("..");
        }
    }

    /**
     * @return the next entry, or {@code null} at the end.
     * @throws IOException if the archive is damaged.
     */
    @Nullable Entry next() throws IOException;

    /**
     * @return the bytes of the entry that {@link #next} gave. Whoever opens it closes it.
     * @throws IOException if they cannot be read.
     */
    InputStream open() throws IOException;

    /** @return bytes of the archive that are read. */
    long position();

    /**
     * Opens a zip, tar or gzipped tar file by its content.
     *
     * @param path      the file.
     * @param allowance how many bytes it may become.
     * @return the archive before its first entry.
     * @throws IOException if it is none, or damaged.
     */
    static ArchiveFile open(Path path, Allowance allowance) throws IOException {
        byte[] first;
        try (InputStream in = Files.newInputStream(path)) {
            first = in.readNBytes(TarArchive.MAGIC_AT + TarArchive.MAGIC.length());
        }
        String text = new String(first, StandardCharsets.ISO_8859_1);
        if (text.startsWith("PK\3\4") || text.startsWith("PK\5\6")) {
            return new ZipArchive(path, allowance);
        }
        boolean gzipped = text.startsWith("\u001F\u008B");
        if (!gzipped && !text.startsWith(TarArchive.MAGIC, TarArchive.MAGIC_AT)) {
            throw new IOException("no zip, tar or gzip file by its first bytes");
        }
        return new TarArchive(path, gzipped, allowance);
    }
}
