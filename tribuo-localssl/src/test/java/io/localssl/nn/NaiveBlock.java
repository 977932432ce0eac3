package io.localssl.nn;

import io.localssl.onnx.BlockShape;
import io.localssl.onnx.InputNormalisation;
import io.localssl.onnx.MapPool;

import java.util.Arrays;

/** The oracle: the arithmetic of one block straight from its equations, in double, with loops and nothing else. Maps are (rows, channels, height, width). */
public final class NaiveBlock {
    private final BlockShape block;
    private final int rows;
    private final int[] window;
    private final int gridHeight;
    private final int gridWidth;

    public NaiveBlock(EncoderSpec spec, int block, FeaturePooling pooling, int rows) {
        this.block = spec.blocks().get(block);
        this.rows = rows;
        window = pooling.window(spec, block);
        gridHeight = this.block.mapHeight() / window[0];
        gridWidth = this.block.mapWidth() / window[1];
    }

    /** x^, normalised over each row. */
    public double[] read(double[] input) {
        if (block.normalisation() == InputNormalisation.NONE) {
            return input;
        }
        double[] output = new double[input.length];
        int size = input.length / rows;
        for (int n = 0; n < rows; n++) {
            double mean = 0;
            for (int i = n * size; i < (n + 1) * size && block.normalisation() == InputNormalisation.LAYER; i++) {
                mean += input[i] / size;
            }
            double square = 0;
            for (int i = n * size; i < (n + 1) * size; i++) {
                square += (input[i] - mean) * (input[i] - mean) / size;
            }
            for (int i = n * size; i < (n + 1) * size; i++) {
                output[i] = (input[i] - mean) / Math.sqrt(square + 1e-5);
            }
        }
        return output;
    }

    /** W * x + b. */
    public double[] linear(double[] input, double[] weight, double[] bias) {
        double[] output = new double[rows * block.outChannels() * block.height() * block.width()];
        for (int at = 0; at < output.length; at++) {
            output[at] = bias[at / (block.height() * block.width()) % block.outChannels()];
        }
        taps((in, out, w) -> output[out] += weight[w] * input[in]);
        return output;
    }

    /** relu(W * x + b). */
    public double[] convolve(double[] input, double[] weight, double[] bias) {
        return Arrays.stream(linear(input, weight, bias)).map(y -> Math.max(0, y)).toArray();
    }

    /** Of 2B rows, the first B, and of each of these and the next the mean. */
    public double[] pair(double[] input) {
        double[] output = input.clone();
        int size = input.length / rows;
        int images = rows / 2;
        for (int i = 0; i < images; i++) {
            for (int at = 0; at < size; at++) {
                output[(images + i) * size + at] = (input[i * size + at] + input[(i + 1) % images * size + at]) / 2;
            }
        }
        return output;
    }

    /** h: the largest of each 2x2 window, or the map itself. */
    public double[] maxPool(double[] convolved) {
        double[] map = new double[rows * block.outChannels() * block.mapHeight() * block.mapWidth()];
        for (int at = 0; at < map.length; at++) {
            map[at] = convolved[source(convolved, at)];
        }
        return map;
    }

    /** f: the mean over each window. */
    public double[] averagePool(double[] map) {
        double[] features = new double[rows * block.outChannels() * gridHeight * gridWidth];
        windows((at, feature) -> features[feature] += map[at] / (window[0] * window[1]));
        return features;
    }

    /** dL/dh: each feature's gradient evenly over its window. */
    public double[] spread(double[] featureGradient) {
        double[] mapGradient = new double[rows * block.outChannels() * block.mapHeight() * block.mapWidth()];
        windows((at, feature) -> mapGradient[at] = featureGradient[feature] / (window[0] * window[1]));
        return mapGradient;
    }

    /** dL/dh back through max-pool and ReLU. */
    public double[] rectify(double[] convolved, double[] mapGradient) {
        double[] gradient = new double[convolved.length];
        for (int at = 0; at < mapGradient.length; at++) {
            int source = source(convolved, at);
            gradient[source] = convolved[source] > 0 ? mapGradient[at] : 0;
        }
        return gradient;
    }

    public double[] weightGradient(double[] input, double[] convolvedGradient) {
        double[] gradient = new double[block.outChannels() * block.inChannels() * 9];
        taps((in, out, w) -> gradient[w] += convolvedGradient[out] * input[in]);
        return gradient;
    }

    public double[] biasGradient(double[] convolvedGradient) {
        double[] gradient = new double[block.outChannels()];
        for (int at = 0; at < convolvedGradient.length; at++) {
            gradient[at / (block.height() * block.width()) % block.outChannels()] += convolvedGradient[at];
        }
        return gradient;
    }

    /** dL/dx of the convolution. */
    public double[] inputGradient(double[] weight, double[] convolvedGradient) {
        double[] gradient = new double[rows * block.inChannels() * block.height() * block.width()];
        taps((in, out, w) -> gradient[in] += convolvedGradient[out] * weight[w]);
        return gradient;
    }

    private interface Tap {
        void at(int input, int output, int weight);
    }

    /** Every product of the convolution: which input meets which weight in which output. */
    private void taps(Tap tap) {
        int height = block.height();
        int width = block.width();
        for (int n = 0; n < rows; n++) {
            for (int o = 0; o < block.outChannels(); o++) {
                for (int i = 0; i < height; i++) {
                    for (int j = 0; j < width; j++) {
                        for (int c = 0; c < block.inChannels(); c++) {
                            for (int r = Math.max(0, i - 1); r <= Math.min(height - 1, i + 1); r++) {
                                for (int s = Math.max(0, j - 1); s <= Math.min(width - 1, j + 1); s++) {
                                    tap.at(((n * block.inChannels() + c) * height + r) * width + s,
                                            ((n * block.outChannels() + o) * height + i) * width + j,
                                            ((o * block.inChannels() + c) * 3 + r - i + 1) * 3 + s - j + 1);
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /** Where in the convolution's map an element of h comes from. */
    private int source(double[] convolved, int at) {
        if (block.pool() == MapPool.NONE) {
            return at;
        }
        int m = at / (block.mapHeight() * block.mapWidth());
        int i = at / block.mapWidth() % block.mapHeight();
        int j = at % block.mapWidth();
        int best = -1;
        for (int p = 0; p < 2; p++) {
            for (int q = 0; q < 2; q++) {
                int candidate = (m * block.height() + 2 * i + p) * block.width() + 2 * j + q;
                if (best < 0 || convolved[candidate] > convolved[best]) {
                    best = candidate;
                }
            }
        }
        return best;
    }

    private interface Member {
        void at(int position, int feature);
    }

    /** Every position of h that is in a window, with the feature it belongs to. */
    private void windows(Member member) {
        for (int m = 0; m < rows * block.outChannels(); m++) {
            for (int i = 0; i < gridHeight * window[0]; i++) {
                for (int j = 0; j < gridWidth * window[1]; j++) {
                    member.at((m * block.mapHeight() + i) * block.mapWidth() + j, (m * gridHeight + i / window[0]) * gridWidth + j / window[1]);
                }
            }
        }
    }
}
