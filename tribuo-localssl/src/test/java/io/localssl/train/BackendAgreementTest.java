package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.nn.Backend;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Nd4jBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Rules that are not compared with loops on each backend: all backends find the same losses and gradients, in float nearly those in double. */
class BackendAgreementTest {
    private static final int IMAGES = 5;

    @ParameterizedTest
    @ValueSource(strings = {"lpl", "bp-lpl", "lpl:pooling=spatial", "ff", "scff", "bp-ff", "clapp:prediction-steps=2", "clapp-s:prediction-steps=1:contrast=softhinge:pooling=spatial",
        "bp-clapp:prediction-steps=2", "clapp-s:prediction-steps=1:credit=direct-feedback-alignment"})
    void backendsAgree(String rule) {
        EncoderSpec spec = EncoderSpec.of(FittingNet.of(rule, "5,17M,16", "6/2"), "2-3-1", ImageShape.parse("3x13x8"));
        try (Learner exact = learner(spec, rule, new Nd4jBackend(), DataType.DOUBLE)) {
            double[] losses = exact.gradients(IMAGES, exact.pairs(IMAGES, new SplittableRandom(3)));
            for (Backend backend : AllBackends.all()) {
                try (Learner learner = learner(spec, rule, backend, DataType.FLOAT)) {
                    double[] found = learner.gradients(IMAGES, exact.pairs(IMAGES, new SplittableRandom(3)));
                    assertEquals(losses.length, found.length);
                    for (int l = 0; l < losses.length; l++) {
                        assertEquals(losses[l], found[l], 1e-4 * Math.max(1, Math.abs(losses[l])), "loss " + l + " by " + backend);
                    }
                    for (int l = 0; l < spec.depth(); l++) {
                        LearnerTest.assertClose("weight " + l + " by " + backend, NaiveLearner.doubles(exact.encoder().blocks().get(l).weight().gradient()),
                                learner.encoder().blocks().get(l).weight().gradient(), 1e-3);
                    }
                }
            }
        }
    }

    private static Learner learner(EncoderSpec spec, String rule, Backend backend, DataType type) {
        Learner learner = new Learner(spec, Rule.of(rule), backend, type, Activations.KEEP, 2, new SplittableRandom(5));
        LearnerTest.fill(learner, IMAGES, 11);
        return learner;
    }
}
