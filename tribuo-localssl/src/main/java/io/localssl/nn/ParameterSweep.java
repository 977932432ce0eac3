package io.localssl.nn;

import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Walks over parameters in panels, and over panels in pieces that stay in the innermost cache: each number of value and moments crosses the memory bus once each
 * way, and a gradient that is a product is computed panel by panel just before it is used. Type FLOAT only.
 * <p>
 * Each panel belongs to one worker, and panels are cut by the parameter alone: no result depends on the number of workers. It owns the room they need.
 */
public final class ParameterSweep implements AutoCloseable {
    private static final int PIECE = 256; // of value, gradient and moments, 1 KiB each

    private final Workers workers;
    private final Transposition transposition;
    private final Room[] rooms;
    private @Nullable INDArray common;

    /**
     * Makes a sweep; the room is allocated when it is needed.
     *
     * @param workers who computes.
     */
    public ParameterSweep(Workers workers) {
        this.workers = workers;
        transposition = new Transposition(workers);
        rooms = IntStream.range(0, workers.threads()).mapToObj(i -> new Room()).toArray(Room[]::new);
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

    /**
     * Updates value and moments of a parameter; the moments it does not have yet start at zero. In memory the moments of a piece follow each other: a walk over
     * three arrays is a quarter slower than one over two, the second of which is twice as long.
     *
     * @param parameter the parameter.
     * @param moments   how many it has, at least 1.
     * @param update    the arithmetic.
     */
    void update(Parameter parameter, int moments, Update update) {
        Gradient gradient = parameter.source();
        INDArray value = parameter.value();
        INDArray memory = parameter.moments(moments);
        share(gradient, value.length(), moments, (room, panels, panel, from, to) -> room.update(panels, value, memory, moments, from, to, update));
    }

    /** The Euclidean norm of an array, summed in double: a float would stop growing on matrices of a hundred million elements. */
    double norm(INDArray array) {
        return norm(new ArrayGradient(array), array.length());
    }

    /** The Euclidean norm of all panels. */
    double norm(Gradient gradient, long length) {
        double[] squares = new double[panels(length, gradient.panel())];
        share(gradient, length, 0, (room, panels, panel, from, to) -> squares[panel] = room.square(panels, from, to));
        return Math.sqrt(Arrays.stream(squares).sum());
    }

    /** Who computes. */
    Workers workers() {
        return workers;
    }

    private interface PanelTask {
        void run(Room room, Gradient.Panels panels, int panel, long from, long to);
    }

    private void share(Gradient gradient, long length, int moments, PanelTask task) {
        for (Room room : rooms) {
            room.reserve(gradient.room(), moments);
        }
        common = reserve(common, gradient.commonRoom());
        Gradient.Panels panels = gradient.prepare(common, transposition);
        int panel = gradient.panel();
        workers.share(panels(length, panel), (worker, index) -> {
            long from = (long) index * panel;
            task.run(rooms[worker], panels, index, from, Math.min(length, from + panel));
        });
    }

    /** An array of at least that length, the one that is there where it is long enough. */
    private static INDArray reserve(@Nullable INDArray array, long length) {
        if (array != null && array.length() >= length) {
            return array;
        }
        if (array != null) {
            array.close();
        }
        return Nd4j.createUninitialized(DataType.FLOAT, new long[]{Math.max(1, length)}, 'c');
    }

    private static int panels(long length, int panel) {
        return (int) ((length + panel - 1) / panel);
    }

    @Override
    public void close() {
        for (Room room : rooms) {
            room.close();
        }
        if (common != null) {
            common.close();
            common = null;
        }
    }

    /** What one worker needs. */
    private static final class Room implements AutoCloseable {
        private final float[] p = new float[PIECE];
        private final float[] g = new float[PIECE];
        private float[][] m = new float[0][];
        private @Nullable INDArray products;

        void reserve(int length, int moments) {
            if (m.length < moments) {
                m = new float[moments][PIECE];
            }
            products = ParameterSweep.reserve(products, length);
        }

        private FloatBuffer read(Gradient.Panels panels, long from, long to) {
            return panels.read(from, to, OffHeap.floats(Objects.requireNonNull(products), 0, products.length())).asBuffer();
        }

        void update(Gradient.Panels panels, INDArray value, INDArray memory, int moments, long from, long to, Update update) {
            FloatBuffer gradients = read(panels, from, to);
            FloatBuffer values = OffHeap.floats(value, from, to).asBuffer();
            FloatBuffer memories = OffHeap.floats(memory, moments * from, moments * to).asBuffer();
            int length = (int) (to - from);
            for (int at = 0; at < length; at += PIECE) {
                int n = Math.min(PIECE, length - at);
                values.get(at, p, 0, n);
                gradients.get(at, g, 0, n);
                for (int i = 0; i < moments; i++) {
                    memories.get(moments * at + i * n, m[i], 0, n);
                }
                update.apply(p, g, m, n);
                values.put(at, p, 0, n);
                for (int i = 0; i < moments; i++) {
                    memories.put(moments * at + i * n, m[i], 0, n);
                }
            }
        }

        double square(Gradient.Panels panels, long from, long to) {
            FloatBuffer gradients = read(panels, from, to);
            int length = (int) (to - from);
            double even = 0;
            double odd = 0;
            for (int at = 0; at < length; at += PIECE) {
                int n = Math.min(PIECE, length - at);
                gradients.get(at, g, 0, n);
                Arrays.fill(g, n, PIECE, 0);
                for (int i = 0; i < PIECE; i += 2) { // two sums, for one addition need not wait for the other
                    even += (double) g[i] * g[i];
                    odd += (double) g[i + 1] * g[i + 1];
                }
            }
            return even + odd;
        }

        @Override
        public void close() {
            if (products != null) {
                products.close();
                products = null;
            }
        }
    }
}
