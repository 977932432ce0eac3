package io.localssl.onnx;

import io.localssl.image.ImageShape;
import io.localssl.onnx.ConvEncoder.Block;
import io.localssl.onnx.ConvEncoder.Filters;
import io.localssl.onnx.ConvEncoder.Statistics;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ConvEncoderTest {
    private static final ImageShape SHAPE = new ImageShape(1, 5, 7);
    private static final float[] MEAN = {0.5f};
    private static final float[] STD = {0.25f};

    @Test
    void knowsTheLengthsOfItsReadouts() {
        ConvEncoder encoder = ConvEncoders.random(SHAPE, "3,4M", new int[] {2, 2}, 1);
        assertEquals(3 * 2 * 3 + 4, encoder.embeddingDimension());
        assertEquals(4, encoder.topDimension());
        ConvEncoder patches = ConvEncoders.random(SHAPE, "3,4M:patches=4/1", new int[] {2, 2}, 1);
        assertEquals(3 * 2 * 2 + 4, patches.embeddingDimension());
    }

    @Test
    void refusesBlocksThatDoNotFitTheirShape() {
        BlockShape plain = ConvEncoders.shapes(SHAPE, "3k5", new int[] {1}).get(0);
        assertBlockRefused("found 74 weights of block 3k5 on maps of 1x5x7, expected 75 for 3 filters of 1x5x5", plain, List.of(new Filters(new float[74], new float[3])), List.of());
        assertBlockRefused("found 2 biases of block 3k5 on maps of 1x5x7, expected 3 for its filters", plain, List.of(new Filters(new float[75], new float[2])), List.of());
        assertBlockRefused("found 0 sets of filters of block 3k5 on maps of 1x5x7, expected 1 for the convolutions", plain, List.of(), List.of());
        assertBlockRefused("found 1 statistics of block 3k5 on maps of 1x5x7, expected 0 for its batch normalisations", plain, filters(plain), List.of(statistics(1)));

        BlockShape residual = ConvEncoders.shapes(SHAPE, "3,R4:normalisation=batch", new int[] {1, 1}).get(1);
        assertBlockRefused("found 2 sets of filters of block R4 on maps of 3x5x7, expected 3 for the convolutions", residual, filters(residual).subList(0, 2), List.of());
        assertBlockRefused("found 1 statistics of block R4 on maps of 3x5x7, expected 2 for its batch normalisations", residual, filters(residual), List.of(statistics(3)));
        assertBlockRefused("found 3 means of block R4 on maps of 3x5x7, expected 4 for the channels", residual, filters(residual), List.of(statistics(3), statistics(3)));
        assertBlockRefused("found 2 variances of block R4 on maps of 3x5x7, expected 3 for the channels", residual, filters(residual),
                List.of(new Statistics(new float[3], new float[2]), statistics(4)));
        assertEquals(2, new Block(residual, filters(residual), List.of(statistics(3), statistics(4))).statistics().size());
    }

    @Test
    void refusesBlocksThatDoNotFollowEachOther() {
        List<Block> blocks = ConvEncoders.random(SHAPE, "3,4M,5", new int[] {1, 1, 1}, 1).blocks();
        assertRefused("found block 2 for maps of 4x2x3, expected 3x5x7, what it is given", List.of(blocks.get(0), blocks.get(2)));
        assertRefused("found block 1 for maps of 3x5x7, expected 1x5x7, what it is given", blocks.subList(1, 3));
        assertRefused("found an encoder without blocks, expected at least one", List.of());
        assertEquals("found block 1 for maps of 1x5x7, expected 1x4x4, what it is given", assertThrows(EncoderFormatException.class,
                () -> new ConvEncoder(SHAPE, new PatchGrid(4, 2), MEAN, STD, blocks)).getMessage());
        assertEquals("found patches of 6x6 for images of 1x5x7, expected patches that fit into them", assertThrows(EncoderFormatException.class,
                () -> new ConvEncoder(SHAPE, new PatchGrid(6, 1), MEAN, STD, blocks)).getMessage());
    }

    @Test
    void refusesStatisticsOfChannelsThatDoNotFit() {
        List<Block> blocks = ConvEncoders.random(SHAPE, "3", new int[] {1}, 1).blocks();
        assertEquals("found 2 channel means, expected 1 for the image channels", assertThrows(EncoderFormatException.class,
                () -> new ConvEncoder(SHAPE, null, new float[2], STD, blocks)).getMessage());
        assertEquals("found 3 channel standard deviations, expected 1 for the image channels", assertThrows(EncoderFormatException.class,
                () -> new ConvEncoder(SHAPE, null, MEAN, new float[3], blocks)).getMessage());
        for (float std : new float[] {0f, -1f, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThrows(EncoderFormatException.class, () -> new ConvEncoder(SHAPE, null, MEAN, new float[] {std}, blocks));
        }
        assertThrows(EncoderFormatException.class, () -> new ConvEncoder(SHAPE, null, new float[] {Float.NaN}, STD, blocks));
    }

    private static List<Filters> filters(BlockShape shape) {
        return shape.convolutions().stream().map(c -> new Filters(new float[(int) c.weights()], new float[c.outChannels()])).toList();
    }

    private static Statistics statistics(int channels) {
        return new Statistics(new float[channels], new float[channels]);
    }

    private static void assertBlockRefused(String message, BlockShape shape, List<Filters> filters, List<Statistics> statistics) {
        assertEquals(message, assertThrows(EncoderFormatException.class, () -> new Block(shape, filters, statistics)).getMessage());
    }

    private static void assertRefused(String message, List<Block> blocks) {
        assertEquals(message, assertThrows(EncoderFormatException.class, () -> new ConvEncoder(SHAPE, null, MEAN, STD, blocks)).getMessage());
    }
}
