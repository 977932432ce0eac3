package io.localssl.nn;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Predicts with a full matrix, P^T = B c^T, and says what its gradient is where it is learned, dL/dB = (dL/dP)^T c. */
final class MatrixPrediction implements Projection.Workspace {
    private final Products products;
    private final INDArray matrix;
    private final @Nullable ProductGradient matrixGradient;
    private final INDArray predicted;

    MatrixPrediction(INDArray matrix, @Nullable ProductGradient matrixGradient, int rows, Workers workers, Arena arena) {
        products = Products.of(matrix.dataType(), workers);
        this.matrix = matrix;
        this.matrixGradient = matrixGradient;
        predicted = arena.array(matrix.size(0), rows);
    }

    @Override
    public INDArray predict(INDArray context) {
        products.multiply(matrix, false, context, false, predicted, false);
        return predicted;
    }

    @Override
    public void gradient(INDArray gradient, INDArray context) {
        if (matrixGradient != null) {
            matrixGradient.set(gradient, context);
        }
    }
}
