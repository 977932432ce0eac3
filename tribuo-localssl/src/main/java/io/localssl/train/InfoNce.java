package io.localssl.train;

import io.localssl.loss.InfoNceLoss;
import io.localssl.loss.Pairs;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.OffHeap;
import io.localssl.nn.Parameter;
import io.localssl.nn.Products;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * InfoNCE between linear projections p = W f of both views, W learned, initialised with U(-b, b), b = 1 / sqrt(d):
 * dL/df = dL/dp W, dL/dW = (dL/dp)^T f. Its negatives are all other images of the batch.
 *
 * @param contrast   the loss of the projections.
 * @param pooling    how maps are pooled before they meet it.
 * @param projection the length of p; 0 for that of f.
 * @see <a href="https://arxiv.org/abs/2601.21683">arXiv 2601.21683, the baselines</a>
 */
public record InfoNce(InfoNceLoss contrast, FeaturePooling pooling, int projection) implements Objective {

    /** @throws RuleException if the length is negative. */
    public InfoNce {
        if (projection < 0) {
            throw new RuleException("found rank " + projection + " of the InfoNCE projection, expected at least 1");
        }
    }

    @Override
    public Pairs pairs(int images, SplittableRandom random) {
        return Pairs.nextRow(images);
    }

    @Override
    public BlockLoss blockLoss(DataType type, EncoderSpec spec, int block, SplittableRandom random) {
        int dimension = pooling.dimension(spec, block);
        return new Loss(type, block, dimension, width(dimension), random);
    }

    private int width(int dimension) {
        return projection == 0 ? dimension : projection;
    }

    @Override
    public long matrixSize(EncoderSpec spec, int block) {
        int dimension = pooling.dimension(spec, block);
        return (long) width(dimension) * dimension;
    }

    @Override
    public boolean hasOwnContexts(int depth) {
        return true;
    }

    @Override
    public boolean learnsMatrices() {
        return true;
    }

    @Override
    public void requireFits(EncoderSpec spec, Credit credit) {
        // any length of features can be projected to any length
    }

    @Override
    public void requireFits(int batchSize, int depth, Credit credit) {
        // its negatives are the batch
    }

    private final class Loss implements BlockLoss {
        private final int block;
        private final Parameter matrix;

        Loss(DataType type, int block, int dimension, int width, SplittableRandom random) {
            this.block = block;
            matrix = new Parameter(type, width, dimension);
            matrix.initialiseUniform(1 / Math.sqrt(dimension), random);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(matrix);
        }

        @Override
        public List<INDArray> values() {
            return List.of(matrix.value());
        }

        @Override
        public OptionalDouble weightDecay() {
            return OptionalDouble.empty();
        }

        @Override
        public Workspace workspace(List<INDArray> features) {
            return new ProjectedWorkspace(features.get(block), matrix);
        }

        @Override
        public void close() {
            matrix.close();
        }
    }

    private final class ProjectedWorkspace implements BlockLoss.Workspace {
        private final Products products;
        private final INDArray features;
        private final Parameter matrix;
        private final INDArray projected;
        private final double[] values;
        private final double[] gradient;

        ProjectedWorkspace(INDArray features, Parameter matrix) {
            products = Products.of(features.dataType());
            this.features = features;
            this.matrix = matrix;
            projected = Nd4j.create(features.dataType(), new long[]{features.size(0), matrix.value().size(0)}, 'c');
            values = new double[(int) projected.length()];
            gradient = new double[values.length];
        }

        @Override
        public double evaluate(Pairs pairs, INDArray featureGradient) {
            products.multiply(features, false, matrix.value(), true, projected, false);
            OffHeap.readDoubles(projected, values);
            double loss = contrast.evaluate(values, (int) matrix.value().size(0), gradient);
            OffHeap.writeDoubles(gradient, projected);
            products.multiply(projected, false, matrix.value(), false, featureGradient, true);
            products.multiply(projected, true, features, false, matrix.gradient(), false);
            return loss;
        }

        @Override
        public void close() {
            projected.close();
        }
    }
}
