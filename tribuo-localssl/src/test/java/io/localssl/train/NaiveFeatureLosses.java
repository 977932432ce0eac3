package io.localssl.train;

import io.localssl.nn.Parameter;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.Locale;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The encoder by loops, and of each of its blocks a loss of its naive features. A contrastive rule lends its pooling: the oracle of encoders asks for one. */
final class NaiveFeatureLosses {
    private static final double STEP = 1e-6;

    private final NaiveLearner encoder;
    private final Learner learner;
    private final double[] images;
    private final int rows;
    private final Set<Integer> paired;
    private final Loss loss;

    /** An equation. */
    @FunctionalInterface
    interface Loss {
        double of(int block, double[] features, int rows, int channels);
    }

    NaiveFeatureLosses(Learner learner, Objective objective, double[] images, int rows, Loss loss) {
        Contrastive same = (Contrastive) Rule.of("clapp++identity:pooling=" + objective.pooling().name().toLowerCase(Locale.ROOT)).objective();
        encoder = new NaiveLearner(learner, same);
        this.learner = learner;
        this.images = images;
        this.rows = rows;
        this.loss = loss;
        paired = objective.paired();
    }

    double loss(int block) {
        return loss.of(block, encoder.features(images, rows, paired)[block], rows, learner.spec().blocks().get(block).outChannels());
    }

    /** The gradients by weights and biases of a block are slopes of its loss. */
    void checkGradients(int block) {
        checkSlopes(block, encoder.weight[block], learner.encoder().blocks().get(block).weight());
        checkSlopes(block, encoder.bias[block], learner.encoder().blocks().get(block).bias());
    }

    private void checkSlopes(int block, double[] varied, Parameter parameter) {
        INDArray gradient = parameter.gradient();
        double[] analytic = NaiveLearner.doubles(gradient);
        for (int i = 0; i < analytic.length; i += 3) {
            double value = varied[i];
            varied[i] = value + STEP;
            double above = loss(block);
            varied[i] = value - STEP;
            double below = loss(block);
            varied[i] = value;
            assertEquals((above - below) / (2 * STEP), analytic[i], 1e-5 * Math.max(1, Math.abs(analytic[i])), "element " + i + " of block " + block);
        }
    }
}
