package io.localssl.analysis.theory;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * A dense matrix of doubles on the heap, row by row. Batches hold one sample a row.
 *
 * @param rows    rows.
 * @param columns columns.
 * @param values  the entries; entry (i, j) is {@code values[i * columns + j]}. Not copied.
 */
record Matrix(int rows, int columns, double[] values) {
    /** Products of more multiplications than this share the processors; each row is one thread's, so the result is the same. */
    private static final int PARALLEL = 1 << 18;

    Matrix {
        if (values.length != rows * columns) {
            throw new IllegalArgumentException("found " + values.length + " values, expected " + rows + " x " + columns);
        }
    }

    static Matrix zeros(int rows, int columns) {
        return new Matrix(rows, columns, new double[rows * columns]);
    }

    static Matrix draw(int rows, int columns, DoubleSupplier entry) {
        Matrix matrix = zeros(rows, columns);
        Arrays.setAll(matrix.values, i -> entry.getAsDouble());
        return matrix;
    }

    /** Independent entries of N(0, 1). */
    static Matrix gaussian(int rows, int columns, SplittableRandom random) {
        return draw(rows, columns, random::nextGaussian);
    }

    double at(int i, int j) {
        return values[i * columns + j];
    }

    /** A B. */
    Matrix times(Matrix right) {
        requireInner(columns, right.rows);
        int n = right.columns;
        double[] b = right.values;
        Matrix product = zeros(rows, n);
        IntStream range = IntStream.range(0, rows);
        ((long) values.length * n > PARALLEL ? range.parallel() : range).forEach(i -> addRow(i, b, n, product.values));
        return product;
    }

    /** Row i of the product: four rows of the right side at a time, which the compiler turns into vector instructions. */
    private void addRow(int i, double[] b, int n, double[] out) {
        int to = i * n;
        int k = 0;
        for (; k + 3 < columns; k += 4) {
            int a = i * columns + k;
            double a0 = values[a];
            double a1 = values[a + 1];
            double a2 = values[a + 2];
            double a3 = values[a + 3];
            int b0 = k * n;
            int b1 = b0 + n;
            int b2 = b1 + n;
            int b3 = b2 + n;
            for (int j = 0; j < n; j++) {
                out[to + j] += a0 * b[b0 + j] + a1 * b[b1 + j] + a2 * b[b2 + j] + a3 * b[b3 + j];
            }
        }
        for (; k < columns; k++) {
            double a = values[i * columns + k];
            for (int j = 0; j < n; j++) {
                out[to + j] += a * b[k * n + j];
            }
        }
    }

    /** A B^T. */
    Matrix timesTransposed(Matrix right) {
        return times(right.transposed());
    }

    /** A^T B. */
    Matrix transposedTimes(Matrix right) {
        return transposed().times(right);
    }

    Matrix transposed() {
        Matrix transposed = zeros(columns, rows);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed.values[j * rows + i] = values[i * columns + j];
            }
        }
        return transposed;
    }

    Matrix scaled(double factor) {
        return new Matrix(rows, columns, Arrays.stream(values).map(value -> factor * value).toArray());
    }

    /** A + factor B. */
    Matrix plus(double factor, Matrix other) {
        Matrix sum = new Matrix(rows, columns, values.clone());
        for (int i = 0; i < values.length; i++) {
            sum.values[i] += factor * other.values[i];
        }
        return sum;
    }

    /** The same values as rows of another length. */
    Matrix reshaped(int newColumns) {
        return new Matrix(values.length / newColumns, newColumns, values);
    }

    /** row[i] += factor * other.row[j]. */
    void addToRow(int i, double factor, Matrix other, int j) {
        for (int k = 0; k < columns; k++) {
            values[i * columns + k] += factor * other.values[j * columns + k];
        }
    }

    /** The inner product of row i with row j of another matrix. */
    double rowDot(int i, Matrix other, int j) {
        double sum = 0;
        for (int k = 0; k < columns; k++) {
            sum += values[i * columns + k] * other.values[j * columns + k];
        }
        return sum;
    }

    /** sum_ij A_ij B_ij. */
    double dot(Matrix other) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * other.values[i];
        }
        return sum;
    }

    /** The Frobenius norm. */
    double norm() {
        return Math.sqrt(dot(this));
    }

    /** @return the cosine of two matrices of one shape as vectors; 0 if one of them is 0. */
    double cosine(Matrix other) {
        double norms = norm() * other.norm();
        return norms == 0 ? 0 : dot(other) / norms;
    }

    private static void requireInner(int found, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException("found " + found + " columns on the left and " + expected + " rows on the right, expected as many");
        }
    }
}
