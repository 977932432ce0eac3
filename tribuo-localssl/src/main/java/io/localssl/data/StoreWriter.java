package io.localssl.data;

import io.localssl.file.WholeFile;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes a file of packed images, see {@link StoreHeader} and {@link StoreIndex}. Under its name it is a {@link WholeFile}, and on the
 * disk, whoever else packs the same images at the same time.
 */
final class StoreWriter implements Closeable {
    /** So much that it fits a segment beside the distance from one to the next. */
    static final int LONGEST_IMAGE = Integer.MAX_VALUE - PackedImages.SEGMENT_BYTES;

    private static final int BUFFER = 1 << 20;

    /** What no process has written to for so long belongs to one that was killed. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final WholeFile file;
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
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        WholeFile.removeAbandoned(absolute, ABANDONED);
        this.file = new WholeFile(absolute);
        this.file.temporary().toFile().deleteOnExit(); // also when the user interrupts the process
        channel = FileChannel.open(this.file.temporary(), StandardOpenOption.WRITE);
        out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
        out.write(new byte[StoreHeader.BYTES]); // the header is known at the end
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
        file.finish();
    }

    /** Leaves nothing of a file that is not complete. */
    @Override
    public void close() throws IOException {
        channel.close();
        file.close();
    }
}
