package io.localssl.analysis.theory;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.MarginLoss;
import io.localssl.loss.Penalty;
import io.localssl.loss.Pairs;
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

    private Matrix matrix(Feedback feedback, ContrastLoss f, Feedback.Target target) {
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
    void regressedRecoversTheMatrixThatMadeTheTarget() {
        Matrix truth = Matrix.gaussian(5, 3, random);
        Contrast top = Contrast.of(new MarginLoss(Penalty.SOFT_HINGE), PAIRS, Scores.of(PAIRS, z, c, truth));
        Matrix target = top.difference(c).timesTransposed(truth);
        Theory.assertClose(truth, matrix(Feedback.regressed(), new MarginLoss(Penalty.SOFT_HINGE), new Feedback.Target(top, target)), 1e-7);
    }

    @Test
    void regressionNeedsATarget() {
        assertThrows(NullPointerException.class, () -> matrix(Feedback.regressed(), new MarginLoss(Penalty.LINEAR), null));
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
