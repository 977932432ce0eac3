package io.localssl.train;

import io.localssl.loss.Mixture;
import io.localssl.loss.Pairs;
import io.localssl.nn.Backend;
import io.localssl.nn.BlockKernel;
import io.localssl.nn.EncoderParameters;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Optimiser;
import io.localssl.nn.Parameter;
import io.localssl.nn.ParameterSweep;
import io.localssl.nn.Retention;
import io.localssl.nn.RunningStatistics;
import io.localssl.nn.StackSettings;
import io.localssl.nn.Workers;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * An encoder that learns. In: a batch of two views of each image. Out: updated parameters and the losses. It owns all parameters, the activations of each
 * batch size it has met (a full batch and the last partial one), and the threads that compute.
 */
public final class Learner implements AutoCloseable {
    private final EncoderSpec spec;
    private final Objective objective;
    private final Backend backend;
    private final Workers workers;
    private final ParameterSweep sweep;
    private final EncoderParameters encoder;
    private final List<@Nullable BlockLoss> losses = new ArrayList<>();
    private final Map<Integer, BatchInput> inputs = new HashMap<>();
    private final Map<Shape, Activity> activities = new HashMap<>();
    private final Map<Parameter, Integer> updates = new HashMap<>();
    private final Retention retention;
    private final Rule rule;
    private @Nullable DirectFeedback feedback;
    private Credit credit;

    private record Shape(int images, Retention retention) {
    }

    /**
     * Draws the initial parameters.
     *
     * @param spec    the encoder.
     * @param rule    objective and credit assignment.
     * @param backend the arithmetic.
     * @param type    FLOAT, or DOUBLE to check gradients.
     * @param activations what is done with activations that are needed twice.
     * @param threads     how many threads compute.
     * @param random      the source of the initial parameters.
     * @throws RuleException if the rule does not fit the encoder.
     */
    public Learner(EncoderSpec spec, Rule rule, Backend backend, DataType type, Activations activations, int threads, SplittableRandom random) {
        rule.requireFits(spec);
        this.spec = spec;
        this.rule = rule;
        this.objective = rule.objective();
        this.credit = rule.credit();
        this.backend = backend;
        this.retention = credit.retention(objective, spec.depth(), activations);
        workers = new Workers(threads);
        sweep = new ParameterSweep(workers);
        Streams.Initial initial = Streams.Initial.of(random);
        encoder = new EncoderParameters(type, spec, initial.encoder());
        for (int l = 0; l < spec.depth(); l++) {
            losses.add(null);
        }
        for (int block : credit.lossBlocks(spec.depth())) {
            losses.set(block, objective.blockLoss(type, spec, block, workers, initial.matrices()));
        }
        feedback = credit.hasDirectFeedback() ? new DirectFeedback(type, spec, objective.pooling(), workers, initial.matrices()) : null;
    }

    /** Is told losses as they come. */
    @FunctionalInterface
    public interface LossListener {
        /**
         * @param block the block, from 0.
         * @param loss  its loss.
         */
        void onLoss(int block, double loss);
    }

    /** @return the encoder that learns. */
    public EncoderSpec spec() {
        return spec;
    }

    /** @return the arithmetic. */
    public Backend backend() {
        return backend;
    }

    /** @return how many threads compute. */
    public int threads() {
        return workers.threads();
    }

    /** @return weights and biases, owned by this learner. */
    public EncoderParameters encoder() {
        return encoder;
    }

    /** @return the loss of each block, null for a block without; owned by this learner. */
    public List<@Nullable BlockLoss> losses() {
        return losses;
    }

    /** @return the fixed random matrices that tell blocks the error of the top block, from the lowest block up, none for most rules; owned by this learner. */
    public List<INDArray> feedback() {
        return feedback == null ? List.of() : feedback.matrices();
    }

    /** @return the blocks whose losses {@link #gradients} returns now, from 0. */
    public int[] reportedBlocks() {
        return credit.reportedBlocks(spec.depth());
    }

    /**
     * The images of the next step.
     *
     * @param images the number of images B.
     * @return the views, shape (2B, channels, height, width): rows 0..B-1 view 1, rows B..2B-1 view 2; to be filled by the caller.
     */
    public INDArray input(int images) {
        return batch(images).views();
    }

    private BatchInput batch(int images) {
        return inputs.computeIfAbsent(images, n -> new BatchInput(encoder.type(), spec.image(), n, objective.mixesImages()));
    }

    /**
     * Runs the encoder forward on the views.
     *
     * @param images the number of images whose two views are in {@link #input}.
     * @return the kernels, which hold the activations; owned by this learner.
     */
    public List<BlockKernel> forward(int images) {
        Activity activity = activity(images, Mixture.NONE, Retention.ALL);
        activity.forward(spec.depth());
        return activity.kernels();
    }

    /**
     * Announces an epoch: a rule that trains in stages moves on.
     *
     * @param epoch  the epoch, from 1.
     * @param epochs the number of epochs.
     */
    public void startEpoch(int epoch, int epochs) {
        credit = credit.inEpoch(epoch, epochs, spec.depth());
    }

    /**
     * Draws which rows of a batch are compared, and how images are mixed before, where the rule does that.
     *
     * @param images B.
     * @param random the source of what is random in it.
     * @return the pairs.
     */
    public Pairs pairs(int images, SplittableRandom random) {
        return objective.pairs(images, spec.image(), random);
    }

    /**
     * One step of training: each block descends its gradients as soon as it has them, and what it needed for them may be forgotten at once. The result is that of
     * {@link #gradients} and {@link #update}, bit for bit.
     *
     * @param images       the number of images whose two views are in {@link #input}.
     * @param pairs        the rows that are compared.
     * @param optimiser    the optimiser.
     * @param learningRate the rate of this step, to be multiplied by that of the block in the rule.
     * @param losses       is told the loss of each block before the block changes; what it throws ends the step there.
     * @return the losses of the {@link #reportedBlocks}.
     */
    public double[] step(int images, Pairs pairs, Optimiser optimiser, double learningRate, LossListener losses) {
        return credit.assign(activity(images, pairs.mixture(), retention), pairs, new BlockListener() {
            @Override
            public void onLoss(int block, double loss) {
                losses.onLoss(block, loss);
            }

            @Override
            public void onGradients(int block) {
                updateEncoder(block, optimiser, learningRate);
                updateLoss(block, optimiser, learningRate);
            }
        });
    }

    /**
     * Computes the losses and the gradients of all parameters that learn.
     *
     * @param images the number of images whose two views are in {@link #input}.
     * @param pairs  the rows that are compared.
     * @return the losses of the {@link #reportedBlocks}.
     */
    public double[] gradients(int images, Pairs pairs) {
        return credit.assign(activity(images, pairs.mixture(), Retention.ALL), pairs, BlockListener.NONE);
    }

    /**
     * Descends the gradients.
     *
     * @param optimiser    the optimiser.
     * @param learningRate the rate of this step, to be multiplied by that of the block in the rule.
     */
    public void update(Optimiser optimiser, double learningRate) {
        for (int l = 0; l < spec.depth(); l++) {
            updateEncoder(l, optimiser, learningRate);
        }
        updateLosses(optimiser, learningRate);
    }

    /**
     * Descends the gradients of the matrices of the losses alone; the encoder stays as it is.
     *
     * @param optimiser    the optimiser.
     * @param learningRate the rate of this step, to be multiplied by that of the block in the rule.
     */
    public void updateLosses(Optimiser optimiser, double learningRate) {
        for (int l = 0; l < spec.depth(); l++) {
            updateLoss(l, optimiser, learningRate);
        }
    }

    private void updateEncoder(int block, Optimiser optimiser, double learningRate) {
        if (credit.learnsEncoder(block, spec.depth())) {
            encoder.blocks().get(block).parameters().forEach(parameter -> update(parameter, optimiser, learningRate * rule.rate(block)));
            encoder.blocks().get(block).statistics().forEach(RunningStatistics::advance);
        }
    }

    private void updateLoss(int block, Optimiser optimiser, double learningRate) {
        BlockLoss loss = losses.get(block);
        if (loss != null && credit.learnsLoss(block, spec.depth())) {
            Optimiser own = loss.weightDecay().isPresent() ? optimiser.withWeightDecay(loss.weightDecay().getAsDouble()) : optimiser;
            loss.parameters().forEach(parameter -> update(parameter, own, learningRate * rule.rate(block)));
        }
    }

    private void update(Parameter parameter, Optimiser optimiser, double learningRate) {
        optimiser.update(parameter, updates.merge(parameter, 1, Integer::sum), learningRate, sweep);
    }

    /** The activity of a batch size, its encoder about to read the views as they are now, mixed. */
    private Activity activity(int images, Mixture mixture, Retention retention) {
        batch(images).present(mixture);
        return activities.computeIfAbsent(new Shape(images, retention), shape -> {
            StackSettings settings = new StackSettings(objective.pooling(), credit.flow(), retention, objective.paired());
            return new Activity(backend.stack(spec, encoder, batch(images).network(), settings, workers), retention, losses,
                    IntStream.range(0, spec.depth()).map(block -> objective.pooling().windowSize(spec, block)).toArray(), feedback);
        });
    }

    /**
     * Ends learning: frees everything but the encoder, which can still be read. The rest takes many times as much: files that are written afterwards add nothing to the
     * most memory that a run takes.
     */
    void finish() {
        activities.values().forEach(Activity::close);
        activities.clear();
        for (BlockLoss loss : losses) {
            if (loss != null) {
                loss.close();
            }
        }
        losses.clear();
        if (feedback != null) {
            feedback.close();
            feedback = null;
        }
        inputs.values().forEach(BatchInput::close);
        inputs.clear();
        sweep.close();
        workers.close();
    }

    @Override
    public void close() {
        finish();
        encoder.close();
    }
}
