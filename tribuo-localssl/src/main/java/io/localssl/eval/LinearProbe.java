package io.localssl.eval;

import io.localssl.LocalSSLException;
import io.localssl.data.Permutation;
import io.localssl.nn.AdamW;
import io.localssl.nn.ComputeThreads;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * Linear evaluation of frozen features (Wu et al., arXiv 2601.21683, section 4, without its crops and flips, which {@link AugmentedProbe} has): one linear
 * layer with bias, cross-entropy, Adam with a constant rate and no decay, data reshuffled each epoch, features not standardised.
 * <p>
 * The accuracy is that of the LAST epoch. The best epoch on the test set would be a number chosen by looking at the answers.
 * The same settings and features give the same result, bit for bit.
 */
public final class LinearProbe implements Probe {
    private static final Logger logger = Logger.getLogger(LinearProbe.class.getName());

    private final int epochs;
    private final int batchSize;
    private final double learningRate;
    private final long seed;

    private LinearProbe(Builder builder) {
        this.epochs = builder.epochs;
        this.batchSize = builder.batchSize;
        this.learningRate = builder.learningRate;
        this.seed = builder.seed;
    }

    /** @return a builder that starts from 20 epochs, batches of 32, rate 1e-3, seed 1. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * @return the accuracy after the last epoch, and the mean cross-entropy of the last epoch's steps as {@code train_loss}.
     * @throws LocalSSLException if the two differ in dimension, or the loss stops being finite.
     */
    @Override
    public ProbeResult evaluate(FeatureMatrix train, FeatureMatrix test) {
        train.requireSameDimension(test);
        return evaluate((TrainingRows) train, test);
    }

    @SuppressWarnings("try") // the number of threads holds while its scope is open
    ProbeResult evaluate(TrainingRows train, FeatureMatrix test) {
        SplittableRandom random = new SplittableRandom(seed);
        SplittableRandom weightRandom = random.split();
        SplittableRandom shuffleRandom = random.split();
        int capacity = Math.min(batchSize, train.size());
        // one thread: the products are small, and the result does not depend on the machine's number of processors
        try (ComputeThreads single = new ComputeThreads(1);
             LinearClassifier classifier = new LinearClassifier(capacity, train.getDimension(), train.getClassNames().size(), weightRandom)) {
            double loss = fit(classifier, train, shuffleRandom);
            return judge(classifier, train, test, loss);
        }
    }

    private double fit(LinearClassifier classifier, TrainingRows train, SplittableRandom random) {
        AdamW adam = new AdamW(0);
        double meanLoss = Double.NaN;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            int[] order = Permutation.random(train.size(), random);
            double sum = 0;
            for (int start = 0; start < order.length; start += classifier.capacity()) {
                int[] images = Arrays.copyOfRange(order, start, Math.min(start + classifier.capacity(), order.length));
                classifier.setRows(train.rows(epoch, images));
                sum += images.length * classifier.lossAndGradient(Arrays.stream(images).map(train::getLabel).toArray());
                classifier.update(adam, learningRate);
            }
            meanLoss = sum / train.size();
            requireFinite(meanLoss, epoch);
            logger.log(Level.FINE, "Linear probe, epoch {0}: loss {1}", new Object[]{epoch, meanLoss});
        }
        return meanLoss;
    }

    private static void requireFinite(double loss, int epoch) {
        if (!Double.isFinite(loss)) {
            throw new LocalSSLException("found the loss " + loss + " in epoch " + epoch
                    + " of the linear probe, expected a finite one; lower the learning rate");
        }
    }

    private static ProbeResult judge(LinearClassifier classifier, TrainingRows train, FeatureMatrix test, double loss) {
        Answers answers = new Answers(train.getClassNames(), test.getClassNames());
        int classes = train.getClassNames().size();
        for (int start = 0; start < test.size(); start += classifier.capacity()) {
            int[] images = IntStream.range(start, Math.min(start + classifier.capacity(), test.size())).toArray();
            classifier.setRows(test.rows(1, images));
            float[] scores = classifier.scores();
            for (int i = 0; i < images.length; i++) {
                answers.add(Answers.highest(scores, i * classes, 1, classes), test.getLabel(images[i]));
            }
        }
        return answers.result(train.size(), train.getDimension(), Map.of("train_loss", loss));
    }

    /** Settings of a linear probe. */
    public static final class Builder {
        private int epochs = 20;
        private int batchSize = 32;
        private double learningRate = 1e-3;
        private long seed = 1;

        private Builder() {
        }

        /**
         * @param epochs how often each training image is seen, at least 1.
         * @return this.
         */
        public Builder epochs(int epochs) {
            this.epochs = epochs;
            return this;
        }

        /**
         * @param batchSize images a step, at least 1; the last batch of an epoch may be smaller.
         * @return this.
         */
        public Builder batchSize(int batchSize) {
            this.batchSize = batchSize;
            return this;
        }

        /**
         * @param learningRate Adam's rate, above 0.
         * @return this.
         */
        public Builder learningRate(double learningRate) {
            this.learningRate = learningRate;
            return this;
        }

        /**
         * @param seed decides the initial weights and the order of the images.
         * @return this.
         */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /**
         * @return the probe.
         * @throws LocalSSLException if a setting is out of its range.
         */
        public LinearProbe build() {
            if (epochs < 1 || batchSize < 1 || !(learningRate > 0)) {
                throw new LocalSSLException("found a linear probe with " + epochs + " epochs, batches of " + batchSize + " and learning rate " + learningRate
                        + ", expected at least 1 epoch, batches of at least 1 and a rate above 0");
            }
            return new LinearProbe(this);
        }
    }
}
