package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.Backend;
import io.localssl.nn.BlockKernel;
import io.localssl.nn.BlockStack;
import io.localssl.nn.EncoderParameters;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.GradientFlow;
import io.localssl.nn.Optimiser;
import io.localssl.nn.Parameter;
import io.localssl.nn.Projection;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * An encoder learning by local credit assignment. In: a batch of two views of each image. Out: updated parameters and the loss of each block.
 * <p>
 * Block l reads h^(l-1) as a constant and descends the gradient of its own loss only; of the blocks above it uses nothing but the top activity where a
 * rule takes that as context, and that as a constant. It owns all parameters and the activations of each batch size it has met (a full batch and
 * the last partial one).
 */
public final class LocalLearner implements AutoCloseable {
    private final EncoderSpec spec;
    private final Objective objective;
    private final Backend backend;
    private final EncoderParameters encoder;
    private final List<List<Projection>> projections = new ArrayList<>();
    private final Map<Integer, Batch> batches = new HashMap<>();
    private int updates = 0;

    /**
     * Draws the initial parameters.
     *
     * @param spec      the encoder.
     * @param objective the loss of a block.
     * @param backend   the arithmetic.
     * @param type      FLOAT, or DOUBLE to check gradients.
     * @param random    the source of the initial parameters.
     */
    public LocalLearner(EncoderSpec spec, Objective objective, Backend backend, DataType type, SplittableRandom random) {
        this.spec = spec;
        this.objective = objective;
        this.backend = backend;
        SplittableRandom matrices = random.split();
        encoder = new EncoderParameters(type, spec, random);
        for (int l = 0; l < spec.depth(); l++) {
            int block = l;
            projections.add(objective.contexts().stream()
                    .map(context -> new Projection(type, dimension(block), contextDimension(context, block), matrices)).toList());
        }
    }

    private int dimension(int block) {
        return objective.pooling().dimension(spec, block);
    }

    private int contextDimension(Context context, int block) {
        return Arrays.stream(context.blocks(block, spec.depth())).map(this::dimension).sum();
    }

    /** @return the encoder that learns. */
    public EncoderSpec spec() {
        return spec;
    }

    /** @return weights and biases, owned by this learner. */
    public EncoderParameters encoder() {
        return encoder;
    }

    /** @return the prediction matrices of each block, one a context, owned by this learner. */
    public List<List<Projection>> projections() {
        return projections;
    }

    /**
     * The images of the next step.
     *
     * @param images the number of images B.
     * @return the network's input, shape (2B, channels, height, width): rows 0..B-1 view 1, rows B..2B-1 view 2; to be filled by the caller.
     */
    public INDArray input(int images) {
        return batch(images).stack.images();
    }

    /**
     * Runs the encoder forward.
     *
     * @param images the number of images whose two views are in {@link #input}.
     * @return the kernels, which hold the activations; owned by this learner.
     */
    public List<BlockKernel> forward(int images) {
        Batch batch = batch(images);
        batch.stack.forward();
        return batch.stack.blocks();
    }

    /**
     * Computes the losses and the gradients of all parameters.
     *
     * @param images the number of images whose two views are in {@link #input}.
     * @param pairs  the rows that are compared.
     * @return the loss of each block.
     */
    public double[] gradients(int images, Pairs pairs) {
        List<BlockKernel> kernels = forward(images);
        Batch batch = batch(images);
        double[] losses = new double[kernels.size()];
        for (int l = 0; l < losses.length; l++) {
            BlockKernel kernel = kernels.get(l);
            INDArray featureGradient = batch.featureGradients.get(l).assign(0);
            for (int c = 0; c < objective.contexts().size(); c++) {
                losses[l] += batch.workspaces.get(l).get(c)
                        .contrast(kernel.features(), batch.contexts.get(l).get(c).gather(), pairs, objective.contrast(), featureGradient);
            }
            kernel.mapGradient(featureGradient);
            kernel.weightGradient();
        }
        return losses;
    }

    /**
     * Descends the gradients.
     *
     * @param optimiser    the optimiser.
     * @param learningRate the rate of this step.
     */
    public void update(Optimiser optimiser, double learningRate) {
        updates++;
        parameters().forEach(parameter -> optimiser.update(parameter, updates, learningRate));
    }

    private Stream<Parameter> parameters() {
        return Stream.concat(encoder.all(), projections.stream().flatMap(List::stream).map(Projection::matrix));
    }

    private Batch batch(int images) {
        return batches.computeIfAbsent(images, Batch::new);
    }

    @Override
    public void close() {
        batches.values().forEach(Batch::close);
        projections.forEach(block -> block.forEach(Projection::close));
        encoder.close();
    }

    /** The activations and workspaces of one batch size. */
    private final class Batch implements AutoCloseable {
        private final BlockStack stack;
        private final List<INDArray> featureGradients = new ArrayList<>();
        private final List<List<Projection.Workspace>> workspaces = new ArrayList<>();
        private final List<List<ContextFeatures>> contexts = new ArrayList<>();

        private Batch(int images) {
            int rows = 2 * images;
            stack = backend.stack(spec, encoder, rows, objective.pooling(), GradientFlow.LOCAL);
            List<INDArray> features = stack.blocks().stream().map(BlockKernel::features).toList();
            for (int l = 0; l < spec.depth(); l++) {
                int block = l;
                contexts.add(objective.contexts().stream()
                        .map(c -> new ContextFeatures(Arrays.stream(c.blocks(block, spec.depth())).mapToObj(features::get).toList())).toList());
                featureGradients.add(Nd4j.create(encoder.type(), stack.blocks().get(l).features().shape(), 'c'));
                workspaces.add(projections.get(l).stream().map(p -> p.workspace(rows)).toList());
            }
        }

        @Override
        public void close() {
            contexts.forEach(block -> block.forEach(ContextFeatures::close));
            workspaces.forEach(block -> block.forEach(Projection.Workspace::close));
            featureGradients.forEach(INDArray::close);
            stack.close();
        }
    }
}
