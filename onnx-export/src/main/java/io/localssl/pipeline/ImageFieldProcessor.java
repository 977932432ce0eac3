package io.localssl.pipeline;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import io.localssl.LocalSSLException;
import io.localssl.embedding.Embedding;
import io.localssl.encoder.ConfigurableImageEncoder;
import io.localssl.image.DecodedImage;
import io.localssl.image.ImageDecodeException;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import org.jspecify.annotations.Nullable;
import org.tribuo.data.columnar.ColumnarFeature;
import org.tribuo.data.columnar.FieldProcessor;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A column of paths of image files, beside columns of numbers and text in a {@link org.tribuo.data.columnar.RowProcessor}.
 * <p>
 * With an encoder, the column {@code photo} becomes the embedding of each image, features {@code photo@e000}, {@code photo@e001} and so on, named after the column as
 * {@link EncodedDataSource} names them. Without one it becomes the pixels, {@code photo@0000} and so on, levels from 0 to 255 by the names of {@link ImageShape}. Zeros are
 * features, too, and numbers are padded, so that Tribuo's ids keep the order. Paths that are not absolute are looked up in a root folder.
 * <p>
 * What becomes of rows without an image a {@link MissingImage} says. A field processor is shown one cell at a time and not its row; an {@link ImageRowProcessor} names the
 * row in errors, too. Tribuo reads tables row by row, so images are decoded and encoded one at a time, in an open session: an encoder of {@code Preset.LATENCY} puts all
 * cores on each. A table of nothing but images and labels is decoded on all cores as a data source of images, and encoded by {@link EncodedDataSource}.
 * <p>
 * The provenance holds the settings and the encoder's, with its hash. It does not hold the hashes of the image files, as nobody knows which ones before the table is read.
 * The encoder stays the caller's to close. Safe for use by many threads.
 */
public final class ImageFieldProcessor implements FieldProcessor {
    /** The feature that tells missing images, behind the name of the column: {@code photo@missing}. */
    public static final String MISSING = "missing";

    private static final Logger logger = Logger.getLogger(ImageFieldProcessor.class.getName());

    @Config(mandatory = true, description = "The column with the paths.")
    private String fieldName;

    @Config(mandatory = true, description = "The folder in which paths that are not absolute are looked up.")
    private Path root;

    @Config(description = "Turns images into features; without it their pixels are the features.")
    private @Nullable ConfigurableImageEncoder encoder;

    @Config(description = "How images are decoded, to one shape; by default to the shape of the encoder, the shorter side fitted, the longer one cropped.")
    private @Nullable ImageDecoder decoder;

    @Config(description = "What becomes of rows without an image: FAIL, ZEROS, INDICATE or SKIP.")
    private MissingImage missing = MissingImage.FAIL;

    private String[] names;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init")
    private ImageFieldProcessor() {
    }

    @SuppressWarnings("NullAway.Init") // postConfig makes the names
    private ImageFieldProcessor(String fieldName, ImageFieldProcessor settings) {
        this.fieldName = fieldName;
        this.root = settings.root;
        this.encoder = settings.encoder;
        this.decoder = settings.decoder;
        this.missing = settings.missing;
        postConfig();
    }

    /**
     * @param fieldName the column with the paths.
     * @param root      the folder in which paths that are not absolute are looked up.
     * @return a builder of a processor of that column.
     */
    public static Builder builder(String fieldName, Path root) {
        return new Builder(fieldName, root);
    }

    /**
     * Checks the settings, and settles the decoder; used by OLCUT.
     *
     * @throws LocalSSLException if the features have no shape, or the encoder takes another one.
     */
    @Override
    public void postConfig() {
        if (decoder == null && encoder != null) {
            decoder = ImageDecoder.of(encoder.getImageShape());
        }
        ImageShape shape = decoder == null ? null : decoder.getShape();
        if (shape == null) {
            throw new LocalSSLException("found " + (decoder == null ? "neither encoder nor decoder" : "a decoder without a height and a width") + " for column '" + fieldName
                    + "', expected an encoder, or for pixels as features a decoder to one shape");
        }
        if (encoder != null) {
            encoder.getImageShape().requireSame(shape);
        }
        names = encoder == null ? shape.featureNames() : EmbeddingExamples.featureNames(encoder.getDimension());
    }

    @Override
    public String getFieldName() {
        return fieldName;
    }

    /**
     * Reads the image of one row.
     *
     * @param value the path.
     * @return a feature for each value of the embedding, or for each pixel.
     * @throws MissingImageException if there is no image, and the policy is {@link MissingImage#FAIL} or {@link MissingImage#SKIP}.
     * @throws IllegalStateException if the encoder is closed.
     */
    @Override
    public List<ColumnarFeature> process(String value) {
        if (value.isBlank()) {
            return missing(Level.FINE, "found no path, expected that of an image; fill it in, or declare what becomes of rows without an image", null);
        }
        DecodedImage image;
        try {
            image = Objects.requireNonNull(decoder).decode(root.resolve(value.strip()));
        } catch (ImageDecodeException e) {
            return missing(Level.WARNING, e.getMessage(), e);
        } catch (InvalidPathException e) {
            return missing(Level.WARNING, "found '" + value + "', which is no path on this system (" + e.getReason() + "), expected that of an image; correct it", e);
        }
        ImageExample<Embedding> example = new ImageExample<>(Embedding.UNLABELLED, image.shape(), image.pixels());
        if (encoder != null) {
            return features(encoder.encode(example), 0);
        }
        float[] levels = new float[names.length];
        example.copyPixels(levels, 0);
        return features(levels, 0);
    }

    private List<ColumnarFeature> missing(Level level, @Nullable String reason, @Nullable Exception cause) {
        String message = "column '" + fieldName + "': " + reason;
        if (missing == MissingImage.FAIL || missing == MissingImage.SKIP) {
            throw new MissingImageException(missing, message, cause);
        }
        logger.log(level, message);
        return features(new float[names.length], 1);
    }

    private List<ColumnarFeature> features(float[] values, int isMissing) {
        List<ColumnarFeature> features = new ArrayList<>(values.length + 1);
        for (int i = 0; i < values.length; i++) {
            features.add(new ColumnarFeature(fieldName, names[i], values[i]));
        }
        if (missing == MissingImage.INDICATE) {
            features.add(new ColumnarFeature(fieldName, MISSING, isMissing));
        }
        return features;
    }

    /** The features are numbers. */
    @Override
    public GeneratedFeatureType getFeatureType() {
        return GeneratedFeatureType.REAL;
    }

    /** @return a processor of another column with the same settings; it shares the encoder. */
    @Override
    public ImageFieldProcessor copy(String newFieldName) {
        return new ImageFieldProcessor(newFieldName, this);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new ConfiguredObjectProvenanceImpl(this, "FieldProcessor");
    }

    @Override
    public String toString() {
        return "ImageFieldProcessor(fieldName=" + fieldName + ",root=" + root + ",encoder=" + encoder + ",decoder=" + decoder + ",missing=" + missing + ")";
    }

    /** Gathers the settings of a processor. */
    public static final class Builder {
        private final ImageFieldProcessor settings = new ImageFieldProcessor();

        private Builder(String fieldName, Path root) {
            settings.fieldName = fieldName;
            settings.root = root;
        }

        /**
         * @param encoder turns images into features; without it their pixels are the features. It stays the caller's to close.
         * @return this builder.
         */
        public Builder encoder(ConfigurableImageEncoder encoder) {
            settings.encoder = encoder;
            return this;
        }

        /**
         * @param decoder decodes images to one shape, that of the encoder if there is one; by default it fits the shorter side and crops the longer one.
         * @return this builder.
         */
        public Builder decoder(ImageDecoder decoder) {
            settings.decoder = decoder;
            return this;
        }

        /**
         * @param policy what becomes of rows without an image, {@link MissingImage#FAIL} by default.
         * @return this builder.
         */
        public Builder missing(MissingImage policy) {
            settings.missing = policy;
            return this;
        }

        /**
         * @return the processor.
         * @throws LocalSSLException                     if there is neither an encoder nor a decoder to one shape.
         * @throws io.localssl.image.ImageShapeException if the decoder's shape is not the encoder's.
         */
        public ImageFieldProcessor build() {
            return new ImageFieldProcessor(settings.fieldName, settings);
        }
    }
}
