package io.localssl.nn;

import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;

/** B = 1, so P = c: features and context must have the same length. There is no matrix in memory. */
public final class IdentityProjection implements Projection, Projection.Workspace {

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public List<INDArray> values() {
        return List.of();
    }

    @Override
    public Workspace workspace(int rows, Arena arena) {
        return this;
    }

    @Override
    public INDArray predict(INDArray context) {
        return context;
    }

    @Override
    public void gradient(INDArray gradient, INDArray context) {
        // nothing is learned
    }

    @Override
    public void close() {
        // nothing is held
    }
}
