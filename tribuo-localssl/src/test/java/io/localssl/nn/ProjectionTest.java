package io.localssl.nn;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every kind of projection: P^T = B c^T with B from its own equation, and gradients that are finite differences. */
class ProjectionTest {
    private static final Workers WORKERS = new Workers(2);

    @AfterAll
    static void end() {
        WORKERS.close();
    }

    /** B, d x d_c, from the numbers a projection is made of. */
    interface Matrix {
        double[][] of(List<double[][]> values);
    }

    static Stream<Arguments> projections() {
        List<Arguments> cases = new ArrayList<>();
        for (int[] size : new int[][]{{1, 1, 1}, {2, 3, 5}, {6, 7, 4}, {65, 3, 3}}) {
            int d = size[1];
            int dc = size[2];
            cases.add(Arguments.of(new DenseProjection(DataType.DOUBLE, d, dc, WORKERS, new SplittableRandom(1)), (Matrix) v -> v.get(0), size[0], d, dc));
            cases.add(Arguments.of(new FixedProjection(DataType.DOUBLE, d, dc, WORKERS, new SplittableRandom(2)), (Matrix) v -> v.get(0), size[0], d, dc));
            cases.add(Arguments.of(new LowRankProjection(DataType.DOUBLE, d, dc, 2, WORKERS, new SplittableRandom(3)), (Matrix) v -> product(v.get(0), v.get(1)), size[0], d, dc));
            cases.add(Arguments.of(new RowNormalisedProjection(DataType.DOUBLE, d, dc, WORKERS, new SplittableRandom(4)), (Matrix) v -> normalised(v.get(0)), size[0], d, dc));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("projections")
    void predictsWithItsMatrix(Projection projection, Matrix matrix, int rows, int d, int dc) {
        try (projection; INDArray context = random(dc, rows, 5); Arena arena = new Arena(DataType.DOUBLE)) {
            Projection.Workspace workspace = projection.workspace(rows, arena);
            double[][] expected = product(matrix.of(projection.values().stream().map(ProjectionTest::toArray).toList()), toArray(context));
            double[][] predicted = toArray(workspace.predict(context));
            for (int a = 0; a < d; a++) {
                for (int i = 0; i < rows; i++) {
                    assertEquals(expected[a][i], predicted[a][i], 1e-12);
                }
            }
        }
    }

    /** With L = sum of G o P the gradient of what is learned is that of L. */
    @ParameterizedTest
    @MethodSource("projections")
    void gradientsAreFiniteDifferences(Projection projection, Matrix matrix, int rows, int d, int dc) {
        try (projection; INDArray context = random(dc, rows, 6); INDArray gradient = random(d, rows, 7);
             Arena arena = new Arena(DataType.DOUBLE)) {
            Projection.Workspace workspace = projection.workspace(rows, arena);
            for (int repetition = 0; repetition < 2; repetition++) {
                workspace.predict(context);
                workspace.gradient(gradient, context);
            }
            for (Parameter parameter : projection.parameters()) {
                try (INDArray found = parameter.denseGradient()) {
                    for (long at = 0; at < parameter.value().length(); at++) {
                        assertEquals(slope(workspace, parameter.value(), at, context, gradient), found.getDouble(at), 1e-6, "element " + at);
                    }
                }
            }
            assertEquals(projection instanceof FixedProjection, projection.parameters().isEmpty());
        }
    }

    private static double slope(Projection.Workspace workspace, INDArray value, long at, INDArray context, INDArray gradient) {
        double h = 1e-6;
        double kept = value.getDouble(at);
        value.putScalar(at, kept + h);
        double above = gradient.mul(workspace.predict(context)).sumNumber().doubleValue();
        value.putScalar(at, kept - h);
        double below = gradient.mul(workspace.predict(context)).sumNumber().doubleValue();
        value.putScalar(at, kept);
        return (above - below) / (2 * h);
    }

    @Test
    void theIdentityIsTheContextItself() {
        try (INDArray context = random(4, 3, 8); IdentityProjection projection = new IdentityProjection();
             Arena arena = new Arena(DataType.DOUBLE)) {
            assertSame(context, projection.workspace(4, arena).predict(context));
            assertTrue(projection.parameters().isEmpty() && projection.values().isEmpty());
        }
    }

    private static INDArray random(int rows, int columns, int seed) {
        return Nd4j.create(new SplittableRandom(seed).doubles((long) rows * columns, -1, 1).toArray(), new long[]{rows, columns}, 'c');
    }

    private static double[][] toArray(INDArray array) {
        return array.toDoubleMatrix();
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    private static double[][] normalised(double[][] a) {
        double[][] result = new double[a.length][];
        for (int i = 0; i < a.length; i++) {
            double square = 0;
            for (double value : a[i]) {
                square += value * value;
            }
            result[i] = a[i].clone();
            for (int j = 0; j < a[i].length; j++) {
                result[i][j] /= Math.sqrt(square);
            }
        }
        return result;
    }
}
