package io.localssl.nn;

import io.localssl.onnx.ConvEncoder;
import io.localssl.onnx.RawFloats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Weights and biases of all blocks. W and b of a block start as U(-b, b), b = 1 / sqrt(9 * channels in), PyTorch's default.
 */
public final class EncoderParameters implements AutoCloseable {

    /**
     * The parameters of a block.
     *
     * @param weight W, shape (out, in, 3, 3).
     * @param bias   b, shape (out).
     */
    public record Block(Parameter weight, Parameter bias) {
    }

    private final DataType type;
    private final List<Block> blocks = new ArrayList<>();

    /**
     * Draws the initial weights.
     *
     * @param type   FLOAT, or DOUBLE to check gradients.
     * @param spec   the encoder.
     * @param random the source of the numbers.
     */
    public EncoderParameters(DataType type, EncoderSpec spec, SplittableRandom random) {
        this.type = type;
        for (EncoderSpec.Block block : spec.blocks()) {
            Parameter weight = new Parameter(type, block.outChannels(), block.inChannels(), 3, 3);
            Parameter bias = new Parameter(type, block.outChannels());
            double bound = 1 / Math.sqrt(9.0 * block.inChannels());
            weight.initialiseUniform(bound, random);
            bias.initialiseUniform(bound, random);
            blocks.add(new Block(weight, bias));
        }
    }

    /** @return the type of all parameters. */
    public DataType type() {
        return type;
    }

    /** @return the parameters of each block, from the pixels up. */
    public List<Block> blocks() {
        return List.copyOf(blocks);
    }

    /** @return all parameters. */
    public Stream<Parameter> all() {
        return blocks.stream().flatMap(b -> Stream.of(b.weight(), b.bias()));
    }

    /**
     * The encoder as its ONNX graph is written from it.
     *
     * @param spec the encoder these parameters were drawn for.
     * @param mean the mean of each channel, on the scale [0, 1].
     * @param std  the standard deviation of each channel, on the scale [0, 1].
     * @return the encoder on the memory of these weights: what is made of it must be serialised before they change.
     */
    public ConvEncoder toConvEncoder(EncoderSpec spec, float[] mean, float[] std) {
        List<ConvEncoder.Layer> layers = new ArrayList<>();
        for (int l = 0; l < blocks.size(); l++) {
            EncoderSpec.Block block = spec.blocks().get(l);
            layers.add(new ConvEncoder.Layer(block.inChannels(), block.outChannels(), raw(blocks.get(l).weight().value()),
                    OffHeap.read(blocks.get(l).bias().value()), block.maxPool()));
        }
        return new ConvEncoder(spec.image(), mean, std, layers, spec.poolKernels());
    }

    private static RawFloats raw(INDArray array) {
        return array.dataType() == DataType.FLOAT ? RawFloats.at(OffHeap.floats(array, 0, array.length()).asByteBuffer()) : RawFloats.of(OffHeap.read(array));
    }

    @Override
    public void close() {
        all().forEach(Parameter::close);
    }
}
