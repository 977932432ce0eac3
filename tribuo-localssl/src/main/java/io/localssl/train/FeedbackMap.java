package io.localssl.train;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A context that is written down block by block. Two maps that say the same are equal, so that rules can be compared.
 *
 * @param source for each block the one whose features are its context, from 0.
 */
record FeedbackMap(List<Integer> source) implements Context {

    @Override
    public int[] blocks(int block, int depth) {
        if (source.size() != depth || source.get(block) < 0 || source.get(block) >= depth) {
            throw new RuleException("found the feedback map " + source.stream().map(b -> Integer.toString(b + 1)).collect(Collectors.joining("-"))
                    + ", expected one block from 1 to " + depth + " for each of the " + depth + " blocks");
        }
        return new int[]{source.get(block)};
    }
}
