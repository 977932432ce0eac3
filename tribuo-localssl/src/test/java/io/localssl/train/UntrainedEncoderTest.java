package io.localssl.train;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import io.localssl.data.ChannelStatistics;
import io.localssl.data.ImageStore;
import io.localssl.data.ShapesDataSource;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.encoder.EncoderModel;
import io.localssl.nn.EncoderSpec;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.EncoderMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

class UntrainedEncoderTest {
    private static final ImageStore IMAGES = ImageStore.read(new ShapesDataSource<>(20, 5, new EmbeddingFactory()));
    private static final ChannelStatistics STATISTICS = ChannelStatistics.of(IMAGES);

    private static List<OnnxMl.TensorProto> weights(ByteString onnx) {
        return EncoderGraph.parse(onnx).getGraph().getInitializerList();
    }

    private static ByteString untrained(String net, long seed) {
        return UntrainedEncoder.onnx(EncoderSpec.of(net, null, IMAGES.getShape()), STATISTICS, seed);
    }

    /** A rule with matrices, one with feedback, one without either, one that mixes images, and one of patches. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            clapp++                  | 8,16M,16M
            dfa-clapp++              | 8,R16s2,F16:normalisation=batch
            lpl                      | 8,16M,16M
            ff                       | 8,16M:normalisation=rms
            clapp:prediction-steps=1 | 8,16M:patches=16/8
            """)
    void isWhatTrainingStartsFrom(String rule, String net) {
        try (EncoderModel model = LocalSSLTrainer.builder().rule(rule).net(net).epochs(0).seed(3).threads(1).build().train(IMAGES)) {
            assertEquals(weights(model.getOnnx()), weights(untrained(net, 3)));
        }
    }

    @Test
    void hasWeightsOfItsSeedAndNoRule() {
        assertEquals(untrained("8,16M", 3), untrained("8,16M", 3));
        assertNotEquals(weights(untrained("8,16M", 3)), weights(untrained("8,16M", 4)));
        assertFalse(EncoderMetadata.read(EncoderGraph.parse(untrained("8,16M", 3))).containsKey(EncoderMetadata.RULE));
    }
}
