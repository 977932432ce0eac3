package io.localssl.nn;

import io.localssl.nn.MatrixProduct.Operand;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradient of a matrix B, m x n, as a product that is never formed as a whole; a batch of k rows gives it the rank k at most:
 * <pre>
 * dL/dB = L R^T - diag(s) B        L m x k, R n x k, s of length m or left out
 * </pre>
 * It takes k (m + n) numbers instead of m n, and the optimiser computes some rows of it at a time, beside the same rows of B and its moments, in the cache.
 */
final class ProductGradient implements Gradient {
    private static final int PANEL = 1 << 18; // a panel fits into the cache between the cores
    private static final int MOST_ROWS = 64;  // enough for a product at full speed
    private static final int MOST_COLUMNS = 512; // of one product: oneDNN takes a third longer for more
    private static final int GRAM_ROWS = 512; // few enough to be summed in float

    private final INDArray value;
    private final int rows;
    private final int columns;
    private @Nullable INDArray left;
    private @Nullable INDArray right;
    private double[] shrinkage = new double[0];

    /**
     * @param value B; owned by its parameter.
     */
    ProductGradient(INDArray value) {
        this.value = value;
        rows = Math.toIntExact(value.size(0));
        columns = Math.toIntExact(value.size(1));
    }

    /**
     * Sets what the gradient is. The arrays stay their owner's and must hold what they hold until the update.
     *
     * @param left  L, shape (m, k).
     * @param right R, shape (n, k).
     */
    void set(INDArray left, INDArray right) {
        set(left, right, new double[0]);
    }

    /**
     * Sets what the gradient is.
     *
     * @param left      L, shape (m, k).
     * @param right     R, shape (n, k).
     * @param shrinkage s, of length m.
     */
    void set(INDArray left, INDArray right, double[] shrinkage) {
        this.left = left;
        this.right = right;
        this.shrinkage = shrinkage;
    }

    /** @return k. */
    int rank() {
        return (int) left().size(1);
    }

    @Override
    public int panel() {
        return columns * Math.max(1, Math.min(MOST_ROWS, PANEL / columns));
    }

    @Override
    public long commonRoom() {
        return right().length();
    }

    /** Writes R^T, by which oneDNN multiplies faster than by an R that it transposes for each panel. */
    @Override
    public Panels prepare(INDArray room, Transposition transposition) {
        transposition.writePanels(right(), room, MOST_COLUMNS);
        FloatPointer transposed = OffHeap.floats(room, 0, commonRoom());
        return (from, to, panelRoom) -> read(transposed, from, to, panelRoom);
    }

    @Override
    public int room() {
        return (int) Math.min(panel(), value.length());
    }

    private FloatPointer read(FloatPointer transposed, long from, long to, FloatPointer room) {
        int first = (int) (from / columns);
        int count = (int) (to / columns) - first;
        int k = rank();
        Operand l = operand(left(), k).from(first, 0);
        Operand product = Operand.of(room, columns);
        if (shrinkage.length > 0) {
            shrink(first, count, room);
        }
        for (int column = 0; column < columns; column += MOST_COLUMNS) {
            int width = Math.min(MOST_COLUMNS, columns - column);
            Operand r = Operand.of(new FloatPointer(transposed).position((long) column * k), width);
            MatrixProduct.multiply(count, width, k, 1, l, r, shrinkage.length > 0 ? 1 : 0, product.from(0, column));
        }
        return room;
    }

    /** Writes -diag(s) B of some rows. */
    private void shrink(int first, int count, FloatPointer room) {
        float[] row = new float[columns];
        for (int j = 0; j < count; j++) {
            OffHeap.floats(value, (long) (first + j) * columns, (long) (first + j + 1) * columns).get(row);
            float factor = (float) -shrinkage[first + j];
            for (int i = 0; i < columns; i++) {
                row[i] *= factor;
            }
            new FloatPointer(room).position((long) j * columns).put(row);
        }
    }

    /** From two small matrices, |L R^T|^2 = sum of (L^T L) o (R^T R); panel by panel where B itself is part of it. */
    @Override
    public double norm(ParameterSweep sweep) {
        if (shrinkage.length > 0) {
            return sweep.norm(this, value.length());
        }
        INDArray[] factors = {left(), right()};
        double[][] grams = new double[2][];
        sweep.workers().share(2, (worker, i) -> grams[i] = gram(factors[i]));
        double square = 0;
        for (int i = 0; i < grams[0].length; i++) {
            square += grams[0][i] * grams[1][i];
        }
        return Math.sqrt(Math.max(0, square));
    }

    /** F^T F, shape (k, k): products of some rows in float, their sum in double. */
    private static double[] gram(INDArray factor) {
        int k = (int) factor.size(1);
        double[] sum = new double[k * k];
        float[] part = new float[k * k];
        Operand all = operand(factor, k);
        try (FloatPointer product = new FloatPointer((long) part.length)) {
            for (long from = 0; from < factor.size(0); from += GRAM_ROWS) {
                Operand some = all.from(from, 0);
                MatrixProduct.multiply(k, k, (int) Math.min(GRAM_ROWS, factor.size(0) - from), 1, some.transpose(), some, 0, Operand.of(product, k));
                product.get(part);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += part[i];
                }
            }
        }
        return sum;
    }

    @Override
    public INDArray dense() {
        INDArray gradient = Nd4j.create(value.dataType(), value.shape(), 'c');
        Products.ND4J.multiply(left(), false, right(), true, gradient, false);
        if (shrinkage.length > 0) {
            try (INDArray factors = Nd4j.createFromArray(shrinkage).castTo(value.dataType()).reshape(rows, 1);
                 INDArray shrunk = value.mulColumnVector(factors)) {
                gradient.subi(shrunk);
            }
        }
        return gradient;
    }

    private INDArray left() {
        return require(left);
    }

    private INDArray right() {
        return require(right);
    }

    private static INDArray require(@Nullable INDArray factor) {
        if (factor == null) {
            throw new IllegalStateException("found a matrix without a gradient, expected that of a batch before the update");
        }
        return factor;
    }

    private static Operand operand(INDArray factor, int k) {
        return Operand.of(new FloatPointer(factor.data().addressPointer()), k);
    }

    @Override
    public void close() {
        // the factors belong to others
    }
}
