package io.localssl.onnx;

import io.localssl.image.ImageShape;
import io.localssl.onnx.BlockShape.Residual;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** The sizes of blocks, convolutions and pools, and what they refuse. */
class BlockShapeTest {
    private static final ImageShape MAP = new ImageShape(2, 5, 7);

    /** Counts the windows one by one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 32})
    void poolsAndConvolutionsHaveAPositionForEachWindowThatFits(int side) {
        for (MapPool pool : MapPool.values()) {
            assertEquals(windows(side, pool.kernel(), pool.stride(), pool.padding()), pool.pooled(side), pool + " of " + side);
        }
        for (int kernel = 1; kernel <= 7; kernel += 2) {
            for (int stride = 1; stride <= 4; stride++) {
                ConvolutionShape shape = ConvolutionShape.same(new ImageShape(1, side, side + 1), 3, kernel, stride);
                assertEquals(new ImageShape(3, windows(side, kernel, stride, kernel / 2), windows(side + 1, kernel, stride, kernel / 2)), shape.output());
                assertEquals(new ImageShape(3, (side + stride - 1) / stride, (side + stride) / stride), shape.output());
            }
        }
    }

    private static int windows(int side, int kernel, int stride, int padding) {
        int count = 0;
        for (int start = -padding; start + kernel <= side + padding; start += stride) {
            count++;
        }
        return count;
    }

    @Test
    void knowsItsSizes() {
        BlockShape plain = ConvEncoders.shapes(MAP, "3k5M", new int[] {2}).get(0);
        assertEquals(List.of(5, 7, 2, 3), List.of(plain.height(), plain.width(), plain.mapHeight(), plain.mapWidth()));
        assertEquals(new ImageShape(3, 1, 1), plain.readout());
        assertEquals(3 * 2 * 25 + 3, plain.parameters());
        BlockShape residual = ConvEncoders.shapes(MAP, "R3s2:normalisation=batch", new int[] {1}).get(0);
        assertEquals(new ImageShape(3, 3, 4), residual.map());
        assertEquals(3 * 3 * 4, residual.readoutDimension());
        assertEquals(List.of(18, 27, 2), residual.convolutions().stream().map(ConvolutionShape::fanIn).toList());
        assertEquals(3 * (18 + 27 + 2) + 9, residual.parameters());
        assertEquals(List.of(3), residual.batchNormalised(), "the first block reads images as they are");
        assertEquals(List.of(3, 3), ConvEncoders.shapes(MAP, "3,R3:normalisation=batch", new int[] {1, 1}).get(1).batchNormalised());
        assertEquals(2, ConvEncoders.shapes(MAP, "R2", new int[] {1}).get(0).convolutions().size(), "an identity has no weights");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"3,4M,5A,F6 3,4M,5A,F6", "8k5s2M4 8k5s2M4", "4k1,R5s2,R5 4k1,R5s2,R5", "4,5:normalisation=none 4,5",
        "4,5:normalisation=rms 4,5:normalisation=rms", "R4:normalisation=batch R4:normalisation=batch", "4:normalisation=layer 4",
        "4A:activation=triangle 4A:activation=triangle", "4,5:patches=7/3:activation=triangle:normalisation=layer 4,5:normalisation=layer:activation=triangle:patches=7/3"})
    void areWrittenAsNetsAre(String net, String expected) {
        ImageShape image = new ImageShape(3, 20, 24);
        ConvEncoder encoder = ConvEncoders.random(image, net, new int[] {1, 1, 1, 1}, 1);
        assertEquals(expected, NetDescription.of(encoder.blocks().stream().map(ConvEncoder.Block::shape).toList(), encoder.patches()));
        assertEquals(expected, EncoderMetadata.describe(encoder).get(EncoderMetadata.BLOCKS));
    }

    @Test
    void countsPatches() {
        PatchGrid grid = new PatchGrid(4, 3);
        assertEquals(2 * 4, grid.count(new ImageShape(1, 9, 13)));
        assertEquals(0, grid.count(new ImageShape(1, 3, 13)));
        assertEquals(1, grid.count(new ImageShape(1, 6, 4)));
        assertEquals(new ImageShape(2, 4, 4), grid.patch(MAP));
    }

    @Test
    void refusesConvolutionsThatCannotBe() {
        String rest = ", expected at least 1 filter of at least 1x1, a stride of at least 1 and no negative padding";
        assertRefused("found 0 filters of 3x3, stride 1, padding 1" + rest, () -> new ConvolutionShape(MAP, 0, 3, 3, 1, 1));
        assertRefused("found 1 filters of 0x3, stride 1, padding 1" + rest, () -> new ConvolutionShape(MAP, 1, 0, 3, 1, 1));
        assertRefused("found 1 filters of 3x0, stride 1, padding 1" + rest, () -> new ConvolutionShape(MAP, 1, 3, 0, 1, 1));
        assertRefused("found 1 filters of 3x3, stride 0, padding 1" + rest, () -> new ConvolutionShape(MAP, 1, 3, 3, 0, 1));
        assertRefused("found 1 filters of 3x3, stride 1, padding -1" + rest, () -> new ConvolutionShape(MAP, 1, 3, 3, 1, -1));
        assertRefused("found 8x3 filters for a 5x7 map with padding 1, expected filters that fit into it", () -> new ConvolutionShape(MAP, 1, 8, 3, 1, 1));
        assertRefused("found 3x8 filters for a 5x7 map with padding 0, expected filters that fit into it", () -> new ConvolutionShape(MAP, 1, 3, 8, 1, 0));
        assertEquals(new ImageShape(1, 1, 1), new ConvolutionShape(MAP, 1, 7, 9, 1, 1).output());
    }

    @Test
    void refusesPoolsThatLeaveNothing() {
        ConvolutionShape row = ConvolutionShape.same(new ImageShape(2, 1, 7), 3, 3, 1);
        String rest = " pool on a 1x7 map, expected a map that is not smaller; use larger images or fewer pools";
        assertRefused("found a 2x2" + rest, () -> plain(row, MapPool.MAX, 1));
        assertRefused("found a 2x2" + rest, () -> plain(row, MapPool.AVERAGE, 1));
        assertRefused("found a 4x4" + rest, () -> plain(row, MapPool.OVERLAPPING_MAX, 1));
        ConvolutionShape map = ConvolutionShape.same(MAP, 3, 3, 1);
        assertRefused("found pooling kernel 6, expected at most the side of its 5x7 map", () -> plain(map, MapPool.NONE, 6));
        assertRefused("found pooling kernel 3, expected at most the side of its 2x3 map", () -> plain(map, MapPool.MAX, 3));
        assertRefused("found pooling kernel 0, expected at most the side of its 5x7 map", () -> plain(map, MapPool.NONE, 0));
    }

    @Test
    void refusesResidualBlocksThatDoNotJoin() {
        ConvolutionShape first = ConvolutionShape.same(MAP, 3, 3, 2);
        ConvolutionShape second = ConvolutionShape.same(first.output(), 3, 3, 1);
        assertRefused("found a residual block that joins maps of 2x5x7 and 3x3x4, expected one shape", () -> residual(first, second, null, MapPool.NONE, Activation.RELU));
        assertRefused("found a residual block that joins maps of 3x5x7 and 3x3x4, expected one shape",
                () -> residual(first, second, ConvolutionShape.same(MAP, 3, 1, 1), MapPool.NONE, Activation.RELU));
        assertRefused("found a residual block that joins maps of 4x3x4 and 3x3x4, expected one shape",
                () -> residual(first, ConvolutionShape.same(new ImageShape(4, 3, 4), 3, 3, 1), null, MapPool.NONE, Activation.RELU));
        ConvolutionShape shortcut = ConvolutionShape.same(MAP, 3, 1, 2);
        assertRefused("found a residual block with activation relu and pool 'M', expected relu and no pool; use a stride",
                () -> residual(first, second, shortcut, MapPool.MAX, Activation.RELU));
        assertRefused("found a residual block with activation triangle and pool '', expected relu and no pool; use a stride",
                () -> residual(first, second, shortcut, MapPool.NONE, Activation.TRIANGLE));
        assertEquals(second.output(), residual(first, second, shortcut, MapPool.NONE, Activation.RELU).map());
    }

    @Test
    void refusesPatchesThatCannotBe() {
        assertRefused("found patches of 0 with stride 1, expected at least 1", () -> new PatchGrid(0, 1));
        assertRefused("found patches of 1 with stride 0, expected at least 1", () -> new PatchGrid(1, 0));
        assertRefused("found patches of 6x6 for images of 2x5x7, expected patches that fit into them", () -> new PatchGrid(6, 1).patch(MAP));
    }

    private static BlockShape plain(ConvolutionShape convolution, MapPool pool, int kernel) {
        return new BlockShape(InputNormalisation.NONE, convolution, null, Activation.RELU, pool, kernel);
    }

    private static BlockShape residual(ConvolutionShape first, ConvolutionShape second, @Nullable ConvolutionShape shortcut, MapPool pool, Activation activation) {
        return new BlockShape(InputNormalisation.NONE, first, new Residual(InputNormalisation.NONE, second, shortcut), activation, pool, 1);
    }

    private static void assertRefused(String message, Executable wrong) {
        assertEquals(message, assertThrows(EncoderFormatException.class, wrong).getMessage());
    }
}
