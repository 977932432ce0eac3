package io.localssl.bench;

import io.localssl.augment.AugmentationSettings;
import io.localssl.image.ImageShape;
import io.localssl.nn.EncoderSpec;
import io.localssl.onnx.BlockShape;
import io.localssl.train.Objective;
import io.localssl.train.Rule;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Counts by the formulas against counts of loops that do the work, one operation after the other. */
class ArithmeticTest {
    private static final ImageShape SHAPE = new ImageShape(3, 7, 5);

    @Test
    void aConvolutionCountsEveryProductAndSum() {
        BlockShape block = EncoderSpec.of("4M", "1", SHAPE).blocks().get(0);
        long count = 0;
        for (int row = 0; row < 6; row++) {
            for (int out = 0; out < 4; out++) {
                for (int position = 0; position < 7 * 5; position++) {
                    for (int in = 0; in < 3; in++) {
                        for (int k = 0; k < 9; k++) {
                            count += 2;
                        }
                    }
                }
            }
        }
        assertEquals(count, Arithmetic.convolution(block, 6));
    }

    /** DESIGN's figure for the paper's net: 155 GFLOP a pass over 64 rows. */
    @Test
    void thePapersNet() {
        EncoderSpec spec = EncoderSpec.of("vgg6", null, new ImageShape(3, 32, 32));
        assertEquals(155e9, spec.blocks().stream().mapToDouble(block -> Arithmetic.convolution(block, 64)).sum(), 0.5e9);
    }

    @Test
    void predictionsAndScoresOfEachContext() {
        EncoderSpec spec = EncoderSpec.of("4,6M", "2-1", SHAPE);
        Objective both = Rule.of("clapp++both").objective();
        int own = 4 * 3 * 2;
        int top = 6 * 3 * 2;
        int rows = 10;
        assertEquals(multiply(rows, own, own) + multiply(rows, own, top), Arithmetic.prediction(both, spec, 0, rows));
        assertEquals(2 * (multiply(rows, rows, own) + multiply(rows, own, rows) + multiply(rows, own, rows)), Arithmetic.comparison(both, spec, 0, rows));
    }

    @Test
    void lowRankMatricesMultiplyTwice() {
        EncoderSpec spec = EncoderSpec.of("4,6M", "2-1", SHAPE);
        Objective objective = Rule.of("clapp++lowrank:rank=3").objective();
        assertEquals(multiply(10, 3, 24) + multiply(10, 24, 3), Arithmetic.prediction(objective, spec, 0, 10));
    }

    @Test
    void infoNceComparesTheViews() {
        EncoderSpec spec = EncoderSpec.of("4,6M", "2-1", SHAPE);
        Objective objective = Rule.of("infonce-local").objective();
        assertEquals(multiply(10, 4, 4) + multiply(10, 4, 4), Arithmetic.prediction(objective, spec, 0, 10));
        assertEquals(3 * multiply(5, 5, 4), Arithmetic.comparison(objective, spec, 0, 10));
    }

    /** Rows of patches 4 by 2: of each image 4 predict over 2 rows and 2 over 3 rows, up and down. */
    @Test
    void patchesMeetFewOthers() {
        EncoderSpec spec = EncoderSpec.of("4,6M:patches=4/2", "2-1", new ImageShape(3, 11, 7));
        int images = 10;
        int predictions = images * 2 * (4 + 2);
        Objective next = Rule.of("clapp:prediction-steps=2").objective();
        assertEquals(multiply(predictions, 4, 4), Arithmetic.prediction(next, spec, 0, images));
        assertEquals(3 * multiply(predictions, 2, 4), Arithmetic.comparison(next, spec, 0, images));
        Objective random = Rule.of("clapp-s:prediction-steps=1:negatives=3:retrodiction=false:pooling=spatial").objective();
        assertEquals(multiply(images * 4, 24, 24), Arithmetic.prediction(random, spec, 1, images));
        assertEquals(3 * multiply(images * 4, 4, 24), Arithmetic.comparison(random, spec, 1, images));
    }

    /** With everything off, a view is resampled both ways and normalised; with everything on, each operation adds what its formula has. */
    @Test
    void augmentation() {
        AugmentationSettings none = AugmentationSettings.builder().jitterProbability(0).greyProbability(0).blurProbability(0).build();
        ImageShape shape = new ImageShape(3, 32, 32);
        assertEquals(8.0 * shape.size(), Arithmetic.augmentation(none, shape));
        AugmentationSettings blurred = AugmentationSettings.builder().jitterProbability(0).greyProbability(0).blurProbability(1).build();
        assertEquals((8.0 + 2 * (3 + 2) - 2) * shape.size(), Arithmetic.augmentation(blurred, shape)); // three taps, the outer two added first
        AugmentationSettings grey = AugmentationSettings.builder().jitterProbability(0).greyProbability(1).blurProbability(0).build();
        assertEquals(8.0 * shape.size() + 5 * 32 * 32, Arithmetic.augmentation(grey, shape));
        ImageShape oneChannel = new ImageShape(1, 32, 32);
        assertEquals(8.0 * oneChannel.size(), Arithmetic.augmentation(grey, oneChannel));
    }

    /** Operations of an m x k by k x n product, counted in its loops. */
    private static long multiply(int m, int n, int k) {
        long count = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int l = 0; l < k; l++) {
                    count += 2;
                }
            }
        }
        return count;
    }
}
