package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.EncoderParameters;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;

/**
 * The oracle: the hinge rules straight from their equations, in double, with loops and nothing else.
 */
final class NaiveLearner {
    final EncoderSpec spec;
    private final Objective objective;
    final double[][] weight;
    final double[][] bias;
    final double[][][] matrix;
    final double[][] weightGradient;
    final double[][] biasGradient;
    final double[][][] matrixGradient;

    NaiveLearner(LocalLearner learner, Objective objective) {
        this.spec = learner.spec();
        this.objective = objective;
        List<EncoderParameters.Block> blocks = learner.encoder().blocks();
        int depth = spec.depth();
        weight = new double[depth][];
        bias = new double[depth][];
        matrix = new double[depth][][];
        weightGradient = new double[depth][];
        biasGradient = new double[depth][];
        matrixGradient = new double[depth][][];
        for (int l = 0; l < depth; l++) {
            weight[l] = doubles(blocks.get(l).weight().value());
            bias[l] = doubles(blocks.get(l).bias().value());
            matrix[l] = learner.projections().get(l).stream().map(p -> doubles(p.matrix().value())).toArray(double[][]::new);
        }
    }

    static double[] doubles(INDArray array) {
        return array.dup('c').data().asDouble();
    }

    /** All block losses; the gradients are left in the fields. */
    double[] gradients(double[] images, int rows, Pairs pairs) {
        int depth = spec.depth();
        double[][] convolved = new double[depth][];
        double[][] map = new double[depth][];
        double[][] features = new double[depth][];
        double[] input = images;
        for (int l = 0; l < depth; l++) {
            EncoderSpec.Block b = spec.blocks().get(l);
            convolved[l] = convolve(b, input, rows, weight[l], bias[l]);
            map[l] = b.maxPool() ? maxPool(b, convolved[l], rows) : convolved[l];
            features[l] = averagePool(b, map[l], rows);
            input = map[l];
        }
        double[] losses = new double[depth];
        for (int l = 0; l < depth; l++) {
            EncoderSpec.Block b = spec.blocks().get(l);
            int d = features[l].length / rows;
            double[] featureGradient = new double[features[l].length];
            matrixGradient[l] = new double[matrix[l].length][];
            for (int c = 0; c < matrix[l].length; c++) {
                double[] context = join(features, objective.contexts().get(c).blocks(l, depth), rows);
                matrixGradient[l][c] = new double[matrix[l][c].length];
                losses[l] += hinge(features[l], context, matrix[l][c], rows, d, pairs, featureGradient, matrixGradient[l][c]);
            }
            double[] below = l == 0 ? images : map[l - 1];
            backward(l, b, below, convolved[l], map[l], featureGradient, rows);
        }
        return losses;
    }

    /** f of each block. */
    double[][] features(double[] images, int rows) {
        double[][] features = new double[spec.depth()][];
        double[] input = images;
        for (int l = 0; l < features.length; l++) {
            EncoderSpec.Block b = spec.blocks().get(l);
            double[] convolved = convolve(b, input, rows, weight[l], bias[l]);
            input = b.maxPool() ? maxPool(b, convolved, rows) : convolved;
            features[l] = averagePool(b, input, rows);
        }
        return features;
    }

    /** The rows of several blocks side by side. */
    static double[] join(double[][] features, int[] blocks, int rows) {
        int width = 0;
        for (int block : blocks) {
            width += features[block].length / rows;
        }
        double[] joined = new double[rows * width];
        for (int i = 0; i < rows; i++) {
            int at = i * width;
            for (int block : blocks) {
                int d = features[block].length / rows;
                System.arraycopy(features[block], i * d, joined, at, d);
                at += d;
            }
        }
        return joined;
    }

    static double hinge(double[] f, double[] context, double[] matrix, int rows, int d, Pairs pairs, double[] df, double[] dMatrix) {
        int dc = context.length / rows;
        double loss = 0;
        for (int i = 0; i < rows; i++) {
            double[] predicted = new double[d];
            for (int a = 0; a < d; a++) {
                for (int e = 0; e < dc; e++) {
                    predicted[a] += matrix[a * dc + e] * context[i * dc + e];
                }
            }
            int n = pairs.negative().length;
            for (int k = -1; k < n; k++) {
                int j = k < 0 ? pairs.positive()[i] : pairs.negative()[k][i];
                double sign = k < 0 ? -1 : 1;
                double weightOfTerm = 1.0 / rows / (k < 0 ? 1 : n);
                double score = 0;
                for (int a = 0; a < d; a++) {
                    score += f[j * d + a] * predicted[a];
                }
                if (1 + sign * score > 0) {
                    loss += (1 + sign * score) * weightOfTerm;
                    for (int a = 0; a < d; a++) {
                        df[j * d + a] += sign * weightOfTerm * predicted[a];
                        for (int e = 0; e < dc; e++) {
                            dMatrix[a * dc + e] += sign * weightOfTerm * f[j * d + a] * context[i * dc + e];
                        }
                    }
                }
            }
        }
        return loss;
    }

    private static double[] convolve(EncoderSpec.Block b, double[] x, int rows, double[] w, double[] bias) {
        int h = b.height();
        int wd = b.width();
        double[] y = new double[rows * b.outChannels() * h * wd];
        for (int n = 0; n < rows; n++) {
            for (int o = 0; o < b.outChannels(); o++) {
                for (int i = 0; i < h; i++) {
                    for (int j = 0; j < wd; j++) {
                        double sum = bias[o];
                        for (int c = 0; c < b.inChannels(); c++) {
                            for (int p = 0; p < 3; p++) {
                                for (int q = 0; q < 3; q++) {
                                    int r = i + p - 1;
                                    int s = j + q - 1;
                                    if (r >= 0 && s >= 0 && r < h && s < wd) {
                                        sum += w[((o * b.inChannels() + c) * 3 + p) * 3 + q] * x[((n * b.inChannels() + c) * h + r) * wd + s];
                                    }
                                }
                            }
                        }
                        y[((n * b.outChannels() + o) * h + i) * wd + j] = Math.max(0, sum);
                    }
                }
            }
        }
        return y;
    }

    private static double[] maxPool(EncoderSpec.Block b, double[] y, int rows) {
        int h = b.mapHeight();
        int w = b.mapWidth();
        double[] map = new double[rows * b.outChannels() * h * w];
        for (int m = 0; m < rows * b.outChannels(); m++) {
            for (int i = 0; i < h; i++) {
                for (int j = 0; j < w; j++) {
                    map[(m * h + i) * w + j] = y[argMax(b, y, m, i, j)];
                }
            }
        }
        return map;
    }

    private static int argMax(EncoderSpec.Block b, double[] y, int m, int i, int j) {
        int best = -1;
        for (int p = 0; p < 2; p++) {
            for (int q = 0; q < 2; q++) {
                int at = (m * b.height() + 2 * i + p) * b.width() + 2 * j + q;
                if (best < 0 || y[at] > y[best]) {
                    best = at;
                }
            }
        }
        return best;
    }

    private double[] averagePool(EncoderSpec.Block b, double[] map, int rows) {
        int kh = objective.pooling() == FeaturePooling.GLOBAL ? b.mapHeight() : b.poolKernel();
        int kw = objective.pooling() == FeaturePooling.GLOBAL ? b.mapWidth() : b.poolKernel();
        int gh = b.mapHeight() / kh;
        int gw = b.mapWidth() / kw;
        double[] features = new double[rows * b.outChannels() * gh * gw];
        for (int m = 0; m < rows * b.outChannels(); m++) {
            for (int i = 0; i < gh * kh; i++) {
                for (int j = 0; j < gw * kw; j++) {
                    features[(m * gh + i / kh) * gw + j / kw] += map[(m * b.mapHeight() + i) * b.mapWidth() + j] / (kh * kw);
                }
            }
        }
        return features;
    }

    private void backward(int l, EncoderSpec.Block b, double[] below, double[] convolved, double[] map, double[] df, int rows) {
        int kh = objective.pooling() == FeaturePooling.GLOBAL ? b.mapHeight() : b.poolKernel();
        int kw = objective.pooling() == FeaturePooling.GLOBAL ? b.mapWidth() : b.poolKernel();
        int gh = b.mapHeight() / kh;
        int gw = b.mapWidth() / kw;
        int h = b.height();
        int w = b.width();
        double[] dy = new double[convolved.length];
        for (int m = 0; m < rows * b.outChannels(); m++) {
            for (int i = 0; i < gh * kh; i++) {
                for (int j = 0; j < gw * kw; j++) {
                    double gradient = df[(m * gh + i / kh) * gw + j / kw] / (kh * kw);
                    int at = b.maxPool() ? argMax(b, convolved, m, i, j) : (m * h + i) * w + j;
                    if (convolved[at] > 0) {
                        dy[at] += gradient;
                    }
                }
            }
        }
        weightGradient[l] = new double[weight[l].length];
        biasGradient[l] = new double[bias[l].length];
        for (int n = 0; n < rows; n++) {
            for (int o = 0; o < b.outChannels(); o++) {
                for (int i = 0; i < h; i++) {
                    for (int j = 0; j < w; j++) {
                        double g = dy[((n * b.outChannels() + o) * h + i) * w + j];
                        biasGradient[l][o] += g;
                        for (int c = 0; c < b.inChannels(); c++) {
                            for (int p = 0; p < 3; p++) {
                                for (int q = 0; q < 3; q++) {
                                    int r = i + p - 1;
                                    int s = j + q - 1;
                                    if (r >= 0 && s >= 0 && r < h && s < w) {
                                        weightGradient[l][((o * b.inChannels() + c) * 3 + p) * 3 + q] += g * below[((n * b.inChannels() + c) * h + r) * w + s];
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
