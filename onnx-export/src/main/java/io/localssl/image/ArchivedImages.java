package io.localssl.image;

import io.localssl.archive.Allowance;
import io.localssl.archive.ArchiveFile;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * The image files in an archive, in its order, hidden ones left out, read without unpacking it to the disk. Names that lead out of the archive, links, devices, sparse files, and archives that
 * become much larger than they are, are refused. For one thread at a time.
 */
final class ArchivedImages implements Iterator<EncodedImage>, Closeable {
    /** Entries of an archive, folders included. ImageNet has 1.4 million files. */
    static final int MOST_ENTRIES = 10_000_000;
    /** Bytes that each byte of an archive may become: image files hardly shrink, but for bitmaps of one colour. */
    static final int MOST_EXPANSION = 200;
    /** Bytes that any archive may become, and more for a small file's zeros. */
    static final long ANY_BYTES = 1 << 26;

    private final Path path;
    private final int maxBytes;
    private final ArchiveFile archive;
    private int entries = 0;
    private @Nullable Found ahead;

    /**
     * An image file that was not read yet.
     *
     * @param name  its path in the archive.
     * @param first its first bytes, if its name did not tell that it is an image.
     * @param rest  the bytes behind them; null if none were read.
     */
    private record Found(String name, byte[] first, @Nullable InputStream rest) {
    }

    /**
     * @param path     the archive.
     * @param maxBytes a file of more bytes is not read to its end.
     */
    ArchivedImages(Path path, int maxBytes) {
        this.path = path;
        this.maxBytes = maxBytes;
        long most = BinaryFile.length(path) * MOST_EXPANSION + ANY_BYTES;
        Allowance allowance = new Allowance(most, () -> refused("more than " + most + " bytes when unpacked", null));
        try {
            this.archive = ArchiveFile.open(path, allowance);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    /** The path in the archive of the file that {@link #next} gives, null at the end. */
    @Nullable String nextName() {
        try {
            while (ahead == null) {
                ArchiveFile.Entry entry = archive.next();
                if (entry == null) {
                    return null;
                }
                if (++entries > MOST_ENTRIES) {
                    throw refused("more than " + MOST_ENTRIES + " entries", null);
                }
                ahead = mayBeImage(entry) ? find(entry.name()) : null;
            }
            return ahead.name();
        } catch (IOException | IllegalArgumentException e) { // what commons-compress makes of malformed headers
            throw damaged(e);
        }
    }

    private boolean mayBeImage(ArchiveFile.Entry entry) {
        List<String> parts = Arrays.asList(entry.name().split("/"));
        if (entry.leaves()) {
            throw refused("the entry '" + entry.name() + "', which leads out of its folder", null);
        }
        if (entry.kind() == ArchiveFile.Kind.OTHER) {
            throw refused("the entry '" + entry.name() + "', which is a link, a device or a sparse file", null);
        }
        return entry.kind() == ArchiveFile.Kind.FILE && parts.stream().noneMatch(part -> part.startsWith(".") && !part.equals("."));
    }

    /** The file, if it is an image file; one that cannot be read may be one. */
    private @Nullable Found find(String name) {
        Found whole = new Found(name, new byte[0], null);
        if (ImageNames.isCalledImage(name)) {
            return whole;
        }
        try {
            InputStream in = archive.open();
            byte[] first = ImageNames.firstBytes(in);
            if (ImageNames.beginsLikeImage(first)) {
                return new Found(name, first, in); // an entry of a tar file cannot be begun again
            }
            in.close();
            return null;
        } catch (IOException | IllegalArgumentException e) {
            return whole;
        }
    }

    @Override
    public boolean hasNext() {
        return nextName() != null;
    }

    /** Reads the next file; one that is damaged within the archive is refused when it is decoded, and one that is too large, too. */
    @Override
    public EncodedImage next() {
        if (nextName() == null) {
            throw new NoSuchElementException();
        }
        Found file = Objects.requireNonNull(ahead);
        ahead = null;
        String name = path + "!/" + file.name();
        try (InputStream in = file.rest() == null ? archive.open() : new SequenceInputStream(new ByteArrayInputStream(file.first()), file.rest())) {
            return EncodedImage.of(in.readNBytes(maxBytes + 1), name);
        } catch (IOException | IllegalArgumentException e) {
            return EncodedImage.unreadable(name, e);
        }
    }

    /** Leaves the next file out. */
    void skip() {
        ahead = null; // what it was read from ends with the archive
    }

    private ImageDataException damaged(Exception cause) {
        return cause instanceof EOFException ? refused("its end in the middle of an entry", cause) : refused("a damaged archive (" + cause.getMessage() + ")", cause);
    }

    private ImageDataException refused(String found, @Nullable Throwable cause) {
        return new ImageDataException("found " + found + " in " + path + ", expected a zip, tar or gzipped tar file of images; the archive is damaged or of another kind: fetch it again, or unpack it with care", cause);
    }

    @Override
    public void close() {
        try {
            archive.close();
        } catch (IOException e) {
            throw damaged(e);
        }
    }
}
