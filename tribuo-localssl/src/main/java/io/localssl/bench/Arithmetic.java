package io.localssl.bench;

import io.localssl.augment.AugmentationSettings;
import io.localssl.image.ImageShape;
import io.localssl.nn.EncoderSpec;
import io.localssl.onnx.BlockShape;
import io.localssl.train.Contrastive;
import io.localssl.train.InfoNce;
import io.localssl.train.Objective;
import io.localssl.train.PatchPrediction;

/**
 * Nominal floating-point operations, an addition and a multiplication being two: those of the formulas as they are written, whatever method computes them. Winograd's
 * method does with fewer, so rates in nominal operations can exceed what the machine can do.
 */
final class Arithmetic {
    /** Of an element in a step of AdamW: 3 for the first moment, 4 for the second, 7 for the value. */
    private static final int ADAMW = 14;

    private Arithmetic() {
    }

    /** The convolutions of a block, the gradients of their weights, or those of their inputs: 2 * taps * C_in * C_out * H * W a row each, borders of zeros included. */
    static double convolution(BlockShape block, long rows) {
        return block.convolutions().stream().mapToDouble(shape -> product(rows * shape.height() * shape.width(), shape.outChannels(), shape.fanIn())).sum();
    }

    /** A product of an m x k and a k x n matrix. */
    static double product(long m, long n, long k) {
        return 2.0 * m * n * k;
    }

    /**
     * The predictions P = c B^T of a block from each of the rows, with patches from each that predicts another; of InfoNCE, also the gradient of the features,
     * dL/df = dL/dp W.
     */
    static double prediction(Objective objective, EncoderSpec spec, int block, long rows) {
        if (objective instanceof PatchPrediction patches) {
            return product(rows * patches.predictions(spec), patches.comparison().matrixSize(spec, block), 1);
        }
        double once = product(rows, objective.matrixSize(spec, block), 1);
        return objective instanceof InfoNce ? 2 * once : once;
    }

    /**
     * The scores of a block and what their gradient is multiplied with, three products: u = P f^T, A^T P and A f; of InfoNCE, between the two views; of patches, between
     * each prediction and the one positive and the negatives that it meets.
     */
    static double comparison(Objective objective, EncoderSpec spec, int block, long rows) {
        int dimension = objective.pooling().dimension(spec, block);
        if (objective instanceof Contrastive contrastive) {
            return contrastive.contexts().size() * 3 * product(rows, rows, dimension);
        }
        if (objective instanceof PatchPrediction patches) {
            return 3 * product(rows * patches.predictions(spec), 1 + Math.max(1, patches.comparison().negatives()), dimension);
        }
        return 3 * product(rows / 2, rows / 2, objective.matrixSize(spec, block) / dimension);
    }

    /** A step of AdamW over n elements. */
    static double adamW(long n) {
        return (double) ADAMW * n;
    }

    /**
     * One view, on average: the operations of each augmentation as its class writes them, times how often it happens; comparisons do not count. For each value of the view
     * 3 for each direction of the resampling (between two neighbours, as views are never smaller than their crops), 1 for brightness, 2 for contrast, 3 for
     * saturation, 1 + 3 r for each direction of a blur that reaches r pixels, and 2 for the normalisation; for each pixel 5 for a luma (of contrast, saturation and
     * greyscale) and 18 for the hue.
     */
    static double augmentation(AugmentationSettings settings, ImageShape shape) {
        boolean colour = shape.channels() == 3;
        int luma = colour ? 5 : 0;
        int reach = settings.blurKernel(Math.min(shape.height(), shape.width())) / 2;
        double jitter = settings.jitterProbability();
        double perValue = 2 * 3 + jitter * (1 + 2 + (colour ? 3 : 0)) + settings.blurProbability() * (reach == 0 ? 0 : 2 * (1 + 3 * reach)) + 2;
        double perPixel = jitter * (luma + 1 + luma + (colour ? 18 : 0)) + settings.greyProbability() * luma; // + 1: contrast sums the luma
        return perValue * shape.size() + perPixel * shape.height() * shape.width();
    }
}
