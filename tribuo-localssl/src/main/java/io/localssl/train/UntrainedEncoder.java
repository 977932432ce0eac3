package io.localssl.train;

import com.google.protobuf.ByteString;
import io.localssl.data.ChannelStatistics;
import io.localssl.nn.EncoderParameters;
import io.localssl.nn.EncoderSpec;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.PixelType;
import org.nd4j.linalg.api.buffer.DataType;

import java.util.Map;

/**
 * The encoder that training starts from, the baseline that pretraining is to beat: weights drawn from a seed, see {@link EncoderParameters}, and no rule, as the first
 * weights are the same whatever they would learn by.
 */
public final class UntrainedEncoder {

    private UntrainedEncoder() {
    }

    /**
     * Draws an encoder.
     *
     * @param spec       the encoder.
     * @param statistics what its preprocessing normalises the channels by, those of the images that a training would have.
     * @param seed       the seed of the {@link LocalSSLTrainer} whose first training starts from these weights.
     * @return its ONNX file, for {@link io.localssl.encoder.EncoderSession#open(ByteString)}.
     */
    public static ByteString onnx(EncoderSpec spec, ChannelStatistics statistics, long seed) {
        Streams.Initial initial = Streams.Initial.of(Streams.of(seed, 0).parameters());
        try (EncoderParameters weights = new EncoderParameters(DataType.FLOAT, spec, initial.encoder())) {
            return EncoderGraph.write(weights.toConvEncoder(spec, statistics.mean(), statistics.std()), PixelType.FLOAT, Map.of()).toByteString();
        }
    }
}
