package io.localssl.nn.conv;

import io.localssl.nn.RunningStatistics;
import io.localssl.onnx.InputNormalisation;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Normalised maps, computed as they are read: over a group, a channel of the batch or a row of it, x^ = (x - m) s with s = 1 / sqrt(v + epsilon), or x^ = x s; and the
 * way back
 * <pre>
 * dL/dx = s (g - mean(g) - x^ mean(g x^)),   g = dL/dx^,  without mean(g) where nothing was subtracted
 * </pre>
 * Sums are taken row by row and put together in the order of the rows, so that they do not depend on the number of threads.
 */
final class MapNormalisation extends MapSource {
    private final InputNormalisation kind;
    private final MapSource map;
    private final int rows;
    private final Workspace workspace;
    private final @Nullable RunningStatistics statistics;
    private final int groups;
    private final double[][] sums;
    private final double[][] squares;
    private final float[][] lines;
    private final float[][] gradients;
    private final float[] means;
    private final float[] scales;

    /**
     * @param kind       not NONE.
     * @param map        x.
     * @param rows       of the batch.
     * @param statistics what runs along with BATCH.
     * @param workspace  what it computes in.
     */
    MapNormalisation(InputNormalisation kind, MapSource map, int rows, @Nullable RunningStatistics statistics, Workspace workspace) {
        super(map.channels(), map.height(), map.width());
        this.kind = kind;
        this.map = map;
        this.rows = rows;
        this.workspace = workspace;
        this.statistics = statistics;
        groups = isBatch() ? channels : rows;
        sums = new double[rows][isBatch() ? channels : 1];
        squares = new double[rows][isBatch() ? channels : 1];
        lines = new float[workspace.workers().threads()][width * channels];
        gradients = new float[workspace.workers().threads()][width * channels];
        means = new float[groups];
        scales = new float[groups];
    }

    private boolean isBatch() {
        return kind == InputNormalisation.BATCH;
    }

    private long groupSize() {
        return (long) height * width * (isBatch() ? rows : channels);
    }

    /** Takes mean and scale from the maps as they are now; variances from the distances to the mean, as a difference of squares would lose them. */
    void prepare() {
        double[] mean = new double[groups];
        if (kind != InputNormalisation.RMS) {
            mean = groupMeans(sums, (worker, row, y) -> {
                map.readRow(row, y, lines[worker], 0, workspace.scratch(worker));
                accumulate(lines[worker], sums[row]);
            });
        }
        for (int g = 0; g < groups; g++) {
            means[g] = (float) mean[g];
        }
        double[] variance = groupMeans(squares, (worker, row, y) -> {
            map.readRow(row, y, lines[worker], 0, workspace.scratch(worker));
            accumulateSquares(row, lines[worker], squares[row]);
        });
        for (int g = 0; g < groups; g++) {
            scales[g] = (float) (1 / Math.sqrt(variance[g] + InputNormalisation.EPSILON));
        }
        if (statistics != null) {
            statistics.observe(mean, variance, groupSize());
        }
    }

    /** A line of a map. */
    @FunctionalInterface
    private interface Line {
        void accept(int worker, int row, int y);
    }

    /** The mean of each group of what each line adds to the sums of its row. */
    private double[] groupMeans(double[][] rowSums, Line line) {
        workspace.workers().share(rows, (worker, row) -> {
            Arrays.fill(rowSums[row], 0);
            for (int y = 0; y < height; y++) {
                line.accept(worker, row, y);
            }
        });
        double[] result = new double[groups];
        for (int row = 0; row < rowSums.length; row++) {
            for (int i = 0; i < rowSums[row].length; i++) {
                result[isBatch() ? i : row] += rowSums[row][i];
            }
        }
        for (int g = 0; g < groups; g++) {
            result[g] /= groupSize();
        }
        return result;
    }

    private void accumulate(float[] line, double[] sum) {
        for (int i = 0; i < line.length; i++) {
            sum[sum.length == 1 ? 0 : i % channels] += line[i];
        }
    }

    private void accumulateSquares(int row, float[] line, double[] sum) {
        for (int i = 0; i < line.length; i++) {
            double distance = (double) line[i] - means[isBatch() ? i % channels : row];
            sum[sum.length == 1 ? 0 : i % channels] += distance * distance;
        }
    }

    @Override
    void read(int row, int y, int x, float[] into, int at, Scratch scratch) {
        map.read(row, y, x, into, at, scratch);
        normalise(row, into, at, channels);
    }

    @Override
    void readRow(int row, int y, float[] into, int at, Scratch scratch) {
        map.readRow(row, y, into, at, scratch);
        normalise(row, into, at, width * channels);
    }

    private void normalise(int row, float[] values, int at, int n) {
        if (isBatch()) {
            for (int from = at; from < at + n; from += channels) {
                for (int c = 0; c < channels; c++) {
                    values[from + c] = (values[from + c] - means[c]) * scales[c];
                }
            }
        } else {
            for (int i = at; i < at + n; i++) {
                values[i] = (values[i] - means[row]) * scales[row];
            }
        }
    }

    /**
     * The way back, in place.
     *
     * @param gradient dL/dx^, becomes dL/dx.
     */
    void backward(FeatureMap gradient) {
        double[] along = groupMeans(squares, (worker, row, y) -> {
            read(worker, row, y, gradient);
            accumulateProduct(gradients[worker], lines[worker], squares[row]);
        });
        double[] mean = kind == InputNormalisation.RMS ? new double[groups] : groupMeans(sums, (worker, row, y) -> {
            gradient.readRow(row, y, gradients[worker]);
            accumulate(gradients[worker], sums[row]);
        });
        workspace.workers().share(rows * height, (worker, line) -> {
            int row = line / height;
            read(worker, row, line % height, gradient);
            float[] g = gradients[worker];
            for (int i = 0; i < g.length; i++) {
                int group = isBatch() ? i % channels : row;
                g[i] = (float) (scales[group] * (g[i] - mean[group] - lines[worker][i] * along[group]));
            }
            gradient.writeRow(row, line % height, g);
        });
    }

    /** Reads a line of x^ and of its gradient. */
    private void read(int worker, int row, int y, FeatureMap gradient) {
        map.readRow(row, y, lines[worker], 0, workspace.scratch(worker));
        normalise(row, lines[worker], 0, lines[worker].length);
        gradient.readRow(row, y, gradients[worker]);
    }

    private void accumulateProduct(float[] a, float[] b, double[] sum) {
        for (int i = 0; i < a.length; i++) {
            sum[sum.length == 1 ? 0 : i % channels] += (double) a[i] * b[i];
        }
    }
}
