package io.localssl.onnx;

import io.localssl.image.ImageShape;
import io.localssl.onnx.ConvEncoder.Layer;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ConvEncoderTest {
    private static final ImageShape SHAPE = new ImageShape(1, 5, 7);
    private static final float[] MEAN = {0.5f};
    private static final float[] STD = {0.25f};

    @Test
    void knowsTheShapesOfItsMapsAndReadouts() {
        ConvEncoder encoder = ConvEncoders.random(SHAPE, "3,4M", new int[] {2, 2}, 1);
        assertEquals(new ImageShape(3, 5, 7), encoder.mapShape(0));
        assertEquals(new ImageShape(4, 2, 3), encoder.mapShape(1));
        assertEquals(new ImageShape(3, 2, 3), encoder.readoutShape(0));
        assertEquals(new ImageShape(4, 1, 1), encoder.readoutShape(1));
        assertEquals(3 * 2 * 3 + 4, encoder.embeddingDimension());
        assertEquals(4, encoder.topDimension());
    }

    @Test
    void refusesPartsThatDoNotFitAndNamesTheBlock() {
        assertRefused("found 26 weights in block 1, expected 27 for 3 filters of 1x3x3", List.of(new Layer(1, 3, new float[26], new float[3], false)), 1);
        assertRefused("found 2 biases in block 1, expected 3 for its filters", List.of(new Layer(1, 3, new float[27], new float[2], false)), 1);
        assertRefused("found block 2 from 2 to 4 channels, expected from 3, the channels it is given, to at least 1",
                List.of(layer(1, 3, false), layer(2, 4, false)), 1, 1);
        assertRefused("found readout kernel 6 for the 5x7 map of block 1, expected 1 to 5", List.of(layer(1, 3, false)), 6);
        assertRefused("found readout kernel 0 for the 5x7 map of block 1, expected 1 to 5", List.of(layer(1, 3, false)), 0);
        assertRefused("found readout kernel 3 for the 2x3 map of block 2, expected 1 to 2", List.of(layer(1, 3, false), layer(3, 3, true)), 1, 3);
        assertRefused("found a 2x2 max-pool on the 1x1 map of block 3, expected a map of at least 2x2; use larger images or fewer max-pools",
                List.of(layer(1, 1, true), layer(1, 1, true), layer(1, 1, true)), 1, 1, 1);
        assertRefused("found 2 readout kernels, expected 1 for the blocks", List.of(layer(1, 3, false)), 1, 1);
        assertRefused("found an encoder without blocks, expected at least one", List.of());
    }

    @Test
    void refusesStatisticsThatDoNotFit() {
        List<Layer> layers = List.of(layer(1, 3, false));
        int[] kernels = {1};
        assertEquals("found 2 channel means, expected 1 for the image channels", assertThrows(EncoderFormatException.class,
                () -> new ConvEncoder(SHAPE, new float[2], STD, layers, kernels)).getMessage());
        for (float std : new float[] {0f, -1f, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThrows(EncoderFormatException.class, () -> new ConvEncoder(SHAPE, MEAN, new float[] {std}, layers, kernels));
        }
        assertThrows(EncoderFormatException.class, () -> new ConvEncoder(SHAPE, new float[] {Float.NaN}, STD, layers, kernels));
    }

    private static Layer layer(int in, int out, boolean maxPool) {
        return new Layer(in, out, new float[9 * in * out], new float[out], maxPool);
    }

    private static void assertRefused(String message, List<Layer> layers, int... kernels) {
        assertEquals(message, assertThrows(EncoderFormatException.class, () -> new ConvEncoder(SHAPE, MEAN, STD, layers, kernels)).getMessage());
    }
}
