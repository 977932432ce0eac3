package io.localssl.analysis;

import ai.onnx.proto.OnnxMl;
import io.localssl.LocalSSLException;
import io.localssl.data.ImageStore;
import io.localssl.data.ShapesDataSource;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.encoder.EncoderModel;
import io.localssl.train.FittingNet;
import io.localssl.train.LocalSSLTrainer;
import io.localssl.train.Rule;
import io.localssl.train.RuleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.io.IOException;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GradientAlignmentTest {
    private static final ImageStore IMAGES = ImageStore.read(new ShapesDataSource<>(30, 4, new EmbeddingFactory()));

    @Test
    void cosineOfTwoArrays() {
        try (INDArray a = Nd4j.createFromArray(3.0, 0, 4); INDArray b = Nd4j.createFromArray(0.0, 1, 1); INDArray zero = Nd4j.zeros(a.dataType(), 3)) {
            assertEquals(4 / (5 * Math.sqrt(2)), GradientAlignment.cosine(List.of(a), List.of(b)), 1e-12);
            assertEquals(0, GradientAlignment.cosine(List.of(a), List.of(zero)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clapp++", "clapp++pooled:negatives=2", "bp-infonce", "clapp++identity", "lpl", "ff", "dfa-clapp++", "pc-dfa-clapp++"})
    void aRuleAgreesWithItself(String rule) {
        for (Alignment alignment : align(Rule.of(rule), Rule.of(rule), 1)) {
            for (Interval block : alignment.blocks()) {
                assertEquals(1, block.mean(), 1e-6);
            }
        }
    }

    /** The loss of the top block is the one that is back-propagated: there both gradients are the same, below they are not. */
    @ParameterizedTest
    @ValueSource(strings = {"clapp++", "clapp++dfb", "clapp++both", "clapp++concat", "clapp++fixed", "infonce-local", "lpl", "ff", "scff:pooling=none:paired=1", "dfa-clapp++", "dfa-infonce"})
    void aLocalRuleAgreesWithItsOwnBaselineAtTheTop(String rule) {
        List<Alignment> alignments = align(Rule.of(rule), Rule.of(rule).baseline(), 2);
        assertEquals(3, alignments.size());
        for (int epoch = 0; epoch < alignments.size(); epoch++) {
            assertEquals(epoch, alignments.get(epoch).epoch());
            List<Interval> blocks = alignments.get(epoch).blocks();
            assertEquals(3, blocks.size());
            assertEquals(1, blocks.get(2).mean(), 1e-5);
            assertEquals(3, blocks.get(2).n());
            assertTrue(Math.abs(blocks.get(0).mean()) < 0.999, "the lowest block has " + blocks.get(0));
        }
    }

    @Test
    void otherObjectivesTrainTheirOwnMatrices() {
        List<Alignment> alignments = align(Rule.of("clapp++"), Rule.of("bp-infonce"), 1);
        for (Alignment alignment : alignments) {
            alignment.blocks().forEach(block -> assertTrue(Math.abs(block.mean()) < 0.999 && block.halfWidth() > 0, block.toString()));
        }
        assertTrue(alignments.get(0).blocks().get(0).mean() != alignments.get(1).blocks().get(0).mean());
    }

    /** Who watches must not change what is watched. */
    @Test
    void measuringDoesNotDisturbTraining() throws IOException {
        try (GradientAlignment alignment = new GradientAlignment(Rule.of("clapp++"), Rule.of("bp-infonce"), 2, 9);
             EncoderModel watched = trainer("clapp++").listener(alignment).build().train(IMAGES);
             EncoderModel alone = trainer("clapp++").build().train(IMAGES)) {
            assertEquals(weights(alone), weights(watched));
        }
    }

    private static List<OnnxMl.TensorProto> weights(EncoderModel model) throws IOException {
        return OnnxMl.ModelProto.parseFrom(model.getOnnx()).getGraph().getInitializerList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clapp++greedy", "trained-feedback"})
    void rulesThatDoNotTrainAllBlocksAreRefused(String rule) {
        String message = assertThrows(RuleException.class, () -> new GradientAlignment(Rule.of("clapp++"), Rule.of(rule), 2, 1)).getMessage();
        assertTrue(message.contains(rule), message);
    }

    @Test
    void oneBatchHasNoInterval() {
        assertThrows(LocalSSLException.class, () -> new GradientAlignment(Rule.of("clapp++"), Rule.of("clapp++"), 1, 1));
    }

    private static List<Alignment> align(Rule rule, Rule against, int epochs) {
        try (GradientAlignment alignment = new GradientAlignment(rule, against, 9, 7);
             EncoderModel model = trainer(rule.name()).epochs(epochs).listener(alignment).build().train(IMAGES)) {
            return alignment.alignments();
        }
    }

    private static LocalSSLTrainer.Builder trainer(String rule) {
        return LocalSSLTrainer.builder().rule(rule).net(FittingNet.of(rule, "4M,6M,5M", "")).epochs(1).batchSize(8).threads(1);
    }
}
