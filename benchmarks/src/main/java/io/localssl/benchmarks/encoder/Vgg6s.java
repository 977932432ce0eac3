package io.localssl.benchmarks.encoder;

import io.localssl.embedding.Embedding;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.nn.EncoderSpec;
import io.localssl.onnx.BlockShape;
import io.localssl.onnx.ConvEncoder;
import io.localssl.onnx.ConvolutionShape;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.PixelType;
import org.tribuo.Example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The net vgg6s on images of CIFAR-10's shape, weights and pixels random: neither changes what it costs. */
final class Vgg6s {
    static final ImageShape SHAPE = new ImageShape(3, 32, 32);

    private Vgg6s() {
    }

    /** @return an encoder that takes float pixels, in a file that goes with this process. */
    static Path file() throws IOException {
        Path file = Files.createTempFile("vgg6s", ".onnx");
        file.toFile().deleteOnExit();
        return Files.write(file, EncoderGraph.write(encoder(), PixelType.FLOAT, Map.of()).toByteArray());
    }

    private static ConvEncoder encoder() {
        SplittableRandom random = new SplittableRandom(1);
        EncoderSpec spec = EncoderSpec.of("vgg6s", null, SHAPE);
        List<ConvEncoder.Block> blocks = new ArrayList<>();
        for (BlockShape block : spec.blocks()) {
            ConvolutionShape convolution = block.convolution();
            float[] weight = new float[(int) convolution.weights()];
            for (int i = 0; i < weight.length; i++) {
                weight[i] = (float) (Math.sqrt(6.0 / convolution.fanIn()) * (2 * random.nextDouble() - 1)); // keeps the scale of the maps from block to block
            }
            blocks.add(new ConvEncoder.Block(block, List.of(new ConvEncoder.Filters(weight, new float[convolution.outChannels()])), List.of()));
        }
        float[] mean = {0.5f, 0.5f, 0.5f};
        float[] std = {0.25f, 0.25f, 0.25f};
        return new ConvEncoder(SHAPE, null, mean, std, blocks);
    }

    static List<Example<Embedding>> images(int count) {
        SplittableRandom random = new SplittableRandom(2);
        List<Example<Embedding>> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[SHAPE.size()];
            random.nextBytes(pixels);
            images.add(new ImageExample<>(Embedding.UNLABELLED, SHAPE, pixels));
        }
        return images;
    }
}
