package io.localssl.archive;

import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/** A zip file, in the order of its directory. */
final class ZipArchive implements ArchiveFile {
    /** The bits of a Unix mode that say what a file is; 0 if the archive was made elsewhere. */
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;

    private final ZipFile zip;
    private final Allowance allowance;
    private final Enumeration<ZipArchiveEntry> entries;
    private @Nullable ZipArchiveEntry entry;
    private long position = 0;

    ZipArchive(Path path, Allowance allowance) throws IOException {
        this.zip = ZipFile.builder().setPath(path).get();
        this.allowance = allowance;
        this.entries = zip.getEntries();
    }

    @Override
    public @Nullable Entry next() {
        if (!entries.hasMoreElements()) {
            return null;
        }
        entry = entries.nextElement();
        position += Math.max(entry.getCompressedSize(), 0);
        return new Entry(entry.getName(), kind(entry));
    }

    private static Kind kind(ZipArchiveEntry entry) {
        if (entry.isDirectory()) {
            return Kind.FOLDER;
        }
        int type = entry.getUnixMode() & TYPE;
        return type == 0 || type == REGULAR ? Kind.FILE : Kind.OTHER;
    }

    @Override
    public InputStream open() throws IOException {
        if (entry == null) {
            throw new IllegalStateException("no entry is open; call next() first");
        }
        return new Verified(allowance.limit(zip.getInputStream(entry)), entry.getCrc());
    }

    /** The bytes of an entry, which the library does not check. The last of them is followed by an exception if they are not those that were packed. */
    private static final class Verified extends CheckedInputStream {
        private final long expected;

        Verified(InputStream in, long expected) {
            super(in, new CRC32());
            this.expected = expected;
        }

        @Override
        public int read() throws IOException {
            return checked(super.read());
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return checked(super.read(buffer, offset, length));
        }

        private int checked(int read) throws IOException {
            if (read < 0 && getChecksum().getValue() != expected) {
                throw new IOException(String.format("found CRC-32 %08x, expected %08x by the directory of the zip file", getChecksum().getValue(), expected));
            }
            return read;
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
