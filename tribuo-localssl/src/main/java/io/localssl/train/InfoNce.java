package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.InfoNceLoss;
import io.localssl.loss.Pairs;
import io.localssl.nn.Arena;
import io.localssl.nn.DenseProjection;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.OffHeap;
import io.localssl.nn.Products;
import io.localssl.nn.Projection;
import io.localssl.nn.Transposition;
import io.localssl.nn.Workers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

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
    public Pairs pairs(int images, ImageShape shape, SplittableRandom random) {
        return Pairs.nextRow(images);
    }

    @Override
    public BlockLoss blockLoss(DataType type, EncoderSpec spec, int block, Workers workers, SplittableRandom random) {
        int dimension = pooling.dimension(spec, block);
        return new Loss(block, new DenseProjection(type, width(dimension), dimension, workers, random), workers);
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

    private final class Loss extends MatrixLoss {
        private final int block;
        private final Projection matrix;
        private final Workers workers;
        private final Transposition transposition;

        Loss(int block, Projection matrix, Workers workers) {
            super(List.of(matrix), OptionalDouble.empty());
            this.block = block;
            this.matrix = matrix;
            this.workers = workers;
            transposition = new Transposition(workers);
        }

        @Override
        public Workspace workspace(List<INDArray> features, Arena arena) {
            return new ProjectedWorkspace(features.get(block), matrix, workers, transposition, arena);
        }
    }

    private final class ProjectedWorkspace implements BlockLoss.Workspace {
        private final Products products;
        private final ContextFeatures features;
        private final INDArray matrix;
        private final Projection.Workspace projection;
        private final INDArray gradient;
        private final double[] columns;
        private final double[] projected;
        private final double[] slope;

        ProjectedWorkspace(INDArray features, Projection projection, Workers workers, Transposition transposition, Arena arena) {
            products = Products.of(features.dataType(), workers);
            this.features = new ContextFeatures(List.of(features), transposition, arena);
            matrix = projection.values().get(0);
            this.projection = projection.workspace((int) features.size(0), arena);
            gradient = arena.array(matrix.size(0), features.size(0));
            columns = new double[(int) gradient.length()];
            projected = new double[columns.length];
            slope = new double[columns.length];
        }

        @Override
        public double evaluate(Pairs pairs, INDArray featureGradient) {
            int width = (int) gradient.size(0);
            int rows = (int) gradient.size(1);
            INDArray f = features.gather();
            OffHeap.readDoubles(projection.predict(f), columns);
            transpose(columns, width, projected);
            double loss = contrast.evaluate(projected, width, slope);
            transpose(slope, rows, columns);
            OffHeap.writeDoubles(columns, gradient);
            products.multiply(gradient, true, matrix, false, featureGradient, true);
            projection.gradient(gradient, f);
            return loss;
        }

        private static void transpose(double[] from, int rows, double[] to) {
            int columns = from.length / rows;
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    to[j * rows + i] = from[i * columns + j];
                }
            }
        }
    }
}
