package io.localssl.train;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.Pairs;
import io.localssl.nn.Arena;
import io.localssl.nn.OffHeap;
import io.localssl.nn.Transposition;
import io.localssl.nn.Workers;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** The loss of a block that predicts features of patches from other patches of the same image, the weighted sum of one contrast a {@link PatchStep}. */
final class PatchPredictionLoss extends MatrixLoss {
    private final ContrastLoss contrast;
    private final List<PatchStep> steps;
    private final double weight;
    private final int count;
    private final int block;
    private final Transposition transposition;

    /**
     * @param contrast    the contrast function.
     * @param steps       which patches predict which; their matrices are owned by this loss from now on.
     * @param weight      the factor of each contrast.
     * @param count       patches an image.
     * @param block       the block, from 0.
     * @param weightDecay the decay of the matrices; empty for that of the encoder.
     * @param workers     who computes.
     */
    PatchPredictionLoss(ContrastLoss contrast, List<PatchStep> steps, double weight, int count, int block, OptionalDouble weightDecay, Workers workers) {
        super(steps.stream().map(PatchStep::projection).toList(), weightDecay);
        this.contrast = contrast;
        this.steps = steps;
        this.weight = weight;
        this.count = count;
        this.block = block;
        transposition = new Transposition(workers);
    }

    @Override
    public Workspace workspace(List<INDArray> features, Arena arena) {
        return new PatchWorkspace(features.get(block), arena);
    }

    private final class PatchWorkspace implements Workspace {
        private final ContextFeatures columns;
        private final INDArray slopeColumns;
        private final INDArray slopeRows;
        private final double[] values;
        private final double[] slope;
        private final List<PatchScores> scores;

        PatchWorkspace(INDArray features, Arena arena) {
            int rows = (int) features.size(0);
            int width = (int) features.size(1);
            columns = new ContextFeatures(List.of(features), transposition, arena);
            slopeColumns = arena.array(width, rows);
            slopeRows = arena.array(rows, width);
            values = new double[rows * width];
            slope = new double[values.length];
            scores = steps.stream().map(step -> new PatchScores(step, rows / count, count, width, arena)).toList();
        }

        @Override
        public double evaluate(Pairs pairs, INDArray featureGradient) {
            OffHeap.readDoubles(columns.gather(), values);
            scores.forEach(step -> step.predict(values));
            return compare(pairs, featureGradient);
        }

        @Override
        public double evaluateAgain(Pairs pairs, INDArray featureGradient) {
            OffHeap.readDoubles(columns.gather(), values);
            return compare(pairs, featureGradient);
        }

        private double compare(Pairs pairs, INDArray featureGradient) {
            Arrays.fill(slope, 0);
            double loss = 0;
            for (PatchScores step : scores) {
                loss += step.compare(values, pairs, contrast, weight, slope);
            }
            OffHeap.writeDoubles(slope, slopeColumns);
            transposition.write(slopeColumns, slopeRows, 0);
            featureGradient.addi(slopeRows);
            return loss;
        }
    }
}
