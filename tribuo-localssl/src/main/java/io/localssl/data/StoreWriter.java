package io.localssl.data;

import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;
import org.jspecify.annotations.Nullable;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Writes a file of packed images, see {@link StoreHeader} and {@link StoreIndex}. It has a temporary name in the same folder until it is complete and on the
 * disk, and is then moved to its own in one step: under its own name it is whole, whoever else packs the same images at the same time.
 */
final class StoreWriter implements Closeable {
    /** So much that it fits a segment beside the distance from one to the next. */
    static final int LONGEST_IMAGE = Integer.MAX_VALUE - PackedImages.SEGMENT_BYTES;

    private static final String TEMPORARY = ".tmp";
    private static final int BUFFER = 1 << 20;

    /** What no process has written to for so long belongs to one that was killed. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final Path file;
    private final Path temporary;
    private final FileChannel channel;
    private final OutputStream out;
    private final StoreIndex.Builder index = new StoreIndex.Builder();
    private final CRC32C crc = new CRC32C();
    private @Nullable ImageShape first;
    private boolean mixed = false;
    private int count = 0;
    private long position = StoreHeader.BYTES;

    /** Begins a file; missing folders are made. */
    StoreWriter(Path file) throws IOException {
        this.file = file.toAbsolutePath();
        Path folder = Files.createDirectories(this.file.getParent());
        String prefix = "." + file.getFileName() + ".";
        removeAbandoned(folder, prefix);
        temporary = folder.resolve(prefix + UUID.randomUUID() + TEMPORARY);
        channel = FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        temporary.toFile().deleteOnExit(); // also when the user interrupts the process
        out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        out.write(new byte[StoreHeader.BYTES]); // the header is known at the end
    }

    private static void removeAbandoned(Path folder, String prefix) throws IOException {
        Instant longAgo = Instant.now().minus(ABANDONED);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, file -> isTemporary(file.getFileName().toString(), prefix))) {
            for (Path old : files) {
                if (lastModified(old).isBefore(longAgo)) {
                    Files.deleteIfExists(old);
                }
            }
        }
    }

    /** When a file was last written; now, if another writer has just finished it. */
    private static Instant lastModified(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.now();
        }
    }

    private static boolean isTemporary(String name, String prefix) {
        return name.startsWith(prefix) && name.endsWith(TEMPORARY);
    }

    /** Adds an image; all have as many channels. */
    void add(byte[] pixels, ImageShape shape, @Nullable String label) throws IOException {
        if (first == null) {
            first = shape;
        }
        if (shape.channels() != first.channels() || shape.size() > LONGEST_IMAGE) {
            throw new ImageShapeException("found a " + shape + " image at place " + count + ", expected " + first.channels()
                    + " channels and at most " + LONGEST_IMAGE
                    + " pixel values; convert the images first");
        }
        mixed |= !shape.equals(first);
        crc.reset();
        crc.update(pixels, 0, shape.size());
        index.add(position, shape, label, (int) crc.getValue());
        out.write(pixels, 0, shape.size());
        position += shape.size();
        count++;
    }

    /**
     * Completes the file and moves it to its name.
     *
     * @param state  what the source was like when it was opened.
     * @param hashes the hashes of its files.
     */
    void finish(String state, Map<String, String> hashes) throws IOException {
        if (first == null) {
            throw new ImageStoreException("found no image, expected at least one; check the path and the selection of the data");
        }
        byte[] end = index.finish(state, hashes);
        out.write(end);
        out.flush();
        crc.reset();
        crc.update(end);
        StoreHeader header = new StoreHeader(count, first.channels(), mixed ? 0 : first.height(), mixed ? 0 : first.width(),
                (int) crc.getValue(), position, position + end.length);
        ByteBuffer bytes = ByteBuffer.wrap(header.toBytes());
        for (long at = 0; bytes.hasRemaining(); ) {
            at += channel.write(bytes, at);
        }
        channel.force(true);
        channel.close();
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Leaves nothing of a file that is not complete. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(temporary);
    }
}
