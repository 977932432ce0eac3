package io.localssl.eval;

import io.localssl.LocalSSLException;
import io.localssl.data.Permutation;
import io.localssl.nn.ComputeThreads;
import io.localssl.nn.Workers;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * Ridge regression on class targets, as scikit-learn's {@code RidgeClassifierCV} on standardised features: exact, without a learning rate, and
 * in seconds where a linear probe takes a minute.
 * <pre>
 * minimise over W, b:  sum_i |y_i - b - W z_i|^2 + penalty |W|^2,   y_ic = 1 if c is the class of image i, else -1
 * </pre>
 * z is the row with each feature brought to mean 0 and variance 1 over the training rows; a feature that never changes becomes 0. The class of the highest
 * score W z + b is the answer.
 * <p>
 * The penalty, scikit-learn's alpha, is fixed by the builder, or the one of {0.01, 0.03, 0.1, 0.3, 1, 3} * max(n, d) under which
 * four fifths of the training rows, drawn by the seed, give most right answers on the other fifth, the largest among equals. (The least squared error, by which
 * scikit-learn chooses, wants a penalty several times that of the most right answers on such features.) max(n, d) is the mean of the eigenvalues of
 * Z^T Z that are not 0, so the grid means the same for any number of images and features. The result is that of all rows, learned with the chosen penalty.
 * It is reported as {@code penalty} in {@link ProbeResult#figures()}.
 * <p>
 * Single precision with refined solutions: predictions agree with those in double precision except where two scores are equal to four digits or so.
 * A penalty that is too small for single precision is passed over in the search and refused when it is given.
 * Needs 4 * (n*d + min(n,d)^2) bytes off the heap until it returns: 600 MB for 10,000 images of 8,192 features.
 */
public final class RidgeProbe implements Probe {
    private static final Logger logger = Logger.getLogger(RidgeProbe.class.getName());
    private static final double[] RELATIVE_PENALTIES = {3, 1, 0.3, 0.1, 0.03, 0.01};
    private static final int TEST_ROWS = 1024;

    private final OptionalDouble penalty;
    private final long seed;
    private final int threads;

    private RidgeProbe(Builder builder) {
        this.penalty = builder.penalty;
        this.seed = builder.seed;
        this.threads = builder.threads;
    }

    /** @return a builder that starts from a penalty that is searched for, seed 1, and one thread a processor. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    @SuppressWarnings("try") // the number of threads holds while its scope is open
    public ProbeResult evaluate(FeatureMatrix train, FeatureMatrix test) {
        train.requireSameDimension(test);
        int[] order = Permutation.random(train.size(), new SplittableRandom(seed));
        int[] labels = Arrays.stream(order).map(train::getLabel).toArray();
        int classes = train.getClassNames().size();
        Standardisation standardisation = new Standardisation(train);
        try (ComputeThreads single = new ComputeThreads(1);
             Workers workers = new Workers(threads);
             DenseRows x = standardised(train, order, standardisation);
             RidgeRegression regression = new RidgeRegression(x, labels, classes, workers)) {
            double chosen = penalty.orElseGet(() -> search(regression, x, labels));
            regression.useRows(train.size());
            Optional<float[]> weights = regression.fit(chosen);
            while (weights.isEmpty() && penalty.isEmpty()) { // all rows may need a little more than four fifths of them did
                chosen *= 10;
                weights = regression.fit(chosen);
            }
            return judge(train, test, standardisation, weights.orElseThrow(this::tooSmall), regression.intercept())
                    .result(train.size(), train.getDimension(), Map.of("penalty", chosen));
        }
    }

    private static DenseRows standardised(FeatureMatrix matrix, int[] order, Standardisation standardisation) {
        DenseRows rows = new DenseRows(order.length, matrix.getDimension());
        float[] z = new float[matrix.getDimension()];
        for (int i = 0; i < order.length; i++) {
            standardisation.apply(matrix.getRow(order[i]), z);
            rows.set(i, z);
        }
        return rows;
    }

    /** The penalty of the grid with which the rows before the last fifth give most right answers on that fifth. */
    private static double search(RidgeRegression regression, DenseRows x, int[] labels) {
        int n = labels.length;
        int scale = Math.max(n, x.dimension());
        if (n == 1) {
            return scale;
        }
        int heldOut = Math.max(1, n / 5);
        int[] answers = Arrays.copyOfRange(labels, n - heldOut, n);
        regression.useRows(n - heldOut);
        double best = scale;
        int most = -1;
        for (double relative : RELATIVE_PENALTIES) {
            double candidate = relative * scale;
            int right = regression.fit(candidate)
                    .map(weights -> right(scores(x, n - heldOut, heldOut, weights, regression.intercept()), answers))
                    .orElse(-1);
            logger.log(Level.FINE, "Ridge probe, penalty {0}: {1} of {2} held-out images right", new Object[]{candidate, right, heldOut});
            if (right > most) {
                best = candidate;
                most = right;
            }
        }
        return best;
    }

    /** W z + b of some rows, [classes, count]. */
    private static float[] scores(DenseRows x, int from, int count, float[] weights, float[] intercept) {
        float[] scores = x.scores(weights, from, count);
        for (int i = 0; i < scores.length; i++) {
            scores[i] += intercept[i / count];
        }
        return scores;
    }

    private static int right(float[] scores, int[] labels) {
        int classes = scores.length / labels.length;
        return (int) IntStream.range(0, labels.length).filter(i -> Answers.highest(scores, i, labels.length, classes) == labels[i]).count();
    }

    private static Answers judge(FeatureMatrix train, FeatureMatrix test, Standardisation standardisation, float[] weights, float[] intercept) {
        Answers answers = new Answers(train.getClassNames(), test.getClassNames());
        for (int from = 0; from < test.size(); from += TEST_ROWS) {
            int[] slab = IntStream.range(from, Math.min(from + TEST_ROWS, test.size())).toArray();
            try (DenseRows x = standardised(test, slab, standardisation)) {
                float[] scores = scores(x, 0, slab.length, weights, intercept);
                for (int i = 0; i < slab.length; i++) {
                    answers.add(Answers.highest(scores, i, slab.length, intercept.length), test.getLabel(slab[i]));
                }
            }
        }
        return answers;
    }

    private LocalSSLException tooSmall() {
        return new LocalSSLException("found the penalty " + penalty.getAsDouble() + ", which is too small to solve for in single precision; "
                + "expected a larger one; leave it out to have it chosen");
    }

    /** Settings of a ridge probe. */
    public static final class Builder {
        private OptionalDouble penalty = OptionalDouble.empty();
        private long seed = 1;
        private int threads = Runtime.getRuntime().availableProcessors();

        private Builder() {
        }

        /**
         * @param penalty the penalty, above 0, instead of a search for it.
         * @return this.
         */
        public Builder penalty(double penalty) {
            this.penalty = OptionalDouble.of(penalty);
            return this;
        }

        /**
         * @param seed decides which fifth of the rows the search for the penalty holds out.
         * @return this.
         */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /**
         * @param threads threads that compute, at least 1; the result does not depend on them.
         * @return this.
         */
        public Builder threads(int threads) {
            this.threads = threads;
            return this;
        }

        /**
         * @return the probe.
         * @throws LocalSSLException if a setting is out of its range.
         */
        public RidgeProbe build() {
            double given = penalty.orElse(1);
            if (!(given > 0) || Double.isInfinite(given)) {
                throw new LocalSSLException("found the penalty " + given + " of a ridge probe, expected a finite one above 0");
            }
            if (threads < 1) {
                throw new LocalSSLException("found a ridge probe with " + threads + " threads, expected at least 1");
            }
            return new RidgeProbe(this);
        }
    }
}
