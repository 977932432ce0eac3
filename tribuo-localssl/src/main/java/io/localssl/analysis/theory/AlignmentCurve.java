package io.localssl.analysis.theory;

import io.localssl.analysis.Interval;

import java.util.List;

/**
 * How well a local rule follows back-propagation.
 *
 * @param name    the rule, as a legend says it.
 * @param network the network, in words.
 * @param rule    context, pooling, contrast function and matrices of the rule, in words.
 * @param layers  the cosine in each layer, from the first to the top.
 */
public record AlignmentCurve(String name, String network, String rule, List<Interval> layers) {

    /** Copies the list. */
    public AlignmentCurve {
        layers = List.copyOf(layers);
    }
}
