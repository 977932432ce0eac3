package io.localssl.analysis.theory;

import io.localssl.LocalSSLException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * The paper's figures of its theory: in each layer the cosine of local and back-propagated weight gradients, cos(dL^l/dW^l, dL^L/dW^l).
 * <p>
 * What the paper leaves open is chosen here; {@link #settings()} of each figure says it. Common to all: contexts are constants, in back-propagation
 * too; the negative is the next row; the views are generated; there are no biases; every matrix B is set on one sample of view pairs and then kept,
 * while the cosine is measured on fresh batches of {@value #BATCH_PAIRS} pairs; the interval is over batches, with one draw of the weights. All of it in
 * double precision, and the same numbers for the same seed.
 *
 * @see <a href="https://arxiv.org/abs/2601.21683">Can Local Learning Match Self-Supervised Backpropagation?</a>
 */
public enum TheoryFigure {
    /** What each assumption of Theorem 3.1 does: identity or ReLU, orthogonal or default weights, optimal or random matrices. */
    ASSUMPTIONS("2", new AssumptionsFigure()),
    /** Decreasing widths, with the own context and with direct feedback. */
    WIDTHS("3a", new WidthsFigure()),
    /** A trained network with ReLU. */
    TRAINED("3b", new TrainedFigure()),
    /** Convolutions, with and without spatial dependence. */
    SPATIAL("4b", new SpatialFigure());

    /** Pairs of views in a batch. */
    public static final int BATCH_PAIRS = 32;

    private final String id;
    private final Declaration declaration;

    TheoryFigure(String id, Declaration declaration) {
        this.id = id;
        this.declaration = declaration;
    }

    /** Hears how far the training of a network is; only figure 3b trains one. */
    @FunctionalInterface
    public interface Progress {
        /** Tells nobody. */
        Progress NONE = (step, steps, loss) -> { };

        /**
         * @param step  steps done.
         * @param steps steps in all.
         * @param loss  of the batch.
         */
        void trained(int step, int steps, double loss);
    }

    /** What a figure shows. */
    interface Declaration {
        String title();

        String settings();

        Setting draw(SplittableRandom random, Progress progress);
    }

    /**
     * @param data        where the views come from.
     * @param samplePairs view pairs of the sample that sets the matrices.
     * @param experiments what is measured.
     */
    record Setting(ViewPairs data, int samplePairs, List<Experiment> experiments) {
    }

    /**
     * @param id the number of the figure in the paper: 2, 3a, 3b or 4b.
     * @return the figure.
     * @throws LocalSSLException if there is no such figure.
     */
    public static TheoryFigure parse(String id) {
        return Arrays.stream(values()).filter(figure -> figure.id.equals(id)).findFirst().orElseThrow(() -> new LocalSSLException("found figure '" + id
                + "', expected one of " + Arrays.stream(values()).map(TheoryFigure::id).collect(Collectors.joining(", "))));
    }

    /** @return its number in the paper. */
    public String id() {
        return id;
    }

    /** @return what it shows, in a line. */
    public String title() {
        return declaration.title();
    }

    /** @return data, networks and matrices, in words. */
    public String settings() {
        return declaration.settings();
    }

    /**
     * Measures the figure.
     *
     * @param seed     of weights, data and random matrices.
     * @param batches  how many batches, at least 1.
     * @param progress hears of training.
     * @return its curves.
     * @throws LocalSSLException if batches is not positive.
     */
    public List<AlignmentCurve> measure(long seed, int batches, Progress progress) {
        if (batches < 1) {
            throw new LocalSSLException("found " + batches + " batches, expected at least 1");
        }
        SplittableRandom random = new SplittableRandom(seed);
        Setting setting = declaration.draw(random.split(), progress);
        SplittableRandom views = random.split();
        List<AlignmentCurve> curves = new ArrayList<>();
        for (Experiment experiment : setting.experiments()) {
            curves.addAll(experiment.measure(setting.data(), setting.samplePairs(), batches, BATCH_PAIRS, views.split()));
        }
        return curves;
    }
}
