package io.localssl.analysis.theory;

import io.localssl.LocalSSLException;
import io.localssl.analysis.Interval;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TheoryFigureTest {

    private static List<Double> means(List<AlignmentCurve> curves, String name) {
        AlignmentCurve curve = curves.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
        return curve.layers().stream().map(Interval::mean).toList();
    }

    @Test
    void allAssumptionsMakeEveryLayerAgreeAndRandomMatricesNone() {
        List<AlignmentCurve> curves = TheoryFigure.ASSUMPTIONS.measure(1, 3, TheoryFigure.Progress.NONE);
        assertEquals(5, curves.size());
        for (double cosine : means(curves, "linear, orthogonal init, optimal B (all assumptions)")) {
            assertEquals(1, cosine, 1e-10);
        }
        for (double cosine : means(curves, "linear, orthogonal init, random fixed B")) {
            assertEquals(0, cosine, 0.2);
        }
        for (String weakened : List.of("ReLU, orthogonal init, optimal B", "linear, default init, optimal B", "ReLU, default init, optimal B")) {
            List<Double> cosines = means(curves, weakened);
            assertEquals(1, cosines.get(5), 1e-10, "the top layer's loss is that of back-propagation");
            assertTrue(cosines.subList(0, 5).stream().allMatch(cosine -> cosine > 0.02 && cosine < 0.95), () -> weakened + cosines);
        }
    }

    /** With semi-orthogonal rows direct feedback is at least as close as the own context. */
    @Test
    void directFeedbackFollowsDecreasingWidthsMoreCloselyAndTheSeedDecides() {
        List<AlignmentCurve> curves = TheoryFigure.WIDTHS.measure(1, 2, TheoryFigure.Progress.NONE);
        assertEquals(curves, TheoryFigure.WIDTHS.measure(1, 2, TheoryFigure.Progress.NONE));
        List<AlignmentCurve> others = TheoryFigure.WIDTHS.measure(2, 3, TheoryFigure.Progress.NONE);
        assertNotEquals(curves.get(0).layers().get(0).mean(), others.get(0).layers().get(0).mean());
        for (String f : List.of("linear f", "softhinge f")) {
            for (List<AlignmentCurve> drawn : List.of(curves, others)) {
                List<Double> own = means(drawn, f + ", own context");
                List<Double> direct = means(drawn, f + ", direct feedback");
                for (int l = 0; l < 6; l++) {
                    assertTrue(direct.get(l) >= own.get(l) - 1e-12, f + own + direct);
                }
            }
        }
    }

    @Test
    void figuresHaveTheirNumbers() {
        for (TheoryFigure figure : TheoryFigure.values()) {
            assertEquals(figure, TheoryFigure.parse(figure.id()));
            assertTrue(figure.settings().contains("view"), figure.settings());
        }
        String message = assertThrows(LocalSSLException.class, () -> TheoryFigure.parse("4a")).getMessage();
        assertTrue(message.contains("'4a'") && message.contains("2, 3a, 3b, 4b"), message);
        assertThrows(LocalSSLException.class, () -> TheoryFigure.WIDTHS.measure(1, 0, TheoryFigure.Progress.NONE));
    }
}
