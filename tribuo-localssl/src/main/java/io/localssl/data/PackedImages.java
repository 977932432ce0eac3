package io.localssl.data;

import io.localssl.image.BinaryFile;
import io.localssl.image.ImageShape;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * Images in a file, see {@link StoreHeader} and {@link StoreIndex}, mapped into memory: the operating system reads what is asked for and keeps what it has room
 * for, and none of it lies in Java's heap. Whatever is read is checked against its checksum.
 */
final class PackedImages implements ImageSource {
    /** How far one mapped segment begins behind the other. */
    static final int SEGMENT_BYTES = 1 << 30;

    private static final int IMAGES_PER_CHECK = 256;

    private final Path file;
    private final StoreHeader header;
    private final StoreIndex index;
    private final Segments pixels;

    private PackedImages(Path file, FileChannel channel, int segmentBytes) throws IOException {
        this.file = file;
        ByteBuffer first = ByteBuffer.allocate(StoreHeader.BYTES);
        while (first.hasRemaining() && channel.read(first, first.position()) >= 0) {
            // until there is a header or the file ends
        }
        this.header = StoreHeader.of(Arrays.copyOf(first.array(), first.position()), channel.size(), file);
        this.index = new StoreIndex(header, channel.map(FileChannel.MapMode.READ_ONLY, header.index(), header.length() - header.index()), file);
        this.pixels = Segments.map(channel, header.index(), segmentBytes, index.longestImage());
    }

    /**
     * Opens a file and checks its header and its index, not yet its pixels.
     *
     * @param file the file.
     * @throws ImageStoreException if it is missing, foreign, cut off or damaged.
     */
    static PackedImages open(Path file) {
        return open(file, SEGMENT_BYTES);
    }

    static PackedImages open(Path file, int segmentBytes) {
        try (FileChannel channel = FileChannel.open(file)) {
            return new PackedImages(file, channel, segmentBytes);
        } catch (IOException e) {
            throw new ImageStoreException(BinaryFile.unreadable(file, e).getMessage(), e);
        } catch (InternalError e) { // how Java says that a mapped file became shorter
            throw new ImageStoreException("found " + file + " cut off while it was read, expected packed images; pack the images again", e);
        }
    }

    /** @throws ImageStoreException if the images have different sizes. */
    @Override
    public ImageShape getShape() {
        if (isMixed()) {
            throw new ImageStoreException("found images of different sizes in " + file + ", expected one shape; pack them with a decoder that gives one");
        }
        return index.shape(0);
    }

    @Override
    public boolean isMixed() {
        return header.height() == 0;
    }

    @Override
    public int getChannels() {
        return header.channels();
    }

    @Override
    public int getHeight(int image) {
        return index.height(image);
    }

    @Override
    public int getWidth(int image) {
        return index.width(image);
    }

    @Override
    public int getLargestSize() {
        return index.longestImage();
    }

    @Override
    public int size() {
        return header.count();
    }

    /** The bytes of all pixels. */
    long pixelBytes() {
        return header.index() - StoreHeader.BYTES;
    }

    StoreIndex index() {
        return index;
    }

    /** @throws ImageStoreException if the pixels are not those that were packed. */
    @Override
    public void copyImage(int image, byte[] destination, int offset) {
        int length = index.length(image);
        try {
            pixels.copy(index.offset(image), length, destination, offset);
        } catch (InternalError e) {
            throw damaged(image, e);
        }
        CRC32C crc = new CRC32C();
        crc.update(destination, offset, length);
        if ((int) crc.getValue() != index.checksum(image)) {
            throw damaged(image, null);
        }
    }

    /**
     * Reads everything once, on all processors.
     *
     * @throws ImageStoreException if pixels are not those that were packed.
     */
    void check() {
        int parts = (size() + IMAGES_PER_CHECK - 1) / IMAGES_PER_CHECK;
        IntStream.range(0, parts).parallel().forEach(part -> {
            byte[] image = new byte[index.longestImage()];
            int end = (int) Math.min(size(), (part + 1L) * IMAGES_PER_CHECK);
            for (int i = part * IMAGES_PER_CHECK; i < end; i++) {
                copyImage(i, image, 0);
            }
        });
    }

    private ImageStoreException damaged(int image, @Nullable Throwable cause) {
        return new ImageStoreException("found damaged pixels of image " + image + " in " + file
                + ", expected the pixels that were packed; pack the images again", cause);
    }
}
