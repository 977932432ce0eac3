package io.localssl.cli;

import io.localssl.train.StepReport;
import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrainingProgressTest {
    private final SetClock clock = new SetClock();
    private final StringWriter text = new StringWriter();

    private void train(TrainingProgress progress, int steps) {
        for (int step = 1; step <= steps; step++) {
            clock.advance(1);
            progress.onStep(new StepReport(1, 1, step, steps, new int[] {0}, new double[] {step}, 4));
        }
    }

    @Test
    void tellsTheCostAndThenALineAMinute() {
        try (TrainingProgress progress = new TrainingProgress(new PrintWriter(text), false, clock, 800)) {
            train(progress, 200);
        }
        List<String> lines = text.toString().lines().toList();
        assertEquals(4, lines.size(), text.toString());
        assertTrue(lines.get(0).startsWith("4.0 images/s on this machine: 800 images an epoch, 1 epochs, 3 minutes left"), lines.get(0));
        assertEquals("epoch 1/1, step 71/200: loss 36.00", lines.get(1));
        assertEquals("epoch 1/1, step 132/200: loss 66.50", lines.get(2));
    }

    @Test
    void tellsTheCostAboveABar() {
        try (TrainingProgress progress = new TrainingProgress(new PrintWriter(text), true, clock, 80)) {
            train(progress, 20);
        }
        List<String> lines = text.toString().lines().toList();
        assertEquals(2, lines.size(), text.toString());
        assertTrue(lines.get(1).startsWith("4.0 images/s on this machine: 80 images an epoch"), lines.get(1));
    }
}
