package io.localssl.train;

import io.localssl.loss.ContrastLoss;
import io.localssl.nn.FeaturePooling;

import java.util.List;

/**
 * The objective axis: the loss of a block is the sum over its contexts of the contrast f of scores z . (B c), each context with a matrix B of its own.
 *
 * @param contrast f.
 * @param pooling  how maps are pooled before they meet the loss.
 * @param contexts the contexts; where there are several, their full losses are summed.
 */
public record Objective(ContrastLoss contrast, FeaturePooling pooling, List<Context> contexts) {

    /** Copies the contexts. */
    public Objective {
        contexts = List.copyOf(contexts);
    }
}
