package io.localssl.loss;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What every contrast function has in common: its equation, its derivatives, and what it does with scores that are no numbers. */
class ContrastLossTest {

    /** The loss of one anchor, straight from the equation. */
    interface Equation {
        double of(double positive, double[] negative);
    }

    static Stream<Arguments> losses() {
        List<Arguments> cases = new ArrayList<>();
        for (int[] size : new int[][]{{1, 1}, {2, 1}, {7, 3}, {64, 2}}) {
            cases.add(Arguments.of(new MarginLoss(Penalty.HINGE), (Equation) (p, n) -> Math.max(0, 1 - p) + mean(n, u -> Math.max(0, 1 + u)), size[0], size[1]));
            cases.add(Arguments.of(new MarginLoss(Penalty.SOFT_HINGE), (Equation) (p, n) -> Math.log(1 + Math.exp(1 - p)) + mean(n, u -> Math.log(1 + Math.exp(1 + u))),
                    size[0], size[1]));
            cases.add(Arguments.of(new MarginLoss(Penalty.HINGE, 0.3), (Equation) (p, n) -> 0.3 * Math.max(0, 1 - p) + mean(n, u -> Math.max(0, 1 + u)),
                    size[0], size[1]));
            for (double theta : new double[]{1, 2.5}) {
                cases.add(Arguments.of(new PhyllLoss(theta), (Equation) (p, n) -> Math.log(1 + Math.exp(theta * (mean(n, u -> u) - p))), size[0], size[1]));
            }
            cases.add(Arguments.of(new MarginLoss(Penalty.LINEAR), (Equation) (p, n) -> mean(n, u -> u) - p, size[0], size[1]));
        }
        return cases.stream();
    }

    private static double mean(double[] values, DoubleUnaryOperator f) {
        return Arrays.stream(values).map(f).average().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void isTheMeanOfItsEquation(ContrastLoss loss, Equation equation, int rows, int negatives) {
        double[][] scores = scores(rows, negatives);
        double expected = 0;
        for (int i = 0; i < rows; i++) {
            double[] negative = new double[negatives];
            for (int k = 0; k < negatives; k++) {
                negative[k] = scores[k + 1][i];
            }
            expected += equation.of(scores[0][i], negative) / rows;
        }
        assertEquals(expected, value(loss, scores), 1e-12);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void derivativesAreFiniteDifferences(ContrastLoss loss, Equation equation, int rows, int negatives) {
        double[][] scores = scores(rows, negatives);
        double[][] gradients = new double[negatives + 1][rows];
        loss.evaluate(scores[0], negatives(scores), Terms.both(rows), gradients[0], negatives(gradients));
        double h = 1e-5;
        for (int k = 0; k <= negatives; k++) {
            for (int i = 0; i < rows; i++) {
                double score = scores[k][i];
                scores[k][i] = score + h;
                double above = value(loss, scores);
                scores[k][i] = score - h;
                double below = value(loss, scores);
                scores[k][i] = score;
                assertEquals((above - below) / (2 * h), gradients[k][i], 1e-9, "score " + k + " of anchor " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void hugeScoresStayFiniteAndThoseThatAreNoNumbersAreSeen(ContrastLoss loss, Equation equation, int rows, int negatives) {
        double[][] scores = scores(rows, negatives);
        scores[0][0] = -1e6;
        scores[negatives][0] = 1e6;
        assertTrue(Double.isFinite(value(loss, scores)) && value(loss, scores) > 1e5 / rows);
        for (double[] row : scores) {
            double kept = row[rows - 1];
            row[rows - 1] = Double.NaN;
            assertTrue(Double.isNaN(value(loss, scores)));
            row[rows - 1] = kept;
        }
    }

    private static double[][] scores(int rows, int negatives) {
        SplittableRandom random = new SplittableRandom(rows);
        return Stream.generate(() -> random.doubles(rows, -3, 3).toArray()).limit(negatives + 1).toArray(double[][]::new);
    }

    private static double[][] negatives(double[][] scores) {
        return Arrays.copyOfRange(scores, 1, scores.length);
    }

    private static double value(ContrastLoss loss, double[][] scores) {
        return loss.evaluate(scores[0], negatives(scores), Terms.both(scores[0].length), new double[scores[0].length], new double[scores.length - 1][scores[0].length]);
    }
}
