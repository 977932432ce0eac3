package io.localssl.nn;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.stream.IntStream;

/**
 * Walks over a parameter in pieces that stay in the cache: each number crosses the memory bus once each way. Type FLOAT only.
 */
final class ParameterSweep {
    private static final int PIECE = 4096;

    private ParameterSweep() {
    }

    /** The arithmetic of an optimiser, element by element. */
    interface Update {
        /**
         * Changes the first n values and moments in place.
         *
         * @param p a piece of the value.
         * @param g the same piece of the gradient, which is only read.
         * @param m the same piece of each moment.
         * @param n the number of elements.
         */
        void apply(float[] p, float[] g, float[][] m, int n);
    }

    /** Updates value and moments of a parameter; the moments it does not have yet start at zero. */
    static void update(Parameter parameter, int moments, Update update) {
        FloatPointer value = start(parameter.value());
        FloatPointer gradient = start(parameter.gradient());
        FloatPointer[] moment = IntStream.range(0, moments).mapToObj(i -> start(parameter.moment(i))).toArray(FloatPointer[]::new);
        long length = parameter.value().length();
        int piece = (int) Math.min(PIECE, length);
        float[] p = new float[piece];
        float[] g = new float[piece];
        float[][] m = new float[moments][piece];
        for (long from = 0; from < length; from += piece) {
            int n = (int) Math.min(piece, length - from);
            value.position(from).get(p, 0, n);
            gradient.position(from).get(g, 0, n);
            for (int i = 0; i < moments; i++) {
                moment[i].position(from).get(m[i], 0, n);
            }
            update.apply(p, g, m, n);
            value.put(p, 0, n);
            for (int i = 0; i < moments; i++) {
                moment[i].put(m[i], 0, n);
            }
        }
    }

    /** The Euclidean norm, summed in double: a float would stop growing on matrices of a hundred million elements. */
    static double norm(INDArray array) {
        FloatPointer values = start(array);
        long length = array.length();
        int piece = (int) Math.min(PIECE, length);
        float[] x = new float[piece];
        double even = 0;
        double odd = 0;
        for (long from = 0; from < length; from += piece) {
            int n = (int) Math.min(piece, length - from);
            values.position(from).get(x, 0, n);
            for (int i = 0; i + 1 < n; i += 2) { // two sums, for one addition need not wait for the other
                even += (double) x[i] * x[i];
                odd += (double) x[i + 1] * x[i + 1];
            }
            if (n % 2 == 1) {
                even += (double) x[n - 1] * x[n - 1];
            }
        }
        return Math.sqrt(even + odd);
    }

    private static FloatPointer start(INDArray array) {
        return new FloatPointer(array.data().addressPointer());
    }
}
