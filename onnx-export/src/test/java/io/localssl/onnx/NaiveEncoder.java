package io.localssl.onnx;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The forward pass of an encoder in nested loops and double precision, straight from its definition, to hold graphs against. */
public final class NaiveEncoder {
    private static final double EPSILON = 1e-5;

    private NaiveEncoder() {
    }

    /**
     * @param pixels one image in (channel, row, column) order, values 0 to 255.
     * @return the readout of each block.
     */
    public static List<double[]> readouts(ConvEncoder encoder, double[] pixels) {
        int height = encoder.shape().height();
        int width = encoder.shape().width();
        double[][][] image = new double[encoder.shape().channels()][height][width];
        for (int i = 0; i < pixels.length; i++) {
            int c = i / (height * width);
            image[c][i / width % height][i % width] = (pixels[i] / 255 - encoder.mean()[c]) / encoder.std()[c];
        }
        PatchGrid grid = encoder.patches();
        if (grid == null) {
            return readouts(encoder, image);
        }
        List<List<double[]>> patches = new ArrayList<>();
        for (int top = 0; top + grid.size() <= height; top += grid.stride()) {
            for (int left = 0; left + grid.size() <= width; left += grid.stride()) {
                patches.add(readouts(encoder, cut(image, top, left, grid.size())));
            }
        }
        return mean(patches);
    }

    private static double[][][] cut(double[][][] image, int top, int left, int size) {
        double[][][] patch = new double[image.length][size][size];
        for (int c = 0; c < image.length; c++) {
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    patch[c][y][x] = image[c][top + y][left + x];
                }
            }
        }
        return patch;
    }

    private static List<double[]> mean(List<List<double[]>> patches) {
        List<double[]> mean = new ArrayList<>();
        for (int l = 0; l < patches.get(0).size(); l++) {
            double[] sum = new double[patches.get(0).get(l).length];
            for (List<double[]> patch : patches) {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += patch.get(l)[i] / patches.size();
                }
            }
            mean.add(sum);
        }
        return mean;
    }

    private static List<double[]> readouts(ConvEncoder encoder, double[][][] image) {
        List<double[]> readouts = new ArrayList<>();
        double[][][] map = image;
        for (ConvEncoder.Block block : encoder.blocks()) {
            map = block(map, block);
            readouts.add(averagePool(map, block.shape().poolKernel()));
        }
        return readouts;
    }

    private static double[][][] block(double[][][] x, ConvEncoder.Block block) {
        BlockShape shape = block.shape();
        Iterator<ConvEncoder.Statistics> statistics = block.statistics().iterator();
        double[][][] input = normalise(x, shape.normalisation(), statistics);
        double[][][] y = convolve(input, shape.convolution(), block.filters().get(0));
        BlockShape.Residual residual = shape.residual();
        if (residual == null) {
            return pool(shape.activation() == Activation.TRIANGLE ? triangle(y) : relu(y), shape.pool());
        }
        double[][][] sum = convolve(normalise(relu(y), residual.normalisation(), statistics), residual.second(), block.filters().get(1));
        double[][][] shortcut = residual.shortcut() == null ? input : convolve(input, residual.shortcut(), block.filters().get(2));
        for (int c = 0; c < sum.length; c++) {
            for (int i = 0; i < sum[c].length; i++) {
                for (int j = 0; j < sum[c][i].length; j++) {
                    sum[c][i][j] += shortcut[c][i][j];
                }
            }
        }
        return relu(sum);
    }

    private static double[][][] normalise(double[][][] map, InputNormalisation normalisation, Iterator<ConvEncoder.Statistics> statistics) {
        if (normalisation == InputNormalisation.NONE) {
            return map;
        }
        ConvEncoder.Statistics running = normalisation == InputNormalisation.BATCH ? statistics.next() : null;
        double mean = normalisation == InputNormalisation.LAYER ? momentAbout(map, 0, 1) : 0;
        double variance = momentAbout(map, mean, 2);
        double[][][] result = new double[map.length][map[0].length][map[0][0].length];
        for (int c = 0; c < map.length; c++) {
            for (int i = 0; i < map[c].length; i++) {
                for (int j = 0; j < map[c][i].length; j++) {
                    result[c][i][j] = running == null ? (map[c][i][j] - mean) / Math.sqrt(variance + EPSILON)
                            : (map[c][i][j] - running.mean()[c]) / Math.sqrt(running.variance()[c] + EPSILON);
                }
            }
        }
        return result;
    }

    /** The mean of (x - centre)^power. */
    private static double momentAbout(double[][][] map, double centre, int power) {
        double sum = 0;
        int n = 0;
        for (double[][] channel : map) {
            for (double[] row : channel) {
                for (double x : row) {
                    sum += Math.pow(x - centre, power);
                    n++;
                }
            }
        }
        return sum / n;
    }

    private static double[][][] convolve(double[][][] map, ConvolutionShape shape, ConvEncoder.Filters filters) {
        double[][][] result = new double[shape.outChannels()][positions(map[0].length, shape.kernelHeight(), shape.stride(), shape.padding())]
                [positions(map[0][0].length, shape.kernelWidth(), shape.stride(), shape.padding())];
        for (int o = 0; o < result.length; o++) {
            for (int y = 0; y < result[o].length; y++) {
                for (int x = 0; x < result[o][y].length; x++) {
                    double sum = filters.bias()[o];
                    int w = o * map.length * shape.kernelHeight() * shape.kernelWidth();
                    for (double[][] channel : map) {
                        for (int dy = 0; dy < shape.kernelHeight(); dy++) {
                            for (int dx = 0; dx < shape.kernelWidth(); dx++) {
                                int row = y * shape.stride() + dy - shape.padding();
                                int column = x * shape.stride() + dx - shape.padding();
                                float weight = filters.weight().get(w++);
                                if (row >= 0 && row < channel.length && column >= 0 && column < channel[0].length) {
                                    sum += channel[row][column] * weight;
                                }
                            }
                        }
                    }
                    result[o][y][x] = sum;
                }
            }
        }
        return result;
    }

    /** Counts the windows that lie within a padded side. */
    private static int positions(int side, int kernel, int stride, int padding) {
        int count = 0;
        for (int start = -padding; start + kernel <= side + padding; start += stride) {
            count++;
        }
        return count;
    }

    private static double[][][] relu(double[][][] map) {
        double[][][] result = new double[map.length][map[0].length][map[0][0].length];
        for (int c = 0; c < map.length; c++) {
            for (int i = 0; i < map[c].length; i++) {
                for (int j = 0; j < map[c][i].length; j++) {
                    result[c][i][j] = Math.max(0, map[c][i][j]);
                }
            }
        }
        return result;
    }

    private static double[][][] triangle(double[][][] map) {
        double[][][] result = new double[map.length][map[0].length][map[0][0].length];
        for (int i = 0; i < map[0].length; i++) {
            for (int j = 0; j < map[0][i].length; j++) {
                double mean = 0;
                for (double[][] channel : map) {
                    mean += channel[i][j] / map.length;
                }
                for (int c = 0; c < map.length; c++) {
                    result[c][i][j] = Math.max(0, map[c][i][j] - mean);
                }
            }
        }
        return result;
    }

    private static double[][][] pool(double[][][] map, MapPool pool) {
        return switch (pool) {
            case NONE -> map;
            case MAX -> pool(map, 2, 0, true);
            case OVERLAPPING_MAX -> pool(map, 4, 1, true);
            case AVERAGE -> pool(map, 2, 0, false);
        };
    }

    /** The maximum or the mean of each window, stride 2. */
    private static double[][][] pool(double[][][] map, int kernel, int padding, boolean max) {
        double[][][] result = new double[map.length][positions(map[0].length, kernel, 2, padding)][positions(map[0][0].length, kernel, 2, padding)];
        for (int c = 0; c < map.length; c++) {
            for (int y = 0; y < result[c].length; y++) {
                for (int x = 0; x < result[c][y].length; x++) {
                    double largest = Double.NEGATIVE_INFINITY;
                    double sum = 0;
                    for (int row = Math.max(0, 2 * y - padding); row < Math.min(map[c].length, 2 * y - padding + kernel); row++) {
                        for (int column = Math.max(0, 2 * x - padding); column < Math.min(map[c][0].length, 2 * x - padding + kernel); column++) {
                            largest = Math.max(largest, map[c][row][column]);
                            sum += map[c][row][column];
                        }
                    }
                    result[c][y][x] = max ? largest : sum / (kernel * kernel);
                }
            }
        }
        return result;
    }

    private static double[] averagePool(double[][][] map, int kernel) {
        int rows = map[0].length / kernel;
        int columns = map[0][0].length / kernel;
        double[] result = new double[map.length * rows * columns];
        for (int c = 0; c < map.length; c++) {
            for (int y = 0; y < rows * kernel; y++) {
                for (int x = 0; x < columns * kernel; x++) {
                    result[(c * rows + y / kernel) * columns + x / kernel] += map[c][y][x] / (kernel * kernel);
                }
            }
        }
        return result;
    }
}
