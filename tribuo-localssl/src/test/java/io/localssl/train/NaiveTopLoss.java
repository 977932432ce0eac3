package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.EncoderParameters;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.NaiveBlock;

import java.util.List;

/** The oracle: rules with one hinge loss at the top block, straight from their equations, in double, with loops and nothing else. */
final class NaiveTopLoss {
    private final NaiveBlock[] blocks;
    private final int rows;
    private final Pairs pairs;
    private final double[] pixels;
    final double[] matrix;
    private final double[][] feedback;
    final double[][] weight;
    final double[][] bias;
    final double[][] weightGradient;
    final double[][] biasGradient;
    double[] matrixGradient = new double[0];
    double[][] activities = new double[0][];
    private double[] contexts = new double[0];

    NaiveTopLoss(Learner learner, Contrastive objective, double[] pixels, int rows, Pairs pairs) {
        EncoderSpec spec = learner.spec();
        List<EncoderParameters.Block> parameters = learner.encoder().blocks();
        int depth = spec.depth();
        this.rows = rows;
        this.pairs = pairs;
        this.pixels = pixels;
        blocks = new NaiveBlock[depth];
        weight = new double[depth][];
        bias = new double[depth][];
        weightGradient = new double[depth][];
        biasGradient = new double[depth][];
        for (int l = 0; l < depth; l++) {
            blocks[l] = new NaiveBlock(spec, l, objective.pooling(), rows);
            weight[l] = NaiveLearner.doubles(parameters.get(l).weight().value());
            bias[l] = NaiveLearner.doubles(parameters.get(l).bias().value());
        }
        matrix = NaiveLearner.doubles(learner.losses().get(depth - 1).values().get(0));
        feedback = learner.feedback().stream().map(NaiveLearner::doubles).toArray(double[][]::new);
    }

    int depth() {
        return blocks.length;
    }

    /** Direct feedback alignment; returns the loss and leaves the gradients in the fields. */
    double directFeedbackAlignment() {
        double[][] map = maps();
        int top = depth() - 1;
        double[] features = blocks[top].averagePool(map[top]);
        double[] error = new double[features.length];
        double loss = loss(features, features, error);
        for (int l = 0; l <= top; l++) {
            descend(l, map, blocks[l].spread(l == top ? error : send(l, error, blocks[l].averagePool(map[l]).length / rows)));
        }
        return loss;
    }

    /** Predictive coding; returns the loss of the forward pass, and leaves the relaxed activities, the contexts and the gradients in the fields. */
    double predictiveCoding(int steps, double rate, boolean direct) {
        int top = depth() - 1;
        activities = maps();
        contexts = blocks[top].averagePool(activities[top]);
        double[] error = new double[contexts.length];
        double loss = loss(contexts, contexts, error);
        for (int step = 0; step < steps; step++) {
            double[][] moved = new double[depth()][];
            for (int l = 0; l < depth(); l++) {
                double[] slope = energySlope(l);
                if (direct && step == 0 && l < top) {
                    slope = blocks[l].spread(send(l, error, blocks[l].averagePool(activities[l]).length / rows));
                }
                moved[l] = plus(activities[l], slope, -rate * rows);
            }
            activities = moved;
        }
        for (int l = 0; l <= top; l++) {
            descend(l, activities, scaled(error(l), -1.0 / rows));
        }
        double[] features = blocks[top].averagePool(activities[top]);
        loss(features, contexts, new double[features.length]);
        return loss;
    }

    /** E of the activities and weights in the fields. */
    double energy() {
        int top = depth() - 1;
        double[] features = blocks[top].averagePool(activities[top]);
        double energy = loss(features, contexts, new double[features.length]);
        for (int l = 0; l <= top; l++) {
            for (double e : error(l)) {
                energy += e * e / 2 / rows;
            }
        }
        return energy;
    }

    /** dE/dh of a block. */
    double[] energySlope(int l) {
        double[] slope = scaled(error(l), 1.0 / rows);
        if (l == depth() - 1) {
            double[] featureGradient = new double[contexts.length];
            loss(blocks[l].averagePool(activities[l]), contexts, featureGradient);
            return plus(slope, blocks[l].spread(featureGradient), 1);
        }
        double[] convolved = blocks[l + 1].convolve(activities[l], weight[l + 1], bias[l + 1]);
        double[] sent = blocks[l + 1].inputGradient(weight[l + 1], blocks[l + 1].rectify(convolved, error(l + 1)));
        return plus(slope, sent, -1.0 / rows);
    }

    /** e = h - F. */
    private double[] error(int l) {
        return plus(activities[l], predict(l, l == 0 ? pixels : activities[l - 1]), -1);
    }

    private static double[] plus(double[] a, double[] b, double factor) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * b[i];
        }
        return sum;
    }

    private static double[] scaled(double[] a, double factor) {
        return plus(new double[a.length], a, factor);
    }

    /** h of each block in the forward pass. */
    private double[][] maps() {
        double[][] map = new double[depth()][];
        for (int l = 0; l < map.length; l++) {
            map[l] = predict(l, l == 0 ? pixels : map[l - 1]);
        }
        return map;
    }

    /** F_l. */
    private double[] predict(int l, double[] input) {
        return blocks[l].maxPool(blocks[l].convolve(input, weight[l], bias[l]));
    }

    private double loss(double[] features, double[] contexts, double[] featureGradient) {
        matrixGradient = new double[matrix.length];
        return NaiveLearner.hinge(features, contexts, matrix, rows, features.length / rows, pairs, featureGradient, matrixGradient);
    }

    /** B^l e in each row. */
    private double[] send(int l, double[] error, int dimension) {
        int width = error.length / rows;
        double[] sent = new double[rows * dimension];
        for (int i = 0; i < sent.length; i++) {
            for (int k = 0; k < width; k++) {
                sent[i] += feedback[l][i % dimension * width + k] * error[i / dimension * width + k];
            }
        }
        return sent;
    }

    /** Leaves the gradients of a block for dL/dh of it. */
    private void descend(int l, double[][] map, double[] mapGradient) {
        double[] input = l == 0 ? pixels : map[l - 1];
        double[] convolvedGradient = blocks[l].rectify(blocks[l].convolve(input, weight[l], bias[l]), mapGradient);
        weightGradient[l] = blocks[l].weightGradient(input, convolvedGradient);
        biasGradient[l] = blocks[l].biasGradient(convolvedGradient);
    }
}
