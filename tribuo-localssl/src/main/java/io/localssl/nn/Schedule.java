package io.localssl.nn;

import io.localssl.LocalSSLException;

/** The learning rate as a function of the step. */
public interface Schedule {

    /**
     * The rate of a step.
     *
     * @param step t, from 1.
     * @return lr.
     */
    double rate(int step);

    /**
     * The same rate at every step.
     *
     * @param rate lr, 2e-4 in the paper for all but ImageNet.
     */
    record Constant(double rate) implements Schedule {
        @Override
        public double rate(int step) {
            return rate;
        }
    }

    /**
     * A linear rise, then half a cosine down to zero (Loshchilov and Hutter, <a href="https://arxiv.org/abs/1608.03983">arXiv 1608.03983</a>). With W steps of
     * warm-up and T steps in all:
     * <pre>
     * t &lt;= W    lr = peak * t / W
     * t &gt; W     lr = peak * (1 + cos(pi * (t - 1 - W) / (T - W))) / 2
     * </pre>
     * No step is lost: the first one moves, and zero is what a step after the last would have.
     *
     * @param peak   the largest rate, 0.6 in the paper for ImageNet.
     * @param warmUp W, the number of steps until the rate is at its peak.
     * @param steps  T, the number of steps of the whole training.
     */
    record WarmUpCosine(double peak, int warmUp, int steps) implements Schedule {

        /** @throws LocalSSLException if the warm-up is longer than the training. */
        public WarmUpCosine {
            if (warmUp < 0 || warmUp > steps) {
                throw new LocalSSLException("found a warm-up of " + warmUp + " steps, expected 0 to " + steps
                        + ", the steps of the whole training; shorten the warm-up or train longer");
            }
        }

        @Override
        public double rate(int step) {
            if (step <= warmUp) {
                return peak * step / warmUp;
            }
            return step > steps ? 0 : peak * (1 + Math.cos(Math.PI * (step - 1 - warmUp) / (steps - warmUp))) / 2;
        }
    }
}
