package io.localssl.analysis.theory;

import io.localssl.loss.MarginLoss;
import io.localssl.loss.Penalty;
import io.localssl.train.Context;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BackPropagationTest {

    @Test
    void trainingLowersTheLoss() {
        SplittableRandom random = new SplittableRandom(1);
        DeepNetwork network = DeepNetwork.dense(Initialisation.DEFAULT, true, random, 16, 32, 32, 16);
        LocalRule top = new LocalRule("top", Context.OWN, 1, new MarginLoss(Penalty.SOFT_HINGE), Feedback.optimal(1));
        BackPropagation training = new BackPropagation(network, Initialisation.DEFAULT.draw(16, 16, random), top, 1e-3);
        List<Double> losses = new ArrayList<>();
        training.train(ViewPairs.vectors(16, random), 300, 32, random, (step, steps, loss) -> {
            assertEquals(300, steps);
            assertEquals(losses.size() + 1, step);
            losses.add(loss);
        });
        assertEquals(2 * Math.log1p(Math.E), losses.get(0), 0.05, "untrained scores are near 0");
        double last = losses.subList(250, 300).stream().mapToDouble(loss -> loss).average().orElseThrow();
        assertTrue(last < 2, () -> "found " + last);
    }

    /** The first step of Adam moves every element by the learning rate against its gradient; the second is that of the definition. */
    @Test
    void adamIsItsDefinition() {
        Matrix matrix = new Matrix(1, 2, new double[] {1, -1});
        Adam adam = new Adam(0.01, 2);
        adam.update(matrix, new Matrix(1, 2, new double[] {0.5, -3}));
        assertEquals(0.99, matrix.at(0, 0), 1e-8);
        assertEquals(-0.99, matrix.at(0, 1), 1e-8);
        adam.update(matrix, new Matrix(1, 2, new double[] {-0.25, 0}));
        double mean = (0.9 * 0.1 * 0.5 + 0.1 * -0.25) / (1 - 0.81);
        double square = (0.999 * 0.001 * 0.25 + 0.001 * 0.0625) / (1 - 0.999 * 0.999);
        assertEquals(0.99 - 0.01 * mean / (Math.sqrt(square) + 1e-8), matrix.at(0, 0), 1e-8);
    }
}
