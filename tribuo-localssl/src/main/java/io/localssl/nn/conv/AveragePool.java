package io.localssl.nn.conv;

import io.localssl.nn.Workers;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.Arrays;

/**
 * The features that a loss sees: the mean over each window of a map, flattened in (channel, row, column) order; and the way back. A border that does not fill
 * a window is dropped.
 */
final class AveragePool {
    private final Workers workers;
    private final int channels;
    private final int width;
    private final int windowHeight;
    private final int windowWidth;
    private final int gridHeight;
    private final int gridWidth;
    private final float[][] lines;
    private final float[][] sums;
    private final float[][] features;

    /**
     * @param workers  compute.
     * @param channels of the map.
     * @param height   rows of the map.
     * @param width    columns of the map.
     * @param window   height and width of a window.
     */
    AveragePool(Workers workers, int channels, int height, int width, int[] window) {
        this.workers = workers;
        this.channels = channels;
        this.width = width;
        windowHeight = window[0];
        windowWidth = window[1];
        gridHeight = height / windowHeight;
        gridWidth = width / windowWidth;
        lines = new float[workers.threads()][width * channels];
        sums = new float[workers.threads()][width * channels];
        features = new float[workers.threads()][dimension()];
    }

    int dimension() {
        return channels * gridHeight * gridWidth;
    }

    /** Rows of the maps of one mean a window. */
    int gridHeight() {
        return gridHeight;
    }

    /** Columns of the maps of one mean a window. */
    int gridWidth() {
        return gridWidth;
    }

    /**
     * Computes the features.
     *
     * @param map  the maps.
     * @param into receives them, shape (rows, d).
     */
    void apply(FeatureMap map, INDArray into) {
        workers.share(map.rows(), (worker, row) -> {
            float[] result = features[worker];
            for (int gy = 0; gy < gridHeight; gy++) {
                float[] sum = sums[worker];
                Arrays.fill(sum, 0);
                for (int y = gy * windowHeight; y < (gy + 1) * windowHeight; y++) {
                    map.readRow(row, y, lines[worker]);
                    add(lines[worker], sum, width * channels);
                }
                for (int gx = 0; gx < gridWidth; gx++) {
                    poolColumns(sum, gx, result, gy * gridWidth + gx);
                }
            }
            FloatMemory.part(into, (long) row * result.length, result.length).put(0, result);
        });
    }

    private static void add(float[] line, float[] sum, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] += line[i];
        }
    }

    private void poolColumns(float[] sum, int gx, float[] result, int cell) {
        int cells = gridHeight * gridWidth;
        float scale = 1f / (windowHeight * windowWidth);
        int first = gx * windowWidth * channels;
        for (int c = 0; c < channels; c++) {
            float total = 0;
            for (int x = 0; x < windowWidth; x++) {
                total += sum[first + x * channels + c];
            }
            result[c * cells + cell] = total * scale;
        }
    }

    /**
     * Takes the gradient of the features back to one position of each window.
     *
     * @param gradient dL/df, shape (rows, d).
     * @param into     receives for each window dL/dh of all its positions, which is the same.
     */
    void backward(INDArray gradient, FeatureMap into) {
        int cells = gridHeight * gridWidth;
        float scale = 1f / (windowHeight * windowWidth);
        workers.share(into.rows(), (worker, row) -> {
            float[] values = features[worker];
            float[] position = lines[worker];
            FloatMemory.part(gradient, (long) row * values.length, values.length).get(0, values);
            for (int cell = 0; cell < cells; cell++) {
                for (int c = 0; c < channels; c++) {
                    position[c] = values[c * cells + cell] * scale;
                }
                into.write(row, cell / gridWidth, cell % gridWidth, position, 0);
            }
        });
    }

    /** The gradient of the whole map from that of one position of each window, computed as it is read. */
    MapSource spread(FeatureMap windows, int height) {
        return new MapSource(channels, height, width) {
            @Override
            void read(int row, int y, int x, float[] into, int at, Scratch scratch) {
                int gy = y / windowHeight;
                int gx = x / windowWidth;
                if (gy < gridHeight && gx < gridWidth) {
                    windows.read(row, gy, gx, into, at, scratch);
                } else {
                    Arrays.fill(into, at, at + channels, 0);
                }
            }
        };
    }
}
