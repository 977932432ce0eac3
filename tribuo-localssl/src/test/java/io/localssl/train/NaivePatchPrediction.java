package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.loss.Pairs;
import io.localssl.onnx.PatchGrid;

/** The oracle: patches and the loss of CLAPP straight from its equations, with loops and nothing else. */
final class NaivePatchPrediction {
    private final PatchPrediction objective;
    private final Pairs pairs;
    private final int down;
    private final int across;

    NaivePatchPrediction(PatchPrediction objective, Pairs pairs, PatchGrid grid, ImageShape image) {
        this.objective = objective;
        this.pairs = pairs;
        down = grid.along(image.height());
        across = grid.along(image.width());
    }

    /** The patches of images, those of an image row by row. */
    static double[] cut(double[] images, ImageShape shape, PatchGrid grid) {
        int down = (shape.height() - grid.size()) / grid.stride() + 1;
        int across = (shape.width() - grid.size()) / grid.stride() + 1;
        int count = images.length / shape.size();
        double[] patches = new double[count * down * across * shape.channels() * grid.size() * grid.size()];
        int at = 0;
        for (int i = 0; i < count; i++) {
            for (int y = 0; y < down; y++) {
                for (int x = 0; x < across; x++) {
                    for (int c = 0; c < shape.channels(); c++) {
                        for (int r = 0; r < grid.size(); r++) {
                            for (int s = 0; s < grid.size(); s++) {
                                patches[at++] = images[((i * shape.channels() + c) * shape.height() + y * grid.stride() + r) * shape.width() + x * grid.stride() + s];
                            }
                        }
                    }
                }
            }
        }
        return patches;
    }

    /**
     * L of the features f where they are predicted, and of constant ones where they predict.
     *
     * @param matrices W_1, R_1, W_2, R_2, ..., or W_1, W_2, ... without retrodiction.
     */
    double loss(double[] f, double[] constant, double[][] matrices) {
        int images = pairs.positive().length;
        int d = f.length / images / down / across;
        double loss = 0;
        for (int k = 1; k <= objective.steps(); k++) {
            double each = 1.0 / objective.steps() / images / (down - k - 1) / across;
            for (int i = 0; i < images; i++) {
                for (int y = 0; y + k + 1 < down; y++) {
                    for (int x = 0; x < across; x++) {
                        int upper = at(i, y, x);
                        int negatives = pairs.negative().length;
                        for (int n = -1; n < negatives; n++) {
                            boolean positive = n < 0;
                            if (positive ? !pairs.terms().positive(i) : !pairs.terms().negative(i)) {
                                continue;
                            }
                            int lower = at(positive ? i : pairs.negative()[n][i], y + k + 1, x);
                            double weight = positive ? each : each / negatives;
                            int first = objective.retrodiction() ? 2 * (k - 1) : k - 1;
                            loss += weight * hinge(positive, score(f, lower, matrices[first], constant, upper, d));
                            if (objective.retrodiction()) {
                                loss += weight * hinge(positive, score(f, upper, matrices[first + 1], constant, lower, d));
                            }
                        }
                    }
                }
            }
        }
        return loss;
    }

    private int at(int image, int y, int x) {
        return (image * down + y) * across + x;
    }

    private static double hinge(boolean positive, double score) {
        return Math.max(0, positive ? 1 - score : 1 + score);
    }

    private static double score(double[] f, int predicted, double[] matrix, double[] constant, int predicting, int d) {
        double score = 0;
        for (int a = 0; a < d; a++) {
            for (int b = 0; b < d; b++) {
                score += f[predicted * d + a] * matrix[a * d + b] * constant[predicting * d + b];
            }
        }
        return score;
    }
}
