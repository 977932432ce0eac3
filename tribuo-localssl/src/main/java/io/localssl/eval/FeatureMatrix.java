package io.localssl.eval;

import io.localssl.LocalSSLException;
import io.localssl.encoder.ImageEncoder;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;
import org.tribuo.DataSource;
import org.tribuo.Example;
import org.tribuo.classification.Label;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The features and the classes of labelled images: n rows of d floats, one class each.
 * <p>
 * The rows lie on the heap, one array each (4*n*d bytes: 330 MB for 10,000 images and 8,192 features), so there is nothing to close.
 * Classes are numbered in the order in which they are first seen.
 * <p>
 * The features of an encoder are those of its blocks, one after the other. {@link #blocks} gives a view of some of them, which shares the rows.
 */
public final class FeatureMatrix implements TrainingRows {
    /** How many images are handed to the encoder at a time: enough to keep it busy, few enough that their pixels cost nothing. */
    private static final int CHUNK = 256;

    private final List<float[]> rows;
    private final List<Integer> labels;
    private final Map<String, Integer> classNumbers;
    private final Columns columns;

    private FeatureMatrix(List<Integer> blockDimensions) {
        this.rows = new ArrayList<>();
        this.labels = new ArrayList<>();
        this.classNumbers = new LinkedHashMap<>();
        this.columns = Columns.all(blockDimensions);
    }

    private FeatureMatrix(FeatureMatrix other, Columns columns) {
        this.rows = other.rows;
        this.labels = other.labels;
        this.classNumbers = other.classNumbers;
        this.columns = columns;
    }

    /**
     * Encodes labelled images.
     *
     * @param images  the images.
     * @param encoder the frozen encoder, which stays open.
     * @return one row of {@link ImageEncoder#getDimension()} floats an image, in the encoder's blocks.
     * @throws ImageDataException  if there is no image, or one without a label.
     * @throws ImageShapeException if an image does not have the encoder's shape.
     * @throws LocalSSLException   if a feature is not finite.
     */
    public static FeatureMatrix encode(DataSource<Label> images, ImageEncoder encoder) {
        return fill(images, encoder.getBlockDimensions(), encoder::encode);
    }

    /**
     * The pixels themselves as features, scaled to [0, 1]: the baseline that any encoder must beat.
     *
     * @param images the images.
     * @param shape  their shape.
     * @return one row of {@link ImageShape#size()} floats an image.
     * @throws ImageDataException  if there is no image, or one without a label.
     * @throws ImageShapeException if an image does not have this shape.
     */
    public static FeatureMatrix pixels(DataSource<Label> images, ImageShape shape) {
        return fill(images, List.of(shape.size()), chunk -> {
            float[][] rows = new float[chunk.size()][shape.size()];
            for (int i = 0; i < rows.length; i++) {
                shape.readPixels(chunk.get(i), rows[i], 0);
                for (int j = 0; j < rows[i].length; j++) {
                    rows[i][j] /= 255f;
                }
            }
            return rows;
        });
    }

    /**
     * The same for images that know their shape.
     *
     * @param images {@link ImageExample}s.
     * @return one row of {@link ImageShape#size()} floats an image.
     * @throws ImageDataException  if there is no image, or one without a label.
     * @throws ImageShapeException if they are not {@link ImageExample}s of one shape.
     */
    public static FeatureMatrix pixels(DataSource<Label> images) {
        Iterator<Example<Label>> first = images.iterator();
        if (!first.hasNext()) {
            throw noImages(images.toString());
        }
        if (first.next() instanceof ImageExample<Label> image) {
            return pixels(images, image.getShape());
        }
        throw new ImageShapeException("found examples without an image shape in " + images + ", expected ImageExamples; give their shape");
    }

    /**
     * Takes features that were computed elsewhere.
     *
     * @param rows   n rows of d floats; the arrays are kept, not copied.
     * @param labels n class names.
     * @return the matrix.
     * @throws LocalSSLException if there is no row, a value is not finite, the rows differ in length, or there are more or fewer labels than rows.
     */
    public static FeatureMatrix of(float[][] rows, List<String> labels) {
        if (rows.length != labels.size()) {
            throw new LocalSSLException("found " + rows.length + " rows and " + labels.size() + " labels, expected one label a row");
        }
        if (rows.length == 0) {
            throw noImages("the given rows");
        }
        FeatureMatrix matrix = new FeatureMatrix(List.of(rows[0].length));
        for (int i = 0; i < rows.length; i++) {
            matrix.add(rows[i], labels.get(i));
        }
        return matrix;
    }

    private static FeatureMatrix fill(DataSource<Label> images, List<Integer> blockDimensions, Function<List<Example<Label>>, float[][]> features) {
        FeatureMatrix matrix = new FeatureMatrix(blockDimensions);
        List<Example<Label>> chunk = new ArrayList<>(CHUNK);
        for (Example<Label> image : images) {
            chunk.add(image);
            if (chunk.size() == CHUNK) {
                matrix.addChunk(chunk, features.apply(chunk));
                chunk.clear();
            }
        }
        if (!chunk.isEmpty()) {
            matrix.addChunk(chunk, features.apply(chunk));
        }
        if (matrix.size() == 0) {
            throw noImages(images.toString());
        }
        return matrix;
    }

    private void addChunk(List<Example<Label>> chunk, float[][] features) {
        for (int i = 0; i < features.length; i++) {
            Label label = chunk.get(i).getOutput();
            if (label.getLabel().equals(Label.UNKNOWN)) {
                throw new ImageDataException("found an image without a label (number " + rows.size()
                        + "), expected a class for each image; use images with labels here");
            }
            add(features[i], label.getLabel());
        }
    }

    private void add(float[] row, String label) {
        if (row.length != getDimension()) {
            throw new LocalSSLException("found a row of " + row.length + " features among rows of " + getDimension() + ", expected rows of one length");
        }
        requireFinite(row);
        int next = classNumbers.size();
        rows.add(row);
        labels.add(classNumbers.computeIfAbsent(label, name -> next));
    }

    private void requireFinite(float[] row) {
        for (float value : row) {
            if (!Float.isFinite(value)) {
                throw new LocalSSLException("found the feature " + value + " in row " + rows.size()
                        + ", expected finite values; the encoder may have diverged: train it with a lower learning rate");
            }
        }
    }

    /** Refuses test rows that are not of this matrix's dimension. */
    void requireSameDimension(FeatureMatrix test) {
        if (getDimension() != test.getDimension()) {
            throw new LocalSSLException("found " + getDimension() + " features in the training data and " + test.getDimension()
                    + " in the test data, expected the same number; encode both with the same encoder");
        }
    }

    private static ImageDataException noImages(String where) {
        return new ImageDataException("found no images in " + where + ", expected at least one");
    }

    /** @return n, the number of rows. */
    public int size() {
        return rows.size();
    }

    /** @return d, the number of features in a row. */
    public int getDimension() {
        return columns.dimension();
    }

    /** @return the number of features of each block, in the order in which a row holds them; one block unless an encoder says otherwise. */
    public List<Integer> getBlockDimensions() {
        return columns.dimensions();
    }

    /**
     * The same images with the features of some blocks only, in the order given. Nothing is copied until a row is read.
     *
     * @param blocks which, from 0.
     * @return a view.
     * @throws LocalSSLException if there is no such block, one is given twice, or none.
     */
    public FeatureMatrix blocks(int... blocks) {
        return new FeatureMatrix(this, columns.select(blocks));
    }

    /** The rows themselves, the same in every epoch. */
    @Override
    public float[][] rows(int epoch, int[] images) {
        float[][] some = new float[images.length][];
        for (int i = 0; i < images.length; i++) {
            some[i] = getRow(images[i]);
        }
        return some;
    }

    /** The columns of a row that are read. */
    Columns columns() {
        return columns;
    }

    /** @return the names of the classes, in the order of their numbers. */
    public List<String> getClassNames() {
        return List.copyOf(classNumbers.keySet());
    }

    /**
     * @param index the row.
     * @return its features; the array itself, not a copy, unless this is a view of some blocks.
     */
    public float[] getRow(int index) {
        return columns.read(rows.get(index));
    }

    /**
     * @param index the row.
     * @return the number of its class, see {@link #getClassNames()}.
     */
    public int getLabel(int index) {
        return labels.get(index);
    }
}
