package io.localssl.analysis.theory;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.Pairs;
import io.localssl.train.Context;

import java.util.List;

/**
 * A local rule: which layer's features are the context, how maps are pooled for the loss, the contrast function, and how B is set.
 * The loss of the top layer, with its gradient through all layers, is back-propagation.
 *
 * @param name     what a legend says.
 * @param context  {@link Context#OWN} or {@link Context#TOP}; a constant.
 * @param window   the kernel of the average pool before the loss.
 * @param f        the contrast function.
 * @param feedback how B^l is set.
 */
record LocalRule(String name, Context context, int window, ContrastLoss f, Feedback feedback) {

    /** @return the choices of this rule, in words. */
    String description() {
        return (context == Context.TOP ? "context of the top layer" : "own context") + "; pooling kernel " + window + "; " + f
                + "; B " + feedback.description();
    }

    /** z^l = P h^l. */
    Matrix features(DeepNetwork network, int l, List<Matrix> h) {
        return Pooling.of(network.layers().get(l - 1), window).pool(h.get(l));
    }

    /** c^l. */
    Matrix contexts(DeepNetwork network, int l, List<Matrix> h) {
        int source = context.blocks(l - 1, network.depth())[0] + 1;
        return features(network, source, h);
    }

    Contrast contrast(DeepNetwork network, int l, List<Matrix> h, Pairs pairs, Matrix b) {
        return Contrast.of(f, pairs, Scores.of(pairs, features(network, l, h), contexts(network, l, h), b));
    }

    /**
     * dL^l/dh^l.
     *
     * @param l the layer, from 1.
     * @param h the activations.
     * @param b B^l.
     */
    Matrix mapGradient(DeepNetwork network, int l, List<Matrix> h, Pairs pairs, Matrix b) {
        Matrix delta = contrast(network, l, h, pairs, b).difference(contexts(network, l, h));
        return Pooling.of(network.layers().get(l - 1), window).unpool(delta.timesTransposed(b));
    }
}
