package io.localssl.analysis.theory;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

import java.util.Arrays;

/**
 * The mismatch J(B) = |delta(B) B^T - G|^2 of the local gradient dL^l/dz and the back-propagated one G on a sample, and its descent. The weights in delta
 * are the slopes of f at the scores of B itself, as when B is used; so J is quadratic in B only for the linear f.
 * <p>
 * With p = c B^T the local gradient is sum_{pos(i) = j} (df/du+_i) p_i + sum_{neg(i) = j} (df/du-_i) p_i: delta's sum, of p instead of c.
 * <p>
 * A unit has as many parameters as there are contexts and about as many rows to learn them from, and fitting them all would not carry over to fresh views. So
 * three quarters of the pairs are fitted, and of the matrices on the way down the one of least mismatch on the last quarter is taken.
 */
final class GradientMatch {
    /** The first ridge, its factor from step to step, and the last; in parts of the mean diagonal of delta^T delta. */
    private static final double FIRST_RIDGE = 1;
    private static final double RIDGE_FACTOR = 0.3;
    private static final double LAST_RIDGE = 1e-10;
    /** The descent ends after so many steps that did not lower the mismatch of the views held out. */
    private static final int PATIENCE = 3;
    /** A step is not halved below this part of itself. */
    private static final double SHORTEST = 1e-4;
    /** The largest change of a score in the central differences. */
    private static final double DIFFERENCE = 1e-4;

    private final Feedback.Sample sample;
    private final Matrix target;

    /**
     * @param sample what B is set by.
     * @param target G, [N, d].
     */
    GradientMatch(Feedback.Sample sample, Matrix target) {
        this.sample = sample;
        this.target = target;
    }

    /** A matrix with what follows from it. */
    private final class Place {
        private final Matrix b;
        private final Matrix predicted;
        private final Scores scores;
        private final Contrast contrast;
        private final Matrix residual;

        Place(Matrix b, Matrix predicted) {
            this.b = b;
            this.predicted = predicted;
            scores = Scores.of(sample.pairs(), sample.z(), predicted);
            contrast = Contrast.of(sample.f(), sample.pairs(), scores);
            residual = contrast.difference(predicted).plus(-1, target);
        }

        double fitted() {
            Matrix rows = fittedRows(residual);
            return rows.dot(rows);
        }

        double mismatch() {
            return residual.dot(residual);
        }

        double heldOut() {
            return mismatch() - fitted();
        }

        Place moved(double step, Matrix direction, Matrix predictedDirection) {
            return new Place(b.plus(step, direction), predicted.plus(step, predictedDirection));
        }
    }

    /** J(B) of the rows that are fitted. */
    double fitted(Matrix b) {
        return place(b).fitted();
    }

    /** Its dJ/dB. */
    Matrix gradient(Matrix b) {
        return gradient(place(b));
    }

    private Place place(Matrix b) {
        return new Place(b, sample.c().timesTransposed(b));
    }

    /**
     * dJ/dB = (dJ/dp)^T c with dJ/dp_i = 2 (df/du+_i r_pos(i) + df/du-_i r_neg(i) + q+_i z_pos(i) + q-_i z_neg(i)), r = delta B^T - G, where q is the
     * second derivative of f times (r_pos(i) . p_i, r_neg(i) . p_i): how the weights change with B.
     */
    private Matrix gradient(Place place) {
        Matrix residual = fittedRows(place.residual);
        Scores along = Scores.of(sample.pairs(), residual, place.predicted);
        Contrast curvature = new Contrast(sample.pairs(), 0, curvature(place.scores, along));
        Matrix rows = place.contrast.gathered(residual).plus(1, curvature.gathered(sample.z()));
        return rows.transposedTimes(sample.c()).scaled(2);
    }

    /** The second derivative of f times a vector, by central differences of the first. */
    private Scores curvature(Scores scores, Scores along) {
        double largest = along.largest();
        if (largest == 0) {
            return along;
        }
        double step = DIFFERENCE / largest;
        Scores above = Contrast.of(sample.f(), sample.pairs(), scores.plus(step, along)).gradient();
        Scores below = Contrast.of(sample.f(), sample.pairs(), scores.plus(-step, along)).gradient();
        return above.plus(-1, below).scaled(1 / (2 * step));
    }

    /**
     * Goes down, from a matrix or from 0, whichever is better. Each direction is -dJ/dB (2 delta^T delta + ridge)^-1, which for fixed weights leads to
     * the solution of a ridge regression; the ridge falls from step to step. A step is halved until J falls.
     *
     * @return the best matrix on the way, whose mismatch is no more than that of the start, on the rows fitted and on those held out.
     */
    Matrix descend(Matrix start) {
        Place place = place(start);
        Place zero = place(start.scaled(0));
        if (zero.mismatch() < place.mismatch()) {
            place = zero;
        }
        Place best = place;
        int worse = 0;
        for (double ridge = FIRST_RIDGE; ridge > LAST_RIDGE && worse < PATIENCE; ridge *= RIDGE_FACTOR) {
            Place next = step(place, ridge);
            if (next.fitted() >= place.fitted()) {
                break;
            }
            place = next;
            worse = place.heldOut() > best.heldOut() ? worse + 1 : 0;
            best = worse == 0 ? place : best;
        }
        return best.b;
    }

    private Place step(Place place, double ridge) {
        Matrix direction = direction(place, ridge);
        Matrix predictedDirection = sample.c().timesTransposed(direction);
        Place next = place.moved(1, direction, predictedDirection);
        for (double step = 0.5; next.fitted() >= place.fitted() && step > SHORTEST; step /= 2) {
            next = place.moved(step, direction, predictedDirection);
        }
        return next;
    }

    private Matrix direction(Place place, double ridge) {
        Matrix delta = fittedRows(place.contrast.difference(sample.c()));
        RealMatrix covariance = toReal(delta.transposedTimes(delta));
        double added = ridge * covariance.getTrace() / covariance.getRowDimension();
        for (int i = 0; i < covariance.getRowDimension(); i++) {
            covariance.addToEntry(i, i, added);
        }
        RealMatrix solution = new CholeskyDecomposition(covariance, 1e-8, 0).getSolver().solve(toReal(gradient(place).transposed()));
        Matrix direction = Matrix.zeros(place.b.rows(), place.b.columns());
        for (int i = 0; i < direction.rows(); i++) {
            System.arraycopy(solution.getColumn(i), 0, direction.values(), i * direction.columns(), direction.columns());
        }
        return direction.scaled(-0.5);
    }

    /** The rows of the first three quarters of the pairs, in both views; 0 elsewhere. */
    private static Matrix fittedRows(Matrix matrix) {
        Matrix fitted = new Matrix(matrix.rows(), matrix.columns(), matrix.values().clone());
        int view = matrix.values().length / 2;
        for (int from = 0; from < 2 * view; from += view) {
            Arrays.fill(fitted.values(), from + view / matrix.columns() * 3 / 4 * matrix.columns(), from + view, 0);
        }
        return fitted;
    }

    private static RealMatrix toReal(Matrix matrix) {
        RealMatrix real = new Array2DRowRealMatrix(matrix.rows(), matrix.columns());
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                real.setEntry(i, j, matrix.at(i, j));
            }
        }
        return real;
    }
}
