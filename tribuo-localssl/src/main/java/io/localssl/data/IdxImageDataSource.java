package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.localssl.LocalSSLException;
import io.localssl.image.BinaryFile;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageShape;
import org.jspecify.annotations.Nullable;
import io.localssl.image.PixelReader;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Reads grey images and their labels from two IDX files, or images without labels from one, in the format of MNIST and Fashion-MNIST, gzipped or not.
 * <p>
 * The image file is the big-endian ints 2051, n, rows, columns and n * rows * columns unsigned bytes; the label file is 2049, n and n unsigned bytes.
 * The labels become decimal numbers, "0" to "255"; without them, images have the unknown output of the output factory. Unlike Tribuo's {@code IDXDataSource} it keeps
 * black pixels as features and a byte a pixel.
 *
 * @param <T> the output type.
 */
public final class IdxImageDataSource<T extends Output<T>> extends ImageDataSource<T> {
    private static final int IMAGES_MAGIC = 0x00000803;
    private static final int LABELS_MAGIC = 0x00000801;

    @Config(mandatory = true, description = "The IDX file of the images, gzipped or not.")
    private Path images;

    @Config(description = "The IDX file of the labels, gzipped or not; without it, images have no labels.")
    private @Nullable Path labels;

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
    public IdxImageDataSource(Path images, Path labels, OutputFactory<T> outputFactory) {
        this(outputFactory, images, labels);
    }

    /**
     * Opens images without labels.
     *
     * @param images        the IDX file of the images.
     * @param outputFactory whose unknown output they have.
     * @throws ImageDataException if the file is missing or is no IDX file of images.
     */
    public IdxImageDataSource(Path images, OutputFactory<T> outputFactory) {
        this(outputFactory, images, null);
    }

    @SuppressWarnings("NullAway.Init") // postConfig sets the shape
    private IdxImageDataSource(OutputFactory<T> outputFactory, Path images, @Nullable Path labels) {
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
        return Stream.of(images, labels).filter(Objects::nonNull).map(BinaryFile::state).toList();
    }

    @Override
    public Map<String, String> fingerprints() {
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put("images", BinaryFile.sha256(images));
        if (labels != null) {
            hashes.put("labels", BinaryFile.sha256(labels));
        }
        return hashes;
    }

    @Override
    protected ImageDataSource<T> copy() {
        return new IdxImageDataSource<>(getOutputFactory(), images, labels);
    }

    private final class Reader implements PixelReader {
        private final BinaryFile imageFile;
        private final @Nullable BinaryFile labelFile;
        private final ImageShape shape;
        private int left;

        Reader() {
            imageFile = BinaryFile.openGunzipped(images);
            try {
                left = readCount(imageFile, IMAGES_MAGIC, "images: unsigned bytes in 3 dimensions");
                shape = new ImageShape(1, readSide(imageFile, "rows"), readSide(imageFile, "columns"));
                imageFile.requireLength(16 + (long) left * shape.size());
                labelFile = labels == null ? null : openLabels(labels, left);
            } catch (LocalSSLException e) {
                imageFile.close();
                throw e;
            }
        }

        private BinaryFile openLabels(Path labels, int imageCount) {
            BinaryFile file = BinaryFile.openGunzipped(labels);
            try {
                int count = readCount(file, LABELS_MAGIC, "labels: unsigned bytes in 1 dimension");
                file.requireLength(8 + (long) count);
                if (count != imageCount) {
                    throw new ImageDataException("found " + imageCount + " images in " + images + " and " + count + " labels in " + labels
                            + ", expected as many; take the two files of one set");
                }
                return file;
            } catch (LocalSSLException e) {
                file.close();
                throw e;
            }
        }

        @Override
        public @Nullable String read(byte[] pixels) {
            imageFile.readFully(pixels, 0, pixels.length);
            String label = labelFile == null ? null : Integer.toString(labelFile.readUnsignedByte());
            left--;
            if (left == 0) {
                imageFile.requireEnd();
                if (labelFile != null) {
                    labelFile.requireEnd();
                }
            }
            return label;
        }

        @Override
        public void close() {
            imageFile.close();
            if (labelFile != null) {
                labelFile.close();
            }
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
