package io.localssl.nn;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.Pairs;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.Arrays;

/**
 * The scores of one batch size, u_ij = P_i . f_j of anchor i with predictions P and row j with features f (both rows x d). A loss reads those of the
 * {@link Pairs}; with A = dL/du (rows x rows, zero outside the pairs)
 * <pre>
 * dL/df = A^T P        dL/dP = A f
 * </pre>
 * Predictions and their gradient are held as P^T, see {@link Projection}, and so are u and A.
 *
 * @see <a href="https://arxiv.org/abs/2601.21683">arXiv 2601.21683</a>
 */
public final class Scores {
    private final Products products;
    private final int rows;
    private final INDArray scores; // u^T, then A^T
    private final INDArray mixed;
    private final double[] values;

    /**
     * Allocates.
     *
     * @param rows      the number of rows.
     * @param dimension d.
     * @param workers   who computes.
     * @param arena     where it computes; this object is good until it restarts.
     */
    public Scores(int rows, int dimension, Workers workers, Arena arena) {
        scores = arena.array(rows, rows);
        mixed = arena.array(dimension, rows);
        products = Products.of(scores.dataType(), workers);
        this.rows = rows;
        values = new double[rows * rows];
    }

    /**
     * Computes the scores, the loss, and A.
     *
     * @param predicted P^T, shape (d, rows).
     * @param features  f, shape (rows, d).
     * @param pairs     the rows that are compared.
     * @param loss      the contrast function.
     * @return the loss.
     */
    public double compare(INDArray predicted, INDArray features, Pairs pairs, ContrastLoss loss) {
        products.multiply(features, false, predicted, false, scores, false);
        OffHeap.readDoubles(scores, values);
        double result = differentiate(pairs, loss);
        OffHeap.writeDoubles(values, scores);
        return result;
    }

    /**
     * Adds A^T P.
     *
     * @param predicted       P^T, as it was compared.
     * @param featureGradient dL/df, shape (rows, d), receives the sum.
     */
    public void addFeatureGradient(INDArray predicted, INDArray featureGradient) {
        products.multiply(scores, false, predicted, true, featureGradient, true);
    }

    /**
     * Computes (A X)^T, which for X = f is (dL/dP)^T.
     *
     * @param x X, shape (rows, d).
     * @return (A X)^T, shape (d, rows); valid until the next call.
     */
    public INDArray mix(INDArray x) {
        products.multiply(x, true, scores, false, mixed, false);
        return mixed;
    }

    /** Replaces the scores u^T by A^T. */
    private double differentiate(Pairs pairs, ContrastLoss loss) {
        int n = pairs.negative().length;
        double[] positive = gather(pairs.positive());
        double[][] negative = new double[n][];
        for (int k = 0; k < n; k++) {
            negative[k] = gather(pairs.negative()[k]);
        }
        double[] positiveGradient = new double[rows];
        double[][] negativeGradient = new double[n][rows];
        double value = loss.evaluate(positive, negative, pairs.terms(), positiveGradient, negativeGradient);
        Arrays.fill(values, 0);
        scatter(pairs.positive(), positiveGradient);
        for (int k = 0; k < n; k++) {
            scatter(pairs.negative()[k], negativeGradient[k]);
        }
        return value;
    }

    private double[] gather(int[] partner) {
        double[] gathered = new double[rows];
        for (int i = 0; i < rows; i++) {
            gathered[i] = values[partner[i] * rows + i];
        }
        return gathered;
    }

    private void scatter(int[] partner, double[] gradient) {
        for (int i = 0; i < rows; i++) {
            values[partner[i] * rows + i] += gradient[i];
        }
    }
}
