package io.localssl.encoder;

import com.google.protobuf.ByteString;
import io.localssl.embedding.Embedding;
import io.localssl.image.ImageShape;
import io.localssl.onnx.Activation;
import io.localssl.onnx.BlockShape;
import io.localssl.onnx.ConvEncoder;
import io.localssl.onnx.ConvEncoders;
import io.localssl.onnx.ConvolutionShape;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.InputNormalisation;
import io.localssl.onnx.MapPool;
import io.localssl.onnx.NaiveEncoder;
import io.localssl.onnx.PixelType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tribuo.Example;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What ONNX Runtime computes from the graph of an encoder is what its definition says. */
class EncoderAgreementTest {
    private static final int IMAGES = 7;
    private static final int[] BATCHES = {1, 3, IMAGES};

    @ParameterizedTest(name = "{0} {1} kernels {2}")
    @CsvSource(delimiter = ' ', value = {
        "3x32x32 4,6M,5M 4-4-2",
        "1x28x28 4,3M,5M 4-5-3",     // one channel, kernels that do not divide their maps
        "3x9x13 2,3M,4M 2-2-2",      // odd maps, cut by the max-pools
        "2x7x5 1M 2",                // one block, one filter
        "4x3x3 5,2M 3-1",            // a readout of one position, a map of 1x1
    })
    void ofPlainBlocks(String shape, String net, String kernels) {
        assertAgrees(encoder(shape, net, kernels));
    }

    @ParameterizedTest(name = "{0} {1} kernels {2}")
    @CsvSource(delimiter = ' ', value = {
        "3x9x13 4k1,5k5,3k7 2-2-3",  // other kernels, one larger than half of the map
        "3x9x13 4s2,5k5s2,3k1s3 2-3-1", // strides on odd maps
        "2x8x6 4s2,6k5s4 2-1",       // strides on even maps
        "2x3x2 4k7 2",               // a kernel larger than the map
        "3x9x7 4A,5A 2-1",           // average pools on odd maps
        "3x9x12 4M4,5M4,3M4 2-2-1",  // overlapping pools down to one position
        "2x2x3 3M4 1",               // a pool whose one window lies over all borders
        "2x7x9 6A,4M4:activation=triangle 2-1",
        "1x5x5 1,3:activation=triangle 2-2", // one channel less its own mean is nothing
        "3x5x8 7,F6,F4 2-1-1",       // fully connected, after a map with H != W and after a vector
        "2x6x9 F5 1",                // the pixels, fully connected
        "2x8x7 5s2M,F6:activation=triangle 2-1",
    })
    void ofKernelsStridesPoolsAndActivations(String shape, String net, String kernels) {
        assertAgrees(encoder(shape, net, kernels));
    }

    @ParameterizedTest(name = "{0} {1} kernels {2}")
    @CsvSource(delimiter = ' ', value = {
        "3x9x13 4,5,3M 2-2-2",
        "3x9x13 4,5k1,3k5s2A 2-2-2", // k1 has no padding: the mean of a batch goes into its bias
        "2x7x4 4M,F6,F5 2-1-1",      // fully connected has none either, but each channel has many taps
        "3x8x9 R3,R3,R5s2 2-2-2",    // identity shortcuts, block 1 too, and a projection
        "3x8x9 4,R6k5s2,R6 2-2-2",
        "3x8x7 4k1,R4k1,R6k1s2 2-2-2", // residual without any padding
        "1x9x9 5M4,R7s3,F4 2-1-1",
        "3x20x17 4,R4,R4,R6s2,R6,R8s2,R8,R9s2,R9 4-4-4-4-4-2-2-1-1", // deep
        "3x10x12 4,5M,F6:patches=5/3 2-1-1",
        "2x9x8 3,R5s2,R5:patches=6/2 3-1-2",
    })
    void ofNormalisedBlocks(String shape, String net, String kernels) {
        for (InputNormalisation normalisation : InputNormalisation.values()) {
            assertAgrees(encoder(shape, net + ":normalisation=" + normalisation, kernels));
        }
    }

    @ParameterizedTest(name = "{0} {1} kernels {2}")
    @CsvSource(delimiter = ' ', value = {
        "3x8x8 4,5M:patches=4/4 2-1",   // 2 by 2, side by side
        "3x8x8 4,5M:patches=4/2 2-1",   // 3 by 3, overlapping
        "2x9x13 3k5A:patches=4/3 1",    // 2 by 4, with a border that is dropped
        "2x9x13 3,F4:patches=3/5 2-1",  // with gaps between them
        "1x5x7 4M:patches=5/9 2",       // one patch, less than the image
        "1x5x5 4M:patches=5/1 2",       // one patch, the image
        "3x6x7 3,4:patches=1/1 1-1",    // single pixels
        "3x12x16 6k5M4,5A:normalisation=layer:activation=triangle:patches=8/4 2-1",
    })
    void ofPatches(String shape, String net, String kernels) {
        assertAgrees(encoder(shape, net, kernels));
    }

    /** Beyond what nets can say: filters that are not square, images normalised at once, one normalisation outside and another inside, padding in single places. */
    @ParameterizedTest
    @EnumSource(InputNormalisation.class)
    void ofBlocksPutTogetherByHand(InputNormalisation inside) {
        ImageShape image = new ImageShape(3, 9, 6);
        for (InputNormalisation outside : InputNormalisation.values()) {
            BlockShape plain = new BlockShape(outside, new ConvolutionShape(image, 4, 2, 3, 2, 1), null, Activation.TRIANGLE, MapPool.NONE, 2);
            ImageShape map = plain.map();
            assertAgrees(ConvEncoders.random(image, null, List.of(plain,
                    residual(outside, new ConvolutionShape(map, 5, 2, 2, 1, 0), inside, 0, new ConvolutionShape(map, 4, 2, 2, 1, 0))), 4));
            assertAgrees(ConvEncoders.random(image, null, List.of(plain,
                    residual(outside, new ConvolutionShape(map, 5, 1, 1, 1, 0), inside, 1, new ConvolutionShape(map, 4, 3, 3, 1, 1))), 4));
            assertAgrees(ConvEncoders.random(image, null, List.of(plain,
                    residual(outside, new ConvolutionShape(map, 5, 3, 3, 2, 1), inside, 0, new ConvolutionShape(map, 4, 1, 1, 2, 0))), 4));
        }
    }

    private static BlockShape residual(InputNormalisation outside, ConvolutionShape first, InputNormalisation inside, int padding, ConvolutionShape shortcut) {
        int kernel = 2 * padding + 1;
        ConvolutionShape second = new ConvolutionShape(first.output(), 4, kernel, kernel, 1, padding);
        return new BlockShape(outside, first, new BlockShape.Residual(inside, second, shortcut), Activation.RELU, MapPool.NONE, 1);
    }

    /** Nothing in the graph divides by the length of nothing. */
    @Test
    void ofMapsWithoutAnyLight() {
        for (InputNormalisation normalisation : InputNormalisation.values()) {
            ConvEncoder random = encoder("1x6x6", "3,4:normalisation=" + normalisation, "2-2");
            ConvEncoder.Block block = random.blocks().get(0);
            ConvEncoder.Block dark = new ConvEncoder.Block(block.shape(), List.of(new ConvEncoder.Filters(new float[27], new float[] {-1, -2, -3})), List.of());
            assertAgrees(new ConvEncoder(random.shape(), null, random.mean(), random.std(), List.of(dark, random.blocks().get(1))));
        }
    }

    private static ConvEncoder encoder(String shape, String net, String kernels) {
        return ConvEncoders.random(ImageShape.parse(shape), net, Arrays.stream(kernels.split("-")).mapToInt(Integer::parseInt).toArray(), 7);
    }

    private static void assertAgrees(ConvEncoder encoder) {
        List<Example<Embedding>> images = Images.random(encoder.shape(), IMAGES, 11);
        List<double[]> embeddings = new ArrayList<>();
        List<double[]> tops = new ArrayList<>();
        for (Example<Embedding> image : images) {
            List<double[]> readouts = NaiveEncoder.readouts(encoder, Images.pixels(encoder.shape(), image));
            embeddings.add(readouts.stream().flatMapToDouble(Arrays::stream).toArray());
            tops.add(readouts.get(readouts.size() - 1));
        }
        for (PixelType type : PixelType.values()) {
            ByteString onnx = EncoderGraph.write(encoder, type, Map.of()).toByteString();
            assertAgrees(embeddings, onnx, null, images);
            assertAgrees(tops, onnx, EncoderGraph.TOP, images);
        }
    }

    private static void assertAgrees(List<double[]> expected, ByteString onnx, @Nullable String output, List<Example<Embedding>> images) {
        SessionOptions options = output == null ? SessionOptions.defaults() : SessionOptions.defaults().withOutputName(output);
        try (EncoderSession session = EncoderSession.open(onnx, options)) {
            for (int batch : BATCHES) {
                assertClose(expected.subList(0, batch), session.encode(images.subList(0, batch)));
            }
        }
    }

    /** Compares rows of features with those of {@link NaiveEncoder}. */
    static void assertClose(List<double[]> expected, float[][] rows) {
        double largest = 0;
        double difference = 0;
        assertEquals(expected.size(), rows.length);
        for (int i = 0; i < rows.length; i++) {
            assertEquals(expected.get(i).length, rows[i].length);
            for (int j = 0; j < rows[i].length; j++) {
                largest = Math.max(largest, Math.abs(expected.get(i)[j]));
                difference = Math.max(difference, Math.abs(expected.get(i)[j] - rows[i][j]));
            }
        }
        assertTrue(largest > 0.01, "the features must not vanish");
        assertTrue(difference <= 1e-5 * largest, "difference " + difference + " of " + largest);
    }
}
