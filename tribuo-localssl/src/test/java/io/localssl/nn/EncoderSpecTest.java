package io.localssl.nn;

import io.localssl.image.ImageShape;
import io.localssl.onnx.BlockShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EncoderSpecTest {

    /** The paper's kernels for its three image sizes, and its 32768 features. */
    @ParameterizedTest
    @CsvSource({"3x32x32, 4-4-4-2-2-1", "3x64x64, 8-8-8-4-4-2", "3x96x96, 12-12-12-6-6-3"})
    void theDefaultKernelsOfVgg6AreThePapers(String image, String kernels) {
        EncoderSpec spec = EncoderSpec.of("vgg6", null, ImageShape.parse(image));
        assertEquals(kernels, spec.pool());
        assertEquals(32768, spec.readoutDimension());
        assertArrayEquals(new int[]{8192, 4096, 4096, 8192, 4096, 4096}, spec.blocks().stream().mapToInt(BlockShape::readoutDimension).toArray());
    }

    /** Rows and columns of each block's map, after its max-pool. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "32,64M,64,128M,256M,256M; 3x32x32; 32x32 16x16 16x16 8x8 4x4 2x2",
        "4,6M,6,8M,8M,8M; 1x28x28; 28x28 14x14 14x14 7x7 3x3 1x1",
        "3M,4M; 2x7x9; 3x4 1x2"})
    void mapsShrinkByFlooring(String net, String image, String sizes) {
        EncoderSpec spec = EncoderSpec.of(net, null, ImageShape.parse(image));
        assertEquals(net, spec.net());
        assertEquals(sizes, spec.blocks().stream().map(b -> b.mapHeight() + "x" + b.mapWidth()).collect(Collectors.joining(" ")));
    }

    @Test
    void everyDefaultKernelFitsItsMap() {
        for (int side = 16; side <= 100; side++) {
            EncoderSpec spec = EncoderSpec.of("vgg6s", null, new ImageShape(3, side, side + 3));
            for (BlockShape block : spec.blocks()) {
                assertTrue(block.mapHeight() / block.poolKernel() >= 1 && block.mapHeight() / block.poolKernel() <= 8, block + " of side " + side);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "vgg6s; 12-12-12-6-6-3; 3x32x32; block 5: found pooling kernel 6, expected at most the side of its 4x4 map",
        "vgg6s; 4-4; 3x32x32; found 2 pooling kernels (4-4), expected one for each of the 6 blocks",
        "vgg6s; 4-4-x-2-2-1; 3x32x32; found pooling kernels '4-4-x-2-2-1'",
        "vgg6s; 4-4-0-2-2-1; 3x32x32; found pooling kernels '4-4-0-2-2-1'",
        "vgg6s; ; 3x8x8; block 6: its 2x2 max-pool would shrink a 1x1 map to nothing",
        "vgg7; ; 3x32x32; found net 'vgg7', expected vgg6, vgg6s",
        "32,,64; ; 3x32x32; found net '32,,64'",
        "32,-64M; ; 3x32x32; found net '32,-64M'"})
    void whatDoesNotFitIsRefusedWithTheBlockAndTheSizes(String net, String pool, String image, String message) {
        EncoderSpecException refusal = assertThrows(EncoderSpecException.class, () -> EncoderSpec.of(net, pool, ImageShape.parse(image)));
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
        assertEquals(1, refusal.getMessage().lines().count());
    }
}
