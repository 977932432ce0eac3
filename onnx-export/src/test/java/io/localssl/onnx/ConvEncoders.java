package io.localssl.onnx;

import io.localssl.image.ImageShape;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Small encoders with random weights. */
public final class ConvEncoders {
    private static final Pattern BLOCK = Pattern.compile("([FR]?)(\\d+)(?:k(\\d+))?(?:s(\\d+))?(M4|M|A)?");

    private ConvEncoders() {
    }

    /**
     * @param net     blocks and settings as {@link NetDescription} writes them.
     * @param kernels the readout kernels.
     * @return an encoder whose weights depend on the seed alone.
     */
    public static ConvEncoder random(ImageShape shape, String net, int[] kernels, long seed) {
        PatchGrid patches = null;
        String grid = setting(net, "patches");
        if (grid != null) {
            patches = new PatchGrid(Integer.parseInt(grid.split("/")[0]), Integer.parseInt(grid.split("/")[1]));
        }
        return random(shape, patches, shapes(patches == null ? shape : patches.patch(shape), net, kernels), seed);
    }

    /** An encoder of given blocks whose weights depend on the seed alone. */
    public static ConvEncoder random(ImageShape shape, @Nullable PatchGrid patches, List<BlockShape> shapes, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] mean = uniform(random, shape.channels(), 0.3, 0.6);
        float[] std = uniform(random, shape.channels(), 0.1, 0.4);
        List<ConvEncoder.Block> blocks = new ArrayList<>();
        for (BlockShape block : shapes) {
            List<ConvEncoder.Filters> filters = new ArrayList<>();
            for (ConvolutionShape convolution : block.convolutions()) {
                double bound = 1 / Math.sqrt(convolution.fanIn());
                filters.add(new ConvEncoder.Filters(uniform(random, (int) convolution.weights(), -bound, bound), uniform(random, convolution.outChannels(), -bound, bound)));
            }
            List<ConvEncoder.Statistics> statistics = new ArrayList<>();
            for (int channels : block.batchNormalised()) {
                statistics.add(new ConvEncoder.Statistics(uniform(random, channels, -1, 1), uniform(random, channels, 0.05, 3)));
            }
            blocks.add(new ConvEncoder.Block(block, filters, statistics));
        }
        return new ConvEncoder(shape, patches, mean, std, blocks);
    }

    /** An encoder of three blocks for images of at least 8x8. */
    public static ConvEncoder small(ImageShape shape, long seed) {
        return random(shape, "4,6M,5M", new int[] {4, 2, 1}, seed);
    }

    /** The blocks of a net; block 1 reads the images as they are. */
    static List<BlockShape> shapes(ImageShape input, String net, int[] kernels) {
        String text = setting(net, "normalisation");
        InputNormalisation normalisation = text == null ? InputNormalisation.NONE : InputNormalisation.valueOf(text.toUpperCase());
        Activation activation = "triangle".equals(setting(net, "activation")) ? Activation.TRIANGLE : Activation.RELU;
        List<BlockShape> shapes = new ArrayList<>();
        ImageShape map = input;
        for (String block : net.split(":")[0].split(",")) {
            Matcher m = BLOCK.matcher(block);
            if (!m.matches()) {
                throw new IllegalArgumentException(block);
            }
            int kernel = m.group(3) == null ? 3 : Integer.parseInt(m.group(3));
            int stride = m.group(4) == null ? 1 : Integer.parseInt(m.group(4));
            int out = Integer.parseInt(m.group(2));
            ConvolutionShape convolution = m.group(1).equals("F") ? ConvolutionShape.fullyConnected(map, out) : ConvolutionShape.same(map, out, kernel, stride);
            BlockShape.Residual residual = m.group(1).equals("R") ? new BlockShape.Residual(normalisation, ConvolutionShape.same(convolution.output(), out, kernel, 1),
                    convolution.output().equals(map) ? null : ConvolutionShape.same(map, out, 1, stride)) : null;
            shapes.add(new BlockShape(shapes.isEmpty() ? InputNormalisation.NONE : normalisation, convolution, residual, activation, pool(m.group(5)),
                    kernels[shapes.size()]));
            map = shapes.get(shapes.size() - 1).map();
        }
        return shapes;
    }

    private static MapPool pool(@Nullable String mark) {
        if (mark == null) {
            return MapPool.NONE;
        }
        return mark.equals("M") ? MapPool.MAX : mark.equals("M4") ? MapPool.OVERLAPPING_MAX : MapPool.AVERAGE;
    }

    private static @Nullable String setting(String net, String key) {
        for (String part : net.split(":")) {
            if (part.startsWith(key + "=")) {
                return part.substring(key.length() + 1);
            }
        }
        return null;
    }

    private static float[] uniform(SplittableRandom random, int length, double low, double high) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return values;
    }
}
