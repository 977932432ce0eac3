package io.localssl.train;

import io.localssl.embedding.Embedding;
import io.localssl.encoder.EncoderSession;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.nn.AdamW;
import io.localssl.nn.Backend;
import io.localssl.nn.BlockKernel;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.OffHeap;
import io.localssl.nn.RunningStatistics;
import io.localssl.onnx.BlockShape;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.PixelType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The forward pass in training against ONNX Runtime on the exported graph. */
class OnnxAgreementTest {

    static Stream<Arguments> encoders() {
        List<Arguments> cases = new ArrayList<>();
        for (Backend backend : AllBackends.all()) {
            for (String[] net : new String[][]{{"8,16M,16,24M", "", "3x32x32"}, {"5,7M,6M", "3-2-1", "1x13x9"}, {"17,18M", "", "2x5x6"},
                {"5k5M4,6s2,7A:activation=triangle:normalisation=layer", "", "3x21x18"}, {"16,R16,R18s2,F9:normalisation=rms", "", "1x9x8"},
                {"6A,R6,R8s2,F5:normalisation=batch", "", "3x12x11"}, {"5M,6:input=layer:normalisation=rms", "", "3x9x8"}, {"4,F5:input=batch", "", "2x7x6"}, {"5,6M,R7:patches=6/4:normalisation=layer", "", "2x15x14"}}) {
                for (PixelType type : PixelType.values()) {
                    cases.add(Arguments.of(backend, net[0], net[1], net[2], type));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void trainingAndRuntimeAgree(Backend backend, String net, String pool, String shape, PixelType type) {
        EncoderSpec spec = EncoderSpec.of(net, pool.isEmpty() ? null : pool, ImageShape.parse(shape));
        List<ImageExample<Embedding>> images = randomImages(spec.image(), 64);
        float[] mean = {0.4f, 0.5f, 0.45f};
        float[] std = {0.2f, 0.25f, 0.3f};
        mean = Arrays.copyOf(mean, spec.image().channels());
        std = Arrays.copyOf(std, spec.image().channels());
        try (Learner learner = new Learner(spec, Rule.of(spec.patches() == null ? "clapp++" : "clapp:prediction-steps=1"), backend, DataType.FLOAT, Activations.KEEP, 2, new SplittableRandom(2))) {
            OffHeap.write(normalised(images, spec.image(), mean, std), learner.input(32));
            for (int step = 0; step < 3; step++) {
                learner.gradients(32, learner.pairs(32, new SplittableRandom(step)));
                learner.update(new AdamW(0), 1e-2);
            }
            settle(learner);
            float[][] expected = readout(learner.forward(32), spec, 64);
            try (EncoderSession session = EncoderSession.open(
                    EncoderGraph.write(learner.encoder().toConvEncoder(spec, mean, std), type, Map.of()).toByteString())) {
                for (int batch : new int[]{1, 2, 7, 64}) {
                    // the variance that has run along is larger than the batch's by n / (n - 1), with n = 256 on the smallest map
                    compare(expected, session.encode(images.subList(0, batch)), net.contains("batch") ? 2e-3 : 1e-4);
                }
            }
        }
    }

    /** Lets the running statistics become those of this batch, but for a factor of n / (n - 1). */
    private static void settle(Learner learner) {
        learner.forward(32);
        for (int i = 0; i < 300; i++) {
            learner.encoder().blocks().forEach(block -> block.statistics().forEach(RunningStatistics::advance));
        }
    }

    private static void compare(float[][] expected, float[][] found, double tolerance) {
        float largest = 0;
        for (float[] row : expected) {
            for (float value : row) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        for (int i = 0; i < found.length; i++) {
            assertEquals(expected[i].length, found[i].length);
            for (int j = 0; j < found[i].length; j++) {
                assertEquals(expected[i][j], found[i][j], tolerance * largest, "image " + i + " of " + found.length + ", feature " + j);
            }
        }
    }

    private static List<ImageExample<Embedding>> randomImages(ImageShape shape, int count) {
        SplittableRandom random = new SplittableRandom(9);
        List<ImageExample<Embedding>> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[shape.size()];
            random.nextBytes(pixels);
            images.add(new ImageExample<>(Embedding.UNLABELLED, shape, pixels));
        }
        return images;
    }

    private static float[] normalised(List<ImageExample<Embedding>> images, ImageShape shape, float[] mean, float[] std) {
        float[] all = new float[images.size() * shape.size()];
        for (int n = 0; n < images.size(); n++) {
            images.get(n).copyPixels(all, n * shape.size());
        }
        int plane = shape.height() * shape.width();
        for (int i = 0; i < all.length; i++) {
            int channel = i / plane % shape.channels();
            all[i] = (all[i] / 255 - mean[channel]) / std[channel];
        }
        return all;
    }

    /** Section "readout" by loops: the mean of each window and over the patches, block after block. */
    private static float[][] readout(List<BlockKernel> kernels, EncoderSpec spec, int rows) {
        float[][] features = new float[rows][spec.readoutDimension()];
        int start = 0;
        for (int l = 0; l < kernels.size(); l++) {
            BlockShape b = spec.blocks().get(l);
            int k = b.poolKernel();
            int gh = b.mapHeight() / k;
            int gw = b.mapWidth() / k;
            float[] map;
            try (INDArray activation = kernels.get(l).activation()) {
                map = OffHeap.read(activation);
            }
            for (int n = 0; n < rows * spec.patchCount(); n++) {
                for (int c = 0; c < b.outChannels(); c++) {
                    for (int i = 0; i < gh * k; i++) {
                        for (int j = 0; j < gw * k; j++) {
                            features[n / spec.patchCount()][start + (c * gh + i / k) * gw + j / k]
                                    += map[((n * b.outChannels() + c) * b.mapHeight() + i) * b.mapWidth() + j] / (k * k * spec.patchCount());
                        }
                    }
                }
            }
            start += b.readoutDimension();
        }
        return features;
    }
}
