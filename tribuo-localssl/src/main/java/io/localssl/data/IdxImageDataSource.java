package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.localssl.LocalSSLException;
import io.localssl.image.BinaryFile;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageShape;
import io.localssl.image.PixelReader;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Reads grey images and their labels from two IDX files, the format of MNIST and Fashion-MNIST, gzipped or not.
 * <p>
 * The image file is the big-endian ints 2051, n, rows, columns and n * rows * columns unsigned bytes; the label file is 2049, n and n unsigned bytes.
 * The labels become decimal numbers, "0" to "255". Unlike Tribuo's {@code IDXDataSource} it keeps black pixels as features and a byte a pixel.
 *
 * @param <T> the output type.
 */
public final class IdxImageDataSource<T extends Output<T>> extends ImageDataSource<T> {
    private static final int IMAGES_MAGIC = 0x00000803;
    private static final int LABELS_MAGIC = 0x00000801;

    @Config(mandatory = true, description = "The IDX file of the images, gzipped or not.")
    private Path images;

    @Config(mandatory = true, description = "The IDX file of the labels, gzipped or not.")
    private Path labels;

    private ImageShape shape;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init") // OLCUT sets the fields
    private IdxImageDataSource() {
    }

    /**
     * Opens a pair of files.
     *
     * @param images        the IDX file of the images.
     * @param labels        the IDX file of their labels.
     * @param outputFactory makes the outputs from the labels.
     * @throws ImageDataException if a file is missing, is no IDX file of that kind, or the two do not hold the same number.
     */
    @SuppressWarnings("NullAway.Init") // postConfig sets the shape
    public IdxImageDataSource(Path images, Path labels, OutputFactory<T> outputFactory) {
        super(outputFactory);
        this.images = images;
        this.labels = labels;
        postConfig();
    }

    @Override
    public ImageShape getImageShape() {
        return shape;
    }

    @Override
    protected int inspect() {
        try (Reader reader = new Reader()) {
            shape = reader.shape;
            return reader.left;
        }
    }

    @Override
    public PixelReader open() {
        return new Reader();
    }

    @Override
    public List<String> state() {
        return List.of(BinaryFile.state(images), BinaryFile.state(labels));
    }

    @Override
    public Map<String, String> fingerprints() {
        return Map.of("images", BinaryFile.sha256(images), "labels", BinaryFile.sha256(labels));
    }

    @Override
    protected ImageDataSource<T> copy() {
        return new IdxImageDataSource<>(images, labels, getOutputFactory());
    }

    private final class Reader implements PixelReader {
        private final BinaryFile imageFile;
        private final BinaryFile labelFile;
        private final ImageShape shape;
        private int left;

        Reader() {
            imageFile = BinaryFile.openGunzipped(images);
            try {
                left = readCount(imageFile, IMAGES_MAGIC, "images: unsigned bytes in 3 dimensions");
                shape = new ImageShape(1, readSide(imageFile, "rows"), readSide(imageFile, "columns"));
                imageFile.requireLength(16 + (long) left * shape.size());
                labelFile = BinaryFile.openGunzipped(labels);
            } catch (LocalSSLException e) {
                imageFile.close();
                throw e;
            }
            try {
                int labelCount = readCount(labelFile, LABELS_MAGIC, "labels: unsigned bytes in 1 dimension");
                labelFile.requireLength(8 + (long) labelCount);
                if (labelCount != left) {
                    throw new ImageDataException("found " + left + " images in " + images + " and " + labelCount + " labels in " + labels
                            + ", expected as many; take the two files of one set");
                }
            } catch (LocalSSLException e) {
                close();
                throw e;
            }
        }

        @Override
        public String read(byte[] pixels) {
            imageFile.readFully(pixels, 0, pixels.length);
            int label = labelFile.readUnsignedByte();
            left--;
            if (left == 0) {
                imageFile.requireEnd();
                labelFile.requireEnd();
            }
            return Integer.toString(label);
        }

        @Override
        public void close() {
            imageFile.close();
            labelFile.close();
        }
    }

    private static int readCount(BinaryFile file, int magic, String kind) {
        int found = file.readInt();
        if (found != magic) {
            throw new ImageDataException(String.format("found magic number 0x%08x in %s, expected 0x%08x (%s); give the image file first, then the labels",
                    found, file.getPath(), magic, kind));
        }
        int count = file.readInt();
        if (count < 1) {
            throw new ImageDataException("found a count of " + count + " in " + file.getPath() + ", expected at least 1");
        }
        return count;
    }

    private static int readSide(BinaryFile file, String name) {
        int side = file.readInt();
        if (side < 1) {
            throw new ImageDataException("found images of " + side + " " + name + " in " + file.getPath() + ", expected at least 1");
        }
        return side;
    }
}
