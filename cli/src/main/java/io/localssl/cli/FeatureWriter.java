package io.localssl.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Writes rows of features to a file. */
interface FeatureWriter extends Closeable {

    /**
     * @param file      the file to write to.
     * @param name      the name that says the format.
     * @param dimension features in a row.
     */
    static FeatureWriter open(Path file, Path name, int dimension) throws IOException {
        boolean numpy = name.toString().toLowerCase(Locale.ROOT).endsWith(".npy");
        return numpy ? new NumpyWriter(file, dimension) : new CsvWriter(file, dimension);
    }

    /**
     * @param label the class of the image, or {@link org.tribuo.classification.Label#UNKNOWN}.
     * @param row   its features.
     */
    void add(String label, float[] row) throws IOException;
}
