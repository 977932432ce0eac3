package io.localssl.analysis.theory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class MatrixTest {
    private final SplittableRandom random = new SplittableRandom(1);

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 3, 4", "5, 4, 1", "3, 7, 9", "1, 8, 2", "70, 65, 67"})
    void productsAreTheNaiveOnes(int rows, int inner, int columns) {
        Matrix a = Matrix.gaussian(rows, inner, random);
        Matrix b = Matrix.gaussian(inner, columns, random);
        Matrix expected = Matrix.zeros(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                for (int k = 0; k < inner; k++) {
                    expected.values()[i * columns + j] += a.at(i, k) * b.at(k, j);
                }
            }
        }
        Theory.assertClose(expected, a.times(b), 1e-12);
        Theory.assertClose(expected, a.timesTransposed(b.transposed()), 1e-12);
        Theory.assertClose(expected, a.transposed().transposedTimes(b), 1e-12);
    }

    @Test
    void cosineOfNothingIsZero() {
        Matrix a = Matrix.gaussian(3, 2, random);
        assertEquals(0, a.cosine(Matrix.zeros(3, 2)));
        assertEquals(-1, a.cosine(a.scaled(-7)), 1e-15);
    }

    @Test
    void refusesShapesThatDoNotFit() {
        assertThrows(IllegalArgumentException.class, () -> Matrix.zeros(2, 3).times(Matrix.zeros(2, 3)));
        assertThrows(IllegalArgumentException.class, () -> new Matrix(2, 3, new double[5]));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "6, 6", "9, 4", "4, 9", "128, 128"})
    void orthogonalWeightsAreSemiOrthogonal(int rows, int columns) {
        Matrix w = Initialisation.ORTHOGONAL.draw(rows, columns, random);
        Matrix gram = rows >= columns ? w.transposedTimes(w) : w.timesTransposed(w);
        for (int i = 0; i < gram.rows(); i++) {
            for (int j = 0; j < gram.columns(); j++) {
                assertEquals(i == j ? 1 : 0, gram.at(i, j), 1e-13);
            }
        }
    }

    /** Pooling and its transpose: <P h, g> = <h, P^T g>. */
    @ParameterizedTest
    @CsvSource({"1, 3, 1", "4, 2, 1", "4, 2, 2", "6, 1, 3", "4, 3, 4"})
    void poolingHasItsTranspose(int side, int channels, int window) {
        Pooling pooling = new Pooling(side, channels, window);
        Matrix maps = Matrix.gaussian(3, side * side * channels, random);
        Matrix features = pooling.pool(maps);
        Matrix gradient = Matrix.gaussian(3, features.columns(), random);
        assertEquals(features.dot(gradient), maps.dot(pooling.unpool(gradient)), 1e-12);
        Matrix ones = Matrix.draw(1, side * side * channels, () -> 1);
        assertEquals(1, pooling.pool(ones).at(0, 0), 1e-15);
        assertThrows(IllegalArgumentException.class, () -> new Pooling(4, 1, 3));
    }

    @Test
    void viewsShareTheirSample() {
        int pairs = 20_000;
        for (ViewPairs data : new ViewPairs[] {ViewPairs.vectors(6, random), ViewPairs.images(2, 2)}) {
            Matrix views = data.draw(pairs, random);
            double variance = 0;
            double covariance = 0;
            double others = 0;
            for (int i = 0; i < pairs; i++) {
                variance += views.rowDot(i, views, i) / pairs / views.columns();
                covariance += views.rowDot(i, views, pairs + i) / pairs / views.columns();
                others += views.rowDot(i, views, pairs + (i + 1) % pairs) / pairs / views.columns();
            }
            assertEquals(1.25, variance, 0.05);
            assertEquals(1, covariance, 0.05);
            assertEquals(0, others, 0.05);
        }
    }
}
