package io.localssl.bench;

import io.localssl.nn.MatrixProduct;
import io.localssl.nn.MatrixProduct.Operand;
import io.localssl.nn.Workers;
import org.bytedeco.javacpp.FloatPointer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How fast this machine multiplies large matrices in single precision, with the library and the threads that the kernels use: C = A B, 2048 x 2048 each, every worker a
 * share of the rows. It owns the matrices.
 */
final class GemmCeiling implements AutoCloseable {
    private static final int SIDE = 2048;

    private final Workers workers;
    private final FloatPointer a = ones();
    private final FloatPointer b = ones();
    private final FloatPointer c = ones();

    /** @param workers compute; owned by somebody else. */
    GemmCeiling(Workers workers) {
        this.workers = workers;
    }

    private static FloatPointer ones() {
        float[] row = new float[SIDE];
        Arrays.fill(row, 1);
        FloatPointer matrix = new FloatPointer((long) SIDE * SIDE);
        for (int i = 0; i < SIDE; i++) {
            matrix.position((long) i * SIDE).put(row);
        }
        return matrix.position(0);
    }

    /**
     * Multiplies once to warm up, and then for some time.
     *
     * @param seconds how long.
     * @return the rate of each product, in GFLOP/s.
     */
    List<Double> measure(double seconds) {
        multiply();
        List<Double> rates = new ArrayList<>();
        Repetition.of(seconds, 2, () -> {
            long begin = System.nanoTime();
            multiply();
            rates.add(Arithmetic.product(SIDE, SIDE, SIDE) / (System.nanoTime() - begin));
        });
        return rates;
    }

    private void multiply() {
        int share = (SIDE + workers.threads() - 1) / workers.threads();
        workers.share(workers.threads(), (worker, part) -> {
            int from = part * share;
            int rows = Math.min(share, SIDE - from);
            if (rows > 0) {
                MatrixProduct.multiply(rows, SIDE, SIDE, 1, Operand.of(a, SIDE).from(from, 0), Operand.of(b, SIDE), 0, Operand.of(c, SIDE).from(from, 0));
            }
        });
    }

    @Override
    public void close() {
        a.close();
        b.close();
        c.close();
    }
}
