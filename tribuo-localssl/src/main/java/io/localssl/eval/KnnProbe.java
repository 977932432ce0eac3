package io.localssl.eval;

import io.localssl.LocalSSLException;
import io.localssl.nn.Workers;

import java.util.Map;

/**
 * Weighted nearest neighbours, the evaluation without training that is usual for self-supervised encoders (Wu et al., "Unsupervised Feature Learning via
 * Non-Parametric Instance Discrimination", <a href="https://arxiv.org/abs/1805.01978">arXiv 1805.01978</a>, section 3.4):
 * <pre>
 * s_i = cos(x, x_i)                                   over the training rows x_i
 * score_c = sum of exp(s_i / 0.07) over those of the k rows with the largest s_i whose class is c
 * </pre>
 * The class of the highest score is the answer. The paper takes k = 200; the default of 20 is what Caron et al.,
 * <a href="https://arxiv.org/abs/2104.14294">arXiv 2104.14294</a>, found to be best most of the time. With fewer training rows than k, all of them vote.
 * A row of zeros has similarity 0 to every row. Of equal similarities the earlier training row counts as nearer, of equal scores the class
 * that was seen first wins.
 * <p>
 * Needs 4*n*d bytes off the heap for the training rows until it returns, and for each thread the similarities of a few test rows at a time.
 */
public final class KnnProbe implements Probe {
    private static final double TEMPERATURE = 0.07;
    private static final int SLAB_VALUES = 1 << 22;
    private static final int SLAB_ROWS = 256;

    private final int neighbours;
    private final int threads;

    private KnnProbe(Builder builder) {
        this.neighbours = builder.neighbours;
        this.threads = builder.threads;
    }

    /** @return a builder that starts from 20 neighbours and one thread a processor. */
    public static Builder builder() {
        return new Builder();
    }

    /** @return the accuracy, and how many neighbours voted as {@code neighbours}. */
    @Override
    public ProbeResult evaluate(FeatureMatrix train, FeatureMatrix test) {
        train.requireSameDimension(test);
        int voters = Math.min(neighbours, train.size());
        int classes = train.getClassNames().size();
        int[] predicted = new int[test.size()];
        int slab = Math.max(1, Math.min(SLAB_ROWS, SLAB_VALUES / Math.max(train.size(), train.getDimension())));
        try (Workers workers = new Workers(threads); DenseRows x = unitRows(train)) {
            workers.share(test.size(), slab, (worker, from, to) -> {
                float[] similarities = x.scores(unitRows(test, from, to - from), 0, train.size());
                Nearest nearest = new Nearest(voters);
                for (int i = from; i < to; i++) {
                    nearest.find(similarities, (i - from) * train.size(), train.size());
                    predicted[i] = vote(nearest, train, classes);
                }
            });
        }
        Answers answers = new Answers(train.getClassNames(), test.getClassNames());
        for (int i = 0; i < predicted.length; i++) {
            answers.add(predicted[i], test.getLabel(i));
        }
        return answers.result(train.size(), train.getDimension(), Map.of("neighbours", (double) voters));
    }

    private static int vote(Nearest nearest, FeatureMatrix train, int classes) {
        double[] scores = new double[classes];
        int best = 0;
        for (int i = 0; i < nearest.size(); i++) {
            scores[train.getLabel(nearest.row(i))] += Math.exp(nearest.similarity(i) / TEMPERATURE);
        }
        for (int c = 1; c < classes; c++) {
            best = scores[c] > scores[best] ? c : best;
        }
        return best;
    }

    private static DenseRows unitRows(FeatureMatrix matrix) {
        DenseRows rows = new DenseRows(matrix.size(), matrix.getDimension());
        float[] unit = new float[matrix.getDimension()];
        for (int i = 0; i < matrix.size(); i++) {
            normalise(matrix.getRow(i), unit, 0);
            rows.set(i, unit);
        }
        return rows;
    }

    private static float[] unitRows(FeatureMatrix matrix, int from, int count) {
        float[] unit = new float[count * matrix.getDimension()];
        for (int i = 0; i < count; i++) {
            normalise(matrix.getRow(from + i), unit, i * matrix.getDimension());
        }
        return unit;
    }

    /** row / |row|, or zeros. */
    private static void normalise(float[] row, float[] unit, int offset) {
        double squares = 0;
        for (float value : row) {
            squares += (double) value * value;
        }
        double scale = squares == 0 ? 0 : 1 / Math.sqrt(squares);
        for (int j = 0; j < row.length; j++) {
            unit[offset + j] = (float) (row[j] * scale);
        }
    }

    /** Settings of a nearest-neighbour probe. */
    public static final class Builder {
        private int neighbours = 20;
        private int threads = Runtime.getRuntime().availableProcessors();

        private Builder() {
        }

        /**
         * @param neighbours k, how many training rows vote, at least 1.
         * @return this.
         */
        public Builder neighbours(int neighbours) {
            this.neighbours = neighbours;
            return this;
        }

        /**
         * @param threads how many threads compute, at least 1; the result does not depend on it.
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
        public KnnProbe build() {
            if (neighbours < 1 || threads < 1) {
                throw new LocalSSLException("found a nearest-neighbour probe with " + neighbours + " neighbours and " + threads
                        + " threads, expected at least 1 of each");
            }
            return new KnnProbe(this);
        }
    }
}
