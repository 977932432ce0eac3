package io.localssl.archive;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** A tar file, gzipped or not. */
final class TarArchive implements ArchiveFile {
    /** What a header says behind its name and sizes, since POSIX and in GNU tar. */
    static final String MAGIC = "ustar";
    static final int MAGIC_AT = 257;

    private static final int BUFFER = 1 << 16;

    private final FileChannel channel;
    private final InputStream content;
    private final TarArchiveInputStream tar;

    TarArchive(Path path, boolean gzipped, Allowance allowance) throws IOException {
        this.channel = FileChannel.open(path);
        try {
            InputStream in = Channels.newInputStream(channel);
            this.content = allowance.limit(gzipped ? new GZIPInputStream(in, BUFFER) : new BufferedInputStream(in, BUFFER));
            this.tar = new TarArchiveInputStream(content);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public @Nullable Entry next() throws IOException {
        TarArchiveEntry entry = tar.getNextEntry();
        if (entry == null) {
            content.transferTo(OutputStream.nullOutputStream()); // a gzip file has its checksum behind all
            return null;
        }
        return new Entry(entry.getName(), kind(entry));
    }

    private static Kind kind(TarArchiveEntry entry) {
        if (entry.isDirectory()) {
            return Kind.FOLDER;
        }
        boolean file = entry.getLinkFlag() == TarConstants.LF_NORMAL || entry.getLinkFlag() == TarConstants.LF_OLDNORM;
        return file && !entry.isSparse() ? Kind.FILE : Kind.OTHER;
    }

    @Override
    public InputStream open() {
        return new FilterInputStream(tar) {
            @Override
            public void close() {
                // the archive goes on
            }
        };
    }

    @Override
    public long position() {
        try {
            return channel.position();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
