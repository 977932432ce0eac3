package io.localssl.analysis;

import java.util.List;

/**
 * How far two rules agree at one point of training.
 *
 * @param epoch  the number of finished epochs, 0 at initialisation.
 * @param blocks for each block the cosine similarity of the two weight gradients, mean and 95 % interval over batches.
 */
public record Alignment(int epoch, List<Interval> blocks) {

    /** Copies the list. */
    public Alignment {
        blocks = List.copyOf(blocks);
    }
}
