package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.EncoderParameters;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.NaiveBlock;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;
import java.util.Set;

/**
 * The oracle: the hinge rules straight from their equations, in double, with loops and nothing else.
 */
final class NaiveLearner {
    final EncoderSpec spec;
    private final Contrastive objective;
    final double[][] weight;
    final double[][] bias;
    final double[][][] matrix;
    final double[][] weightGradient;
    final double[][] biasGradient;
    final double[][][] matrixGradient;

    NaiveLearner(Learner learner, Contrastive objective) {
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
            matrix[l] = matrices(learner.losses().get(l).values(), l);
        }
    }

    /** B of each context, from the numbers it is made of. */
    private double[][] matrices(List<INDArray> values, int block) {
        return switch (objective.projection().kind()) {
            case TRAINED, FIXED -> values.stream().map(NaiveLearner::doubles).toArray(double[][]::new);
            case IDENTITY -> new double[][]{identity(objective.pooling().dimension(spec, block))};
            case LOW_RANK -> new double[][]{product(values.get(0), values.get(1))};
            case ROW_NORMALISED -> new double[][]{normalised(values.get(0))};
        };
    }

    private static double[] identity(int size) {
        double[] matrix = new double[size * size];
        for (int i = 0; i < size; i++) {
            matrix[i * size + i] = 1;
        }
        return matrix;
    }

    private static double[] product(INDArray outer, INDArray inner) {
        double[] matrix = new double[(int) (outer.size(0) * inner.size(1))];
        for (int i = 0; i < matrix.length; i++) {
            for (int r = 0; r < inner.size(0); r++) {
                matrix[i] += outer.getDouble(i / inner.size(1), r) * inner.getDouble(r, i % inner.size(1));
            }
        }
        return matrix;
    }

    private static double[] normalised(INDArray raw) {
        double[] matrix = doubles(raw);
        int width = (int) raw.size(1);
        for (int row = 0; row < raw.size(0); row++) {
            double square = 0;
            for (int i = row * width; i < (row + 1) * width; i++) {
                square += matrix[i] * matrix[i];
            }
            for (int i = row * width; i < (row + 1) * width; i++) {
                matrix[i] /= Math.sqrt(square);
            }
        }
        return matrix;
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
            NaiveBlock block = block(l, rows);
            convolved[l] = block.convolve(input, weight[l], bias[l]);
            map[l] = block.maxPool(convolved[l]);
            features[l] = block.averagePool(map[l]);
            input = map[l];
        }
        double[] losses = new double[depth];
        for (int l = 0; l < depth; l++) {
            int d = features[l].length / rows;
            double[] featureGradient = new double[features[l].length];
            matrixGradient[l] = new double[matrix[l].length][];
            for (int c = 0; c < matrix[l].length; c++) {
                double[] context = join(features, objective.contexts().get(c).blocks(l, depth), rows);
                matrixGradient[l][c] = new double[matrix[l][c].length];
                losses[l] += hinge(features[l], context, matrix[l][c], rows, d, pairs, featureGradient, matrixGradient[l][c]);
            }
            NaiveBlock block = block(l, rows);
            double[] convolvedGradient = block.rectify(convolved[l], block.spread(featureGradient));
            weightGradient[l] = block.weightGradient(l == 0 ? images : map[l - 1], convolvedGradient);
            biasGradient[l] = block.biasGradient(convolvedGradient);
        }
        return losses;
    }

    /** f of each block. */
    double[][] features(double[] images, int rows) {
        return features(images, rows, Set.of());
    }

    /** f of each block, where some read pairs. */
    double[][] features(double[] images, int rows, Set<Integer> paired) {
        double[][] features = new double[spec.depth()][];
        double[] input = images;
        for (int l = 0; l < features.length; l++) {
            NaiveBlock block = block(l, rows);
            double[] read = paired.contains(l) ? block.pair(block.read(input)) : block.read(input);
            input = block.maxPool(block.convolve(read, weight[l], bias[l]));
            features[l] = objective.pooling() == FeaturePooling.CONVOLVED ? block.linear(read, weight[l], bias[l]) : block.averagePool(input);
        }
        return features;
    }

    private NaiveBlock block(int l, int rows) {
        return new NaiveBlock(spec, l, objective.pooling(), rows);
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
}
