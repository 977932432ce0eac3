package io.localssl.analysis.theory;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.MarginLoss;
import io.localssl.loss.Penalty;
import io.localssl.loss.Pairs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FeedbackTest {
    private static final Pairs PAIRS = Pairs.nextRow(20);

    private final SplittableRandom random = new SplittableRandom(4);
    private final Matrix z = ViewPairs.vectors(5, random).draw(20, random);
    private final Matrix c = ViewPairs.vectors(3, random).draw(20, random);

    private Matrix matrix(Feedback feedback, ContrastLoss f, @Nullable Matrix target) {
        return feedback.way().matrix(new Feedback.Sample(2, z, c, f, PAIRS, target));
    }

    private double loss(ContrastLoss f, Matrix b) {
        return Contrast.of(f, PAIRS, Scores.of(PAIRS, z, c, b)).loss();
    }

    /** No matrix of that norm is better, up to the tolerance of the search. */
    @Test
    void optimalIsTheBestInTheBall() {
        for (ContrastLoss f : new ContrastLoss[] {new MarginLoss(Penalty.LINEAR), new MarginLoss(Penalty.SOFT_HINGE)}) {
            Matrix best = matrix(Feedback.optimal(2), f, null);
            double least = loss(f, best);
            assertTrue(best.norm() <= 2 + 1e-12);
            assertTrue(least < loss(f, Matrix.zeros(5, 3)));
            for (int i = 0; i < 2000; i++) {
                Matrix other = Matrix.gaussian(5, 3, random);
                Matrix near = best.scaled(1);
                near.addToRow(i % 5, 0.3, other, i % 5);
                assertTrue(loss(f, other.scaled(2 / other.norm())) >= least - 0.01 * Math.abs(least));
                assertTrue(loss(f, near.scaled(2 / near.norm())) >= least - 0.01 * Math.abs(least));
            }
        }
    }

    @Test
    void matchingNeedsATarget() {
        assertThrows(NullPointerException.class, () -> matrix(Feedback.matched(Feedback.optimal(1)), new MarginLoss(Penalty.LINEAR), null));
    }

    @Test
    void randomIsTheSameEveryTimeAndNotTheSameInEveryLayer() {
        Feedback feedback = Feedback.random(9);
        assertEquals(0, matrix(feedback, new MarginLoss(Penalty.LINEAR), null).cosine(matrix(Feedback.random(10), new MarginLoss(Penalty.LINEAR), null)), 0.9);
        assertEquals(1, matrix(feedback, new MarginLoss(Penalty.LINEAR), null).cosine(matrix(feedback, new MarginLoss(Penalty.LINEAR), null)), 1e-12);
        Matrix other = feedback.way().matrix(new Feedback.Sample(3, z, c, new MarginLoss(Penalty.LINEAR), PAIRS, null));
        assertTrue(Math.abs(other.cosine(matrix(feedback, new MarginLoss(Penalty.LINEAR), null))) < 0.9);
    }
}
