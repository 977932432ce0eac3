package io.localssl.analysis.theory;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.Pairs;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * How the matrix B^l of a local rule is set.
 *
 * @param description for the reader of the results.
 * @param way         what sets it.
 */
record Feedback(String description, Way way) {
    /** Conditional gradients stop when they are this near to the optimum, relative to the loss, or after so many steps. */
    private static final double TOLERANCE = 0.01;
    private static final int STEPS = 15;

    /** Sets one matrix. */
    @FunctionalInterface
    interface Way {
        /** @return B, [d, d_c]. */
        Matrix matrix(Sample sample);
    }

    /**
     * What a layer can set its matrix by: a large sample of view pairs, of which no batch of the measurement is a part.
     *
     * @param l      the layer, from 1.
     * @param z      its features [N, d].
     * @param c      its contexts [N, d_c].
     * @param f      the contrast function.
     * @param pairs  which rows are compared.
     * @param target what back-propagation sends to this layer: dL/dh summed over each pooling window, [N, d], as P^T v comes nearest to dL/dh for
     *               v = window^2 P dL/dh; null where the loss of back-propagation itself is set up.
     */
    record Sample(int l, Matrix z, Matrix c, ContrastLoss f, Pairs pairs, @Nullable Matrix target) {
    }

    /** Independent entries of N(0, 1 / (d d_c)), so that the norm is about 1; never changed. */
    static Feedback random(long seed) {
        return new Feedback("random, fixed, norm about 1", sample -> {
            int d = sample.z().columns();
            int contexts = sample.c().columns();
            SplittableRandom random = new SplittableRandom(seed + 31L * sample.l());
            return Matrix.gaussian(d, contexts, random).scaled(1 / Math.sqrt((double) d * contexts));
        });
    }

    /**
     * The B of least local loss among those of Frobenius norm at most rho. For the linear f it is rho M / |M|, M = mean_i (z_pos(i) - z_neg(i)) c_i^T.
     * Found by conditional gradients (Frank and Wolfe 1956): B moves towards -rho G / |G|, G = dL/dB, as far as the loss falls; the linear f is done after
     * one step.
     */
    static Feedback optimal(double rho) {
        return new Feedback(String.format(Locale.ROOT, "of least local loss, norm at most %.3g", rho), sample -> {
            Matrix b = Matrix.zeros(sample.z().columns(), sample.c().columns());
            Scores scores = Scores.zeros(sample.z().rows());
            for (int t = 0; t < STEPS; t++) {
                Contrast contrast = Contrast.of(sample.f(), sample.pairs(), scores);
                Matrix gradient = sample.z().transposedTimes(contrast.difference(sample.c()));
                Matrix vertex = gradient.scaled(-rho / gradient.norm());
                double gap = gradient.dot(b) - gradient.dot(vertex); // no B in the ball is better by more than this
                if (gap <= TOLERANCE * Math.abs(contrast.loss())) {
                    break;
                }
                Scores end = Scores.of(sample.pairs(), sample.z(), sample.c(), vertex);
                double step = fall(sample, scores, end);
                scores = scores.towards(end, step);
                b = b.scaled(1 - step).plus(step, vertex);
            }
            return b;
        });
    }

    /** @return how far, from 0 to 1, the loss falls on the way; it is convex, so its slope is bisected. */
    private static double fall(Sample sample, Scores from, Scores to) {
        double low = 0;
        double high = 1;
        for (double middle = 1; high - low > 1e-6; middle = (low + high) / 2) {
            if (Contrast.of(sample.f(), sample.pairs(), from.towards(to, middle)).slope(from, to) > 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }

    /**
     * The B whose local gradient, with the weights that B itself gives, comes nearest to the back-propagated one: small J = |dL^l/dz - G|^2 over the sample,
     * found by {@link GradientMatch}. Its mismatch on the sample is never more than that of the matrix where the search begins, nor than that of B = 0.
     *
     * @param start where the search begins, unless B = 0 is better.
     */
    static Feedback matched(Feedback start) {
        return new Feedback("fitted by the squared mismatch of local and back-propagated dL/dh, from 0 or from B " + start.description(), sample -> {
            Matrix target = Objects.requireNonNull(sample.target(), "back-propagation cannot be the target of itself");
            return new GradientMatch(sample, target).descend(start.way().matrix(sample));
        });
    }
}
