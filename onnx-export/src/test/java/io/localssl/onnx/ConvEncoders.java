package io.localssl.onnx;

import io.localssl.image.ImageShape;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Small encoders with random weights, and a forward pass of nested loops to hold the graphs against. */
public final class ConvEncoders {

    private ConvEncoders() {
    }

    /**
     * @param net     the channels of each block, M where a max-pool follows.
     * @param kernels the readout kernels.
     * @return an encoder whose weights depend on the seed alone.
     */
    public static ConvEncoder random(ImageShape shape, String net, int[] kernels, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] mean = uniform(random, shape.channels(), 0.3, 0.6);
        float[] std = uniform(random, shape.channels(), 0.1, 0.4);
        List<ConvEncoder.Layer> layers = new ArrayList<>();
        int in = shape.channels();
        for (String block : net.split(",")) {
            boolean maxPool = block.endsWith("M");
            int out = Integer.parseInt(maxPool ? block.substring(0, block.length() - 1) : block);
            double bound = 1 / Math.sqrt(9.0 * in);
            layers.add(new ConvEncoder.Layer(in, out, uniform(random, 9 * in * out, -bound, bound), uniform(random, out, -bound, bound), maxPool));
            in = out;
        }
        return new ConvEncoder(shape, mean, std, layers, kernels);
    }

    /** An encoder of three blocks for images of at least 8x8. */
    public static ConvEncoder small(ImageShape shape, long seed) {
        return random(shape, "4,6M,5M", new int[] {4, 2, 1}, seed);
    }

    private static float[] uniform(SplittableRandom random, int length, double low, double high) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return values;
    }

    /**
     * @param pixels one image in (channel, row, column) order, values 0 to 255.
     * @return the readout of each block, in double precision.
     */
    public static List<double[]> readouts(ConvEncoder encoder, double[] pixels) {
        int height = encoder.shape().height();
        int width = encoder.shape().width();
        double[][][] map = new double[encoder.shape().channels()][height][width];
        for (int i = 0; i < pixels.length; i++) {
            int c = i / (height * width);
            map[c][i / width % height][i % width] = (pixels[i] / 255 - encoder.mean()[c]) / encoder.std()[c];
        }
        List<double[]> readouts = new ArrayList<>();
        for (int l = 0; l < encoder.layers().size(); l++) {
            ConvEncoder.Layer layer = encoder.layers().get(l);
            map = convolve(map, layer);
            if (layer.maxPool()) {
                map = maxPool(map);
            }
            readouts.add(averagePool(map, encoder.readoutKernels()[l]));
        }
        return readouts;
    }

    private static double[][][] convolve(double[][][] map, ConvEncoder.Layer layer) {
        int height = map[0].length;
        int width = map[0][0].length;
        double[][][] result = new double[layer.outChannels()][height][width];
        for (int o = 0; o < layer.outChannels(); o++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double sum = layer.bias()[o];
                    for (int i = 0; i < layer.inChannels(); i++) {
                        for (int dy = 0; dy < 3; dy++) {
                            for (int dx = 0; dx < 3; dx++) {
                                int row = y + dy - 1;
                                int column = x + dx - 1;
                                if (row >= 0 && row < height && column >= 0 && column < width) {
                                    sum += map[i][row][column] * layer.weight().get(((o * layer.inChannels() + i) * 3 + dy) * 3 + dx);
                                }
                            }
                        }
                    }
                    result[o][y][x] = Math.max(0, sum);
                }
            }
        }
        return result;
    }

    private static double[][][] maxPool(double[][][] map) {
        double[][][] result = new double[map.length][map[0].length / 2][map[0][0].length / 2];
        for (int c = 0; c < result.length; c++) {
            for (int y = 0; y < result[c].length; y++) {
                for (int x = 0; x < result[c][y].length; x++) {
                    result[c][y][x] = Math.max(Math.max(map[c][2 * y][2 * x], map[c][2 * y][2 * x + 1]),
                            Math.max(map[c][2 * y + 1][2 * x], map[c][2 * y + 1][2 * x + 1]));
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
