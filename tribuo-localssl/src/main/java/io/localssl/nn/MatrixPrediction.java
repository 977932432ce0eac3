package io.localssl.nn;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Predicts with a full matrix, P = c B^T, and differentiates it where it is learned, dL/dB = (dL/dP)^T c. */
final class MatrixPrediction implements Projection.Workspace {
    private final Products products;
    private final INDArray matrix;
    private final @Nullable INDArray matrixGradient;
    private final INDArray predicted;

    MatrixPrediction(INDArray matrix, @Nullable INDArray matrixGradient, int rows) {
        products = Products.of(matrix.dataType());
        this.matrix = matrix;
        this.matrixGradient = matrixGradient;
        predicted = Nd4j.create(matrix.dataType(), new long[]{rows, matrix.size(0)}, 'c');
    }

    @Override
    public INDArray predict(INDArray context) {
        products.multiply(context, false, matrix, true, predicted, false);
        return predicted;
    }

    @Override
    public void gradient(INDArray gradient, INDArray context) {
        if (matrixGradient != null) {
            products.multiply(gradient, true, context, false, matrixGradient, false);
        }
    }

    @Override
    public void close() {
        predicted.close();
    }
}
