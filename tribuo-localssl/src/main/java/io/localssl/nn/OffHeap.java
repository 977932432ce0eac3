package io.localssl.nn;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

import java.util.SplittableRandom;

/** Copies between Java arrays and whole ND4J arrays of type FLOAT or DOUBLE in c order, without going through an element-wise accessor. */
public final class OffHeap {
    private static final int PIECE = 4096;

    private OffHeap() {
    }

    /**
     * Copies floats into an array.
     *
     * @param source      at least as many values as the array holds; the rest is not read.
     * @param destination a whole array (no view) in c order.
     */
    public static void write(float[] source, INDArray destination) {
        write(source, Math.toIntExact(destination.length()), destination.data().addressPointer());
    }

    private static void write(float[] source, int length, Pointer address) {
        if (address instanceof FloatPointer floats) {
            floats.put(source, 0, length);
        } else {
            double[] widened = new double[length];
            for (int i = 0; i < length; i++) {
                widened[i] = source[i];
            }
            ((DoublePointer) address).put(widened, 0, length);
        }
    }

    /**
     * Sets all elements to 0, several times as fast as an assignment, which is an operation of ND4J.
     *
     * @param array a whole array, or the start of one, in c order.
     */
    public static void clear(INDArray array) {
        Pointer.memset(array.data().addressPointer(), 0, array.length() * array.dataType().width());
    }

    /**
     * Copies an array out.
     *
     * @param source a whole array (no view) in c order.
     * @return its values; a DOUBLE array is rounded.
     */
    public static float[] read(INDArray source) {
        float[] values = new float[Math.toIntExact(source.length())];
        if (source.data().addressPointer() instanceof FloatPointer floats) {
            floats.get(values);
        } else {
            double[] wide = new double[values.length];
            readDoubles(source, wide);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) wide[i];
            }
        }
        return values;
    }

    /**
     * Copies an array out with all its digits.
     *
     * @param source      a whole array (no view) in c order.
     * @param destination receives its values.
     */
    public static void readDoubles(INDArray source, double[] destination) {
        int length = Math.toIntExact(source.length());
        if (source.data().addressPointer() instanceof DoublePointer doubles) {
            doubles.get(destination, 0, length);
        } else {
            float[] values = read(source);
            for (int i = 0; i < length; i++) {
                destination[i] = values[i];
            }
        }
    }

    /**
     * Copies doubles into an array; a FLOAT array rounds them.
     *
     * @param source      as many values as the array holds.
     * @param destination a whole array (no view) in c order.
     */
    public static void writeDoubles(double[] source, INDArray destination) {
        int length = Math.toIntExact(destination.length());
        if (destination.data().addressPointer() instanceof DoublePointer doubles) {
            doubles.put(source, 0, length);
        } else {
            float[] rounded = new float[length];
            for (int i = 0; i < length; i++) {
                rounded[i] = (float) source[i];
            }
            write(rounded, destination);
        }
    }

    /**
     * The start of an array as an array of its own, which shares its memory.
     *
     * @param array a whole array with one dimension, its owner's.
     * @param shape the shape, of no more elements than the array has.
     * @return the first elements in c order, to be used wherever a whole array is asked for.
     */
    public static INDArray prefix(INDArray array, long... shape) {
        return array.get(NDArrayIndex.interval(0, ArrayUtil.prodLong(shape))).reshape('c', shape);
    }

    /**
     * A range of an array; type FLOAT only.
     *
     * @param array a whole array (no view) in c order.
     * @param from  the first element.
     * @param to    the end.
     * @return where it is.
     */
    static FloatPointer floats(INDArray array, long from, long to) {
        return new FloatPointer(array.data().addressPointer()).position(from).limit(to);
    }

    /**
     * Fills an array with U(-bound, bound), element by element in c order, each number rounded to float.
     *
     * @param destination a whole array (no view) in c order.
     * @param bound       half the width of the interval.
     * @param random      the source of the numbers.
     */
    static void fillUniform(INDArray destination, double bound, SplittableRandom random) {
        Pointer address = destination.data().addressPointer();
        float[] values = new float[PIECE]; // a copy of a whole matrix on the heap would be what training takes most memory for
        for (long from = 0; from < destination.length(); from += PIECE) {
            int n = (int) Math.min(PIECE, destination.length() - from);
            for (int i = 0; i < n; i++) {
                values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
            write(values, n, address.position(from));
        }
    }
}
