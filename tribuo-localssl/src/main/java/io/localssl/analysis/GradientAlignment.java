package io.localssl.analysis;

import io.localssl.LocalSSLException;
import io.localssl.augment.ViewBatch;
import io.localssl.augment.ViewLoader;
import io.localssl.data.Permutation;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.OffHeap;
import io.localssl.train.Activations;
import io.localssl.train.BlockLoss;
import io.localssl.train.EpochReport;
import io.localssl.train.Learner;
import io.localssl.train.Rule;
import io.localssl.train.RuleException;
import io.localssl.train.StepReport;
import io.localssl.train.TrainingListener;
import io.localssl.train.TrainingStart;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * How far the weight updates of a rule point where those of another would, while the first one trains: the cosine similarity
 * <pre>
 * cos^l = (g^l . g'^l) / (|g^l| |g'^l|)
 * </pre>
 * of the gradients by the weights W^l of block l, for the same weights and the same batch, mean and 95 % interval over batches. It follows a training run as its
 * listener, and measures before the first step and after each epoch on a fixed set of images, in views that training does not see.
 * <p>
 * A second learner keeps step: before each measurement it takes the encoder of the first and, where both rules have the same objective, the matrices; so a local
 * rule meets its own back-propagated baseline with the same B. Where the objectives differ, it trains matrices of its own on every batch of the training.
 *
 * @see <a href="https://arxiv.org/abs/2601.21683">arXiv 2601.21683, figures 2 to 4</a>
 */
public final class GradientAlignment implements TrainingListener, AutoCloseable {
    private final Rule rule;
    private final Rule against;
    private final int batches;
    private final long seed;
    private final List<Alignment> alignments = new ArrayList<>();
    private @Nullable TrainingStart start;
    private @Nullable Learner shadow;
    private @Nullable ViewLoader views;
    private int[] order = new int[0];
    private int updates = 0;

    /**
     * Prepares a measurement.
     *
     * @param rule    the rule that will train.
     * @param against the rule it is compared with.
     * @param batches how many batches, at least 2.
     * @param seed    the seed of the images and views that are measured on.
     * @throws RuleException     if one of them does not train all blocks at once.
     * @throws LocalSSLException if there are too few batches.
     */
    public GradientAlignment(Rule rule, Rule against, int batches, long seed) {
        if (batches < 2) {
            throw new LocalSSLException("found " + batches + " batches, expected at least 2, over which the interval is taken");
        }
        this.rule = requireAllAtOnce(rule);
        this.against = requireAllAtOnce(against);
        this.batches = batches;
        this.seed = seed;
    }

    private static Rule requireAllAtOnce(Rule rule) {
        if (!rule.credit().learnsEncoder(0, 2) || !rule.credit().learnsEncoder(1, 2)) {
            throw new RuleException("found rule " + rule.name() + ", which does not train all blocks at once, expected one whose gradient has a direction in every block");
        }
        return rule;
    }

    /**
     * Checks that both rules can have a net.
     *
     * @param spec the encoder.
     * @throws RuleException if not.
     */
    public void requireFits(EncoderSpec spec) {
        for (Rule each : List.of(rule, against)) {
            each.credit().requireFits(each.objective(), 1, spec.depth());
            each.requireFits(spec);
        }
    }

    /** @return what was measured so far: at initialisation, then after each epoch. */
    public List<Alignment> alignments() {
        return List.copyOf(alignments);
    }

    @Override
    public void onStart(TrainingStart start) {
        requireFits(start.learner().spec());
        SplittableRandom random = new SplittableRandom(seed);
        this.start = start;
        Learner first = start.learner();
        shadow = new Learner(first.spec(), against, first.backend(), first.encoder().type(), Activations.KEEP, first.threads(), random.split());
        order = Permutation.random(start.images().size(), random.split());
        int whole = Math.min(batches, order.length / start.batchSize());
        if (whole < 2) {
            throw new LocalSSLException("found " + order.length + " images, expected at least two batches of " + start.batchSize() + ", over which the interval is taken");
        }
        order = Arrays.copyOf(order, whole * start.batchSize());
        views = new ViewLoader(start.images(), start.augmenter(), start.batchSize(), 0);
        measure(0);
    }

    @Override
    public void onStep(StepReport report) {
        TrainingStart run = Objects.requireNonNull(start);
        Learner second = Objects.requireNonNull(shadow);
        updates++;
        if (!sharesMatrices()) {
            second.encoder().assign(run.learner().encoder());
            second.input(report.images()).assign(run.learner().input(report.images()));
            second.gradients(report.images(), second.pairs(report.images(), new SplittableRandom(seed + updates)));
            second.updateLosses(run.optimiser(), run.schedule().rate(updates));
        }
    }

    @Override
    public void onEpoch(EpochReport report) {
        measure(report.epoch());
    }

    private void measure(int epoch) {
        TrainingStart run = Objects.requireNonNull(start);
        Learner second = Objects.requireNonNull(shadow);
        ViewLoader loader = Objects.requireNonNull(views);
        second.encoder().assign(run.learner().encoder());
        if (sharesMatrices()) {
            takeMatrices(run.learner(), second);
        }
        takeFeedback(run.learner(), second);
        int depth = run.learner().spec().depth();
        double[][] cosines = new double[depth][order.length / run.batchSize()];
        loader.start(-1 - epoch, order); // training numbers its epochs from 1: these views are its own in no epoch
        int number = 0;
        for (ViewBatch batch = loader.next(); batch != null; batch = loader.next()) {
            gradients(run.learner(), batch, number);
            gradients(second, batch, number);
            for (int l = 0; l < depth; l++) {
                cosines[l][number] = cosine(weightGradients(run.learner(), l), weightGradients(second, l));
            }
            number++;
        }
        alignments.add(new Alignment(epoch, Arrays.stream(cosines).map(Interval::of).toList()));
    }

    private void gradients(Learner learner, ViewBatch batch, int number) {
        OffHeap.write(batch.pixels(), learner.input(batch.size()));
        learner.gradients(batch.size(), learner.pairs(batch.size(), new SplittableRandom(seed - number)));
    }

    /** Between the gradients of all weights of a block; 0 where one vanishes and so has no direction. */
    static double cosine(List<INDArray> a, List<INDArray> b) {
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.size(); i++) {
            try (INDArray products = a.get(i).mul(b.get(i))) {
                product += products.sumNumber().doubleValue();
            }
            squareA += square(a.get(i));
            squareB += square(b.get(i));
        }
        double norms = Math.sqrt(squareA) * Math.sqrt(squareB);
        return norms == 0 ? 0 : product / norms;
    }

    private static double square(INDArray array) {
        double norm = array.norm2Number().doubleValue();
        return norm * norm;
    }

    private static void takeMatrices(Learner from, Learner to) {
        for (int l = 0; l < to.losses().size(); l++) {
            BlockLoss target = to.losses().get(l);
            BlockLoss source = from.losses().get(l);
            if (target != null && source != null) {
                for (int i = 0; i < target.values().size(); i++) {
                    target.values().get(i).assign(source.values().get(i));
                }
            }
        }
    }

    /** Where both rules have direct feedback to features of the same lengths, it is the same. */
    private static void takeFeedback(Learner from, Learner to) {
        for (int l = 0; l < Math.min(from.feedback().size(), to.feedback().size()); l++) {
            if (Arrays.equals(from.feedback().get(l).shape(), to.feedback().get(l).shape())) {
                to.feedback().get(l).assign(from.feedback().get(l));
            }
        }
    }

    /** Whether a matrix of one rule means the same in the other. */
    private boolean sharesMatrices() {
        return rule.objective().equals(against.objective());
    }

    private static List<INDArray> weightGradients(Learner learner, int block) {
        return learner.encoder().blocks().get(block).filters().stream().map(filters -> filters.weight().gradient()).toList();
    }

    @Override
    public void close() {
        if (shadow != null) {
            shadow.close();
        }
        if (views != null) {
            views.close();
        }
    }
}
