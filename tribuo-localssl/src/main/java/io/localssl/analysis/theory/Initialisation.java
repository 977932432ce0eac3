package io.localssl.analysis.theory;

import java.util.SplittableRandom;

/** How the weights of a layer begin. */
enum Initialisation {
    /**
     * Semi-orthogonal, uniformly distributed (Gram-Schmidt of a Gaussian matrix): W^T W = I where there are at least as many rows as columns, else W W^T = I.
     */
    ORTHOGONAL("orthogonal init") {
        @Override
        Matrix draw(int rows, int columns, SplittableRandom random) {
            boolean tall = rows >= columns;
            Matrix vectors = Matrix.gaussian(Math.min(rows, columns), Math.max(rows, columns), random);
            for (int i = 0; i < vectors.rows(); i++) {
                for (int pass = 0; pass < 2; pass++) { // once more removes what rounding left
                    for (int j = 0; j < i; j++) {
                        vectors.addToRow(i, -vectors.rowDot(i, vectors, j), vectors, j);
                    }
                }
                vectors.addToRow(i, 1 / Math.sqrt(vectors.rowDot(i, vectors, i)) - 1, vectors, i);
            }
            return tall ? vectors.transposed() : vectors;
        }
    },
    /** PyTorch's default for linear and convolutional layers: U(-b, b), b = 1 / sqrt(columns), the number of inputs of a unit. */
    DEFAULT("default init") {
        @Override
        Matrix draw(int rows, int columns, SplittableRandom random) {
            double bound = 1 / Math.sqrt(columns);
            return Matrix.draw(rows, columns, () -> random.nextDouble(-bound, bound));
        }
    };

    private final String description;

    Initialisation(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    abstract Matrix draw(int rows, int columns, SplittableRandom random);
}
