package io.localssl.train;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.Pairs;
import io.localssl.nn.Arena;
import io.localssl.nn.OffHeap;
import io.localssl.nn.Projection;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.stream.IntStream;

/**
 * The scores of a {@link PatchStep} in one batch, u = f_j . P_i with the prediction P_i = B c_i of anchor i. An anchor is an image at a place of the runs of patches; it
 * meets another image at the same place. Only the scores of such pairs are computed: all of them would be far too many.
 * <p>
 * Features and predictions are held with a column for each patch, in double.
 */
final class PatchScores {
    private final PatchStep step;
    private final int width;
    private final int patches;
    private final int[] sources;
    private final int[] targets;
    private final INDArray context;
    private final INDArray gradient;
    private final Projection.Workspace projection;
    private final double[] predicted;

    /**
     * @param step    which patches predict which.
     * @param images  the number of images, 2B.
     * @param count   patches an image.
     * @param width   d.
     * @param arena   where it computes; this object is good until it restarts.
     */
    PatchScores(PatchStep step, int images, int count, int width, Arena arena) {
        this.step = step;
        this.width = width;
        patches = images * count;
        int anchors = images * step.length();
        sources = IntStream.range(0, anchors).map(i -> i / step.length() * count + step.source() + i % step.length()).toArray();
        targets = IntStream.range(0, anchors).map(i -> i / step.length() * count + step.target() + i % step.length()).toArray();
        context = arena.array(width, anchors);
        gradient = arena.array(width, anchors);
        projection = step.projection().workspace(anchors, arena);
        predicted = new double[width * anchors];
    }

    /** Anchors and whom they meet: prediction {@code predicting[i]} and feature {@code target[i]} make score i. */
    private record Meeting(int[] predicting, int[] target) {
    }

    /**
     * Computes P.
     *
     * @param features f^T, shape (d, patches).
     */
    void predict(double[] features) {
        int anchors = sources.length;
        for (int a = 0; a < width; a++) {
            for (int i = 0; i < anchors; i++) {
                predicted[a * anchors + i] = features[a * patches + sources[i]];
            }
        }
        OffHeap.writeDoubles(predicted, context);
        OffHeap.readDoubles(projection.predict(context), predicted);
    }

    /**
     * Computes the loss and its gradients with the predictions as they are: adds that of the features, and sets that of the matrix.
     *
     * @param features f^T, shape (d, patches).
     * @param pairs    the images that are compared.
     * @param contrast the contrast function.
     * @param weight   a factor of the loss.
     * @param slope    dL/df^T, shape (d, patches), receives the sum.
     * @return the weighted loss.
     */
    double compare(double[] features, Pairs pairs, ContrastLoss contrast, double weight, double[] slope) {
        int n = pairs.negative().length;
        Meeting own = meeting(pairs.positive());
        Meeting[] other = new Meeting[n];
        double[][] negative = new double[n][];
        for (int k = 0; k < n; k++) {
            other[k] = meeting(pairs.negative()[k]);
            negative[k] = scores(features, other[k]);
        }
        double[] positiveGradient = new double[sources.length];
        double[][] negativeGradient = new double[n][sources.length];
        double loss = contrast.evaluate(scores(features, own), negative, pairs.terms().repeated(step.length()), positiveGradient, negativeGradient);
        double[] predictionSlope = new double[predicted.length];
        addGradients(features, own, positiveGradient, weight, slope, predictionSlope);
        for (int k = 0; k < n; k++) {
            addGradients(features, other[k], negativeGradient[k], weight, slope, predictionSlope);
        }
        OffHeap.writeDoubles(predictionSlope, gradient);
        projection.gradient(gradient, context);
        return weight * loss;
    }

    /** The upper patch is of the anchor's image, the lower one of the image it meets, whichever of them predicts. */
    private Meeting meeting(int[] images) {
        int length = step.length();
        int[] own = IntStream.range(0, sources.length).toArray();
        int[] met = IntStream.range(0, sources.length).map(i -> images[i / length] * length + i % length).toArray();
        int[] predicted = step.backward() ? own : met;
        return new Meeting(step.backward() ? met : own, IntStream.of(predicted).map(i -> targets[i]).toArray());
    }

    private double[] scores(double[] features, Meeting meeting) {
        double[] scores = new double[sources.length];
        for (int a = 0; a < width; a++) {
            for (int i = 0; i < scores.length; i++) {
                scores[i] += predicted[a * scores.length + meeting.predicting[i]] * features[a * patches + meeting.target[i]];
            }
        }
        return scores;
    }

    private void addGradients(double[] features, Meeting meeting, double[] scoreGradient, double weight, double[] slope, double[] predictionSlope) {
        int anchors = sources.length;
        for (int a = 0; a < width; a++) {
            for (int i = 0; i < anchors; i++) {
                int prediction = a * anchors + meeting.predicting[i];
                int target = a * patches + meeting.target[i];
                slope[target] += weight * scoreGradient[i] * predicted[prediction];
                predictionSlope[prediction] += weight * scoreGradient[i] * features[target];
            }
        }
    }
}
