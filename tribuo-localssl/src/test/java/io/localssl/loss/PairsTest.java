package io.localssl.loss;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

class PairsTest {

    @Test
    void twoImages() {
        Pairs pairs = Pairs.nextRow(2);
        assertArrayEquals(new int[]{2, 3, 0, 1}, pairs.positive());
        assertArrayEquals(new int[]{3, 0, 1, 2}, pairs.negative()[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 32})
    void aPositiveIsTheSameImageAndANegativeAnother(int images) {
        Pairs pairs = Pairs.nextRow(images);
        for (int i = 0; i < 2 * images; i++) {
            assertEquals(i % images, pairs.positive()[i] % images);
            assertNotEquals(i / images, pairs.positive()[i] / images);
            assertNotEquals(i % images, pairs.negative()[0][i] % images);
        }
    }

    /** Within views: an anchor is its own positive, and its negative another image. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 32})
    void ownViewsKeepTheNegativesImages(int images) {
        Pairs own = Pairs.nextRow(images).ofOwnViews();
        Pairs random = Pairs.randomRows(images, 2, new SplittableRandom(1));
        for (int i = 0; i < 2 * images; i++) {
            assertEquals(i, own.positive()[i]);
            assertEquals((i + 1) % (2 * images), own.negative()[0][i]);
            assertEquals((random.negative()[1][i] + images) % (2 * images), random.ofOwnViews().negative()[1][i]);
        }
    }

    @Test
    void repeatedTermsStayTogether() {
        Terms coin = Terms.coin(5, new SplittableRandom(2));
        Terms repeated = coin.repeated(3);
        for (int i = 0; i < 30; i++) {
            assertEquals(coin.positive(i / 3), repeated.positive(i));
            assertEquals(coin.negative(i / 3), repeated.negative(i));
        }
    }

    @Test
    void randomRowsReachEveryRow() {
        Pairs pairs = Pairs.randomRows(3, 4, new SplittableRandom(1));
        assertArrayEquals(Pairs.nextRow(3).positive(), pairs.positive());
        assertEquals(4, pairs.negative().length);
        int[] seen = new int[6];
        SplittableRandom random = new SplittableRandom(2);
        for (int draw = 0; draw < 1000; draw++) {
            seen[Pairs.randomRows(3, 1, random).negative()[0][0]]++;
        }
        for (int row : seen) {
            assertEquals(1000.0 / 6, row, 60);
        }
    }
}
