package io.localssl.analysis.theory;

import io.localssl.analysis.Interval;
import io.localssl.loss.Pairs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One network, its back-propagated loss, and the local rules that are compared with it.
 * <p>
 * Every B is set on one large sample. Then, batch by batch, the weight gradient of each rule in each layer meets that of back-propagation:
 * cos(dL^l/dW^l, dL^L/dW^l).
 *
 * @param description of the network, for the reader of the results.
 * @param network     the network.
 * @param top         the loss of back-propagation: this rule's in the top layer.
 * @param rules       the local rules.
 */
record Experiment(String description, DeepNetwork network, LocalRule top, List<LocalRule> rules) {

    /** @return B^L of back-propagation, set on this sample. */
    Matrix topMatrix(List<Matrix> h) {
        return top.feedback().way().matrix(sample(top, network.depth(), h, null));
    }

    /**
     * Sets the matrices of a rule.
     *
     * @param h the activations of the sample.
     * @param b B^L of back-propagation.
     * @return B of each layer.
     */
    List<Matrix> matrices(LocalRule rule, List<Matrix> h, Matrix b) {
        List<Matrix> global = globalGradients(h, b);
        List<Matrix> matrices = new ArrayList<>();
        for (int l = 1; l <= network.depth(); l++) {
            Matrix gradient = Pooling.of(network.layers().get(l - 1), rule.window()).pool(global.get(l - 1)).scaled(rule.window() * rule.window());
            matrices.add(rule.feedback().way().matrix(sample(rule, l, h, gradient)));
        }
        return matrices;
    }

    private Feedback.Sample sample(LocalRule rule, int l, List<Matrix> h, @Nullable Matrix target) {
        return new Feedback.Sample(l, rule.features(network, l, h), rule.contexts(network, l, h), rule.f(), pairs(h), target);
    }

    /** @return dL^L/dh^l of back-propagation, for every layer. */
    List<Matrix> globalGradients(List<Matrix> h, Matrix b) {
        return network.backPropagate(h, top.mapGradient(network, network.depth(), h, pairs(h), b));
    }

    /** @return dL^l/dW^l of a local rule. */
    Matrix localWeightGradient(LocalRule rule, int l, List<Matrix> h, Matrix b) {
        return network.weightGradient(l, h, rule.mapGradient(network, l, h, pairs(h), b));
    }

    /**
     * @param data        where the views come from.
     * @param samplePairs pairs of the sample that sets the matrices.
     * @param batches     how many batches are measured.
     * @param batchPairs  pairs of a batch.
     * @param random      draws the views.
     * @return the curve of each rule: for each layer the mean cosine and its interval over the batches.
     */
    List<AlignmentCurve> measure(ViewPairs data, int samplePairs, int batches, int batchPairs, SplittableRandom random) {
        List<Matrix> sample = network.activations(data.draw(samplePairs, random));
        Matrix b = topMatrix(sample);
        List<List<Matrix>> matrices = rules.stream().map(rule -> matrices(rule, sample, b)).toList();
        double[][][] cosines = new double[rules.size()][network.depth()][batches];
        for (int batch = 0; batch < batches; batch++) {
            List<Matrix> h = network.activations(data.draw(batchPairs, random));
            List<Matrix> global = globalGradients(h, b);
            for (int l = 1; l <= network.depth(); l++) {
                Matrix weightGradient = network.weightGradient(l, h, global.get(l - 1));
                for (int rule = 0; rule < rules.size(); rule++) {
                    cosines[rule][l - 1][batch] = localWeightGradient(rules.get(rule), l, h, matrices.get(rule).get(l - 1)).cosine(weightGradient);
                }
            }
        }
        List<AlignmentCurve> curves = new ArrayList<>();
        for (int i = 0; i < cosines.length; i++) {
            LocalRule rule = rules.get(i);
            curves.add(new AlignmentCurve(rule.name(), description, rule.description(), Arrays.stream(cosines[i]).map(Interval::of).toList()));
        }
        return curves;
    }

    private static Pairs pairs(List<Matrix> h) {
        return Pairs.nextRow(h.get(0).rows() / 2);
    }
}
