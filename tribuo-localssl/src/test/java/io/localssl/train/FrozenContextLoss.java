package io.localssl.train;

import io.localssl.loss.Pairs;

/** The loss of one block as a function of its own weights, with the contexts held at what they were: what a local rule descends. */
final class FrozenContextLoss {
    private static final double STEP = 1e-6;

    private final NaiveLearner naive;
    private final double[] pixels;
    private final int rows;
    private final Pairs pairs;
    private final int block;
    private final double[][] contexts;

    FrozenContextLoss(NaiveLearner naive, Contrastive objective, double[] pixels, int rows, Pairs pairs, int block) {
        this.naive = naive;
        this.pixels = pixels;
        this.rows = rows;
        this.pairs = pairs;
        this.block = block;
        double[][] features = naive.features(pixels, rows);
        contexts = objective.contexts().stream().map(c -> NaiveLearner.join(features, c.blocks(block, features.length), rows)).toArray(double[][]::new);
    }

    /** The central difference of the loss by one weight or bias. */
    double slope(boolean ofWeight, int index) {
        double[] varied = ofWeight ? naive.weight[block] : naive.bias[block];
        double value = varied[index];
        varied[index] = value + STEP;
        double above = loss();
        varied[index] = value - STEP;
        double below = loss();
        varied[index] = value;
        return (above - below) / (2 * STEP);
    }

    private double loss() {
        double[] f = naive.features(pixels, rows)[block];
        double loss = 0;
        for (int c = 0; c < contexts.length; c++) {
            loss += NaiveLearner.hinge(f, contexts[c], naive.matrix[block][c], rows, f.length / rows, pairs, new double[f.length],
                    new double[naive.matrix[block][c].length]);
        }
        return loss;
    }
}
