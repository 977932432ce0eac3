package io.localssl.loss;

/** How a score that should be low is penalised, phi(u); one that should be high is penalised by phi(-u). */
public enum Penalty {
    /** max(0, 1 + u); the derivative at the kink is 0. */
    HINGE {
        @Override
        double value(double u) {
            double margin = 1 + u;
            return margin <= 0 ? 0 : margin; // keeps NaN, so that a diverged score is seen in the loss
        }

        @Override
        double slope(double u) {
            return 1 + u > 0 ? 1 : 0;
        }
    },
    /** log(1 + exp(1 + u)): the hinge without its kink. */
    SOFT_HINGE {
        @Override
        double value(double u) {
            return Logistic.softplus(1 + u);
        }

        @Override
        double slope(double u) {
            return Logistic.sigmoid(1 + u);
        }
    },
    /** u itself, which has no lower bound. */
    LINEAR {
        @Override
        double value(double u) {
            return u;
        }

        @Override
        double slope(double u) {
            return 1;
        }
    };

    abstract double value(double u);

    abstract double slope(double u);
}
