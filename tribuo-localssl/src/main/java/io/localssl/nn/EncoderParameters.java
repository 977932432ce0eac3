package io.localssl.nn;

import io.localssl.onnx.BlockShape;
import io.localssl.onnx.ConvEncoder;
import io.localssl.onnx.ConvolutionShape;
import io.localssl.onnx.InputNormalisation;
import io.localssl.onnx.RawFloats;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Weights and biases of all blocks, and the statistics that run along. W and b of a convolution start as U(-b, b), b = 1 / sqrt(taps * channels in), PyTorch's default.
 */
public final class EncoderParameters implements AutoCloseable {

    /**
     * The parameters of a convolution.
     *
     * @param weight W, shape (out, in, kernel height, kernel width).
     * @param bias   b, shape (out).
     */
    public record Filters(Parameter weight, Parameter bias) {

        static Filters draw(DataType type, ConvolutionShape shape, SplittableRandom random) {
            Parameter weight = new Parameter(type, shape.outChannels(), shape.inChannels(), shape.kernelHeight(), shape.kernelWidth());
            Parameter bias = new Parameter(type, shape.outChannels());
            double bound = 1 / Math.sqrt(shape.fanIn());
            weight.initialiseUniform(bound, random);
            bias.initialiseUniform(bound, random);
            return new Filters(weight, bias);
        }

        private ConvEncoder.Filters export() {
            return new ConvEncoder.Filters(raw(weight.value()), OffHeap.read(bias.value()));
        }
    }

    /**
     * The parameters of a block.
     *
     * @param filters    those of each convolution, in the order of {@link BlockShape#convolutions()}.
     * @param statistics for each map that is normalised by batch, from the pixels up, what runs along.
     */
    public record Block(List<Filters> filters, List<RunningStatistics> statistics) {

        /** @return W of the first convolution. */
        public Parameter weight() {
            return filters.get(0).weight();
        }

        /** @return b of the first convolution. */
        public Parameter bias() {
            return filters.get(0).bias();
        }

        /** @return weights and biases of all its convolutions. */
        public List<Parameter> parameters() {
            return filters.stream().flatMap(f -> Stream.of(f.weight(), f.bias())).toList();
        }

        /** @return the statistics of what the block reads, null where that is not normalised by batch. */
        public @Nullable RunningStatistics inputStatistics(BlockShape shape) {
            return shape.normalisation() == InputNormalisation.BATCH ? statistics.get(0) : null;
        }

        /** @return the statistics of what the second convolution of a residual block reads, null where that is not normalised by batch. */
        public @Nullable RunningStatistics innerStatistics(BlockShape.Residual residual) {
            return residual.normalisation() == InputNormalisation.BATCH ? statistics.get(statistics.size() - 1) : null;
        }

        private ConvEncoder.Block export(BlockShape shape) {
            return new ConvEncoder.Block(shape, filters.stream().map(Filters::export).toList(), statistics.stream().map(RunningStatistics::export).toList());
        }
    }

    private final DataType type;
    private final List<Block> blocks;

    /**
     * Draws the initial weights.
     *
     * @param type   FLOAT, or DOUBLE to check gradients.
     * @param spec   the encoder.
     * @param random the source of the numbers.
     */
    public EncoderParameters(DataType type, EncoderSpec spec, SplittableRandom random) {
        this.type = type;
        blocks = spec.blocks().stream().map(block -> new Block(block.convolutions().stream().map(shape -> Filters.draw(type, shape, random)).toList(),
                block.batchNormalised().stream().map(RunningStatistics::new).toList())).toList();
    }

    /** @return the type of all parameters. */
    public DataType type() {
        return type;
    }

    /** @return the parameters of each block, from the pixels up. */
    public List<Block> blocks() {
        return blocks;
    }

    /** @return all parameters. */
    public Stream<Parameter> all() {
        return blocks.stream().flatMap(block -> block.parameters().stream());
    }

    /**
     * Takes over the values of others of the same encoder.
     *
     * @param other their source.
     */
    public void assign(EncoderParameters other) {
        for (int l = 0; l < blocks.size(); l++) {
            List<Parameter> from = other.blocks.get(l).parameters();
            List<Parameter> to = blocks.get(l).parameters();
            for (int i = 0; i < to.size(); i++) {
                to.get(i).value().assign(from.get(i).value());
            }
            for (int i = 0; i < blocks.get(l).statistics.size(); i++) {
                blocks.get(l).statistics.get(i).assign(other.blocks.get(l).statistics.get(i));
            }
        }
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
        List<ConvEncoder.Block> exported = IntStream.range(0, blocks.size()).mapToObj(l -> blocks.get(l).export(spec.blocks().get(l))).toList();
        return new ConvEncoder(spec.image(), spec.patches(), mean, std, exported);
    }

    private static RawFloats raw(INDArray array) {
        return array.dataType() == DataType.FLOAT ? RawFloats.at(OffHeap.floats(array, 0, array.length()).asByteBuffer()) : RawFloats.of(OffHeap.read(array));
    }

    @Override
    public void close() {
        all().forEach(Parameter::close);
    }
}
