package io.localssl.nn;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The gradient of a parameter, which an optimiser reads in panels: ranges of its elements in c order. It may be computed only then. */
sealed interface Gradient extends AutoCloseable permits ArrayGradient, ProductGradient {

    /** @return the elements in each panel but the last. */
    int panel();

    /** @return how many floats of room {@link #prepare} needs. */
    long commonRoom();

    /**
     * Computes what all panels are made of; type FLOAT only.
     *
     * @param room          where it may write; what it wrote must stay until all panels are read.
     * @param transposition transposes.
     * @return the panels.
     */
    Panels prepare(INDArray room, Transposition transposition);

    /** @return how many floats of room a panel needs. */
    int room();

    /** The panels of a gradient, which several workers may read. */
    @FunctionalInterface
    interface Panels {
        /**
         * Reads a panel.
         *
         * @param from the first element, a multiple of {@link #panel}.
         * @param to   the end.
         * @param room where it may write.
         * @return where the gradient of that range is, valid until the room or the gradient is written.
         */
        FloatPointer read(long from, long to, FloatPointer room);
    }

    /**
     * Type FLOAT only.
     *
     * @param sweep who computes.
     * @return the Euclidean norm of all elements.
     */
    double norm(ParameterSweep sweep);

    /** @return a copy of all elements, of the parameter's shape; the caller closes it. */
    INDArray dense();

    @Override
    void close();
}
