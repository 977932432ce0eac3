package io.localssl.loss;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Which of its two terms each anchor of a batch contributes to a separable {@link ContrastLoss}. */
public final class Terms {
    private enum Choice { BOTH, POSITIVE, NEGATIVE }

    private final Choice[] choices;

    private Terms(Choice[] choices) {
        this.choices = choices;
    }

    /**
     * Both terms of every anchor: the synchronous form of all results of CLAPP++.
     *
     * @param anchors how many.
     * @return the terms.
     */
    public static Terms both(int anchors) {
        Choice[] choices = new Choice[anchors];
        Arrays.fill(choices, Choice.BOTH);
        return new Terms(choices);
    }

    /**
     * A fair coin an image chooses its positive or its negative term, for both its views and all blocks: learning from fixations or from saccades, as in
     * the first CLAPP (Illing et al. 2021, <a href="https://arxiv.org/abs/2010.08262">arXiv 2010.08262</a>).
     *
     * @param images B; anchors i and B + i are views of the same image.
     * @param random the coin.
     * @return the terms of 2B anchors.
     */
    public static Terms coin(int images, SplittableRandom random) {
        Choice[] choices = new Choice[2 * images];
        for (int i = 0; i < images; i++) {
            choices[i] = random.nextBoolean() ? Choice.POSITIVE : Choice.NEGATIVE;
            choices[images + i] = choices[i];
        }
        return new Terms(choices);
    }

    /**
     * The terms where each anchor is several.
     *
     * @param times how many.
     * @return the terms of that many times as many anchors, those of one together.
     */
    public Terms repeated(int times) {
        Choice[] repeated = new Choice[choices.length * times];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = choices[i / times];
        }
        return new Terms(repeated);
    }

    /**
     * @param anchor which.
     * @return whether its positive term counts.
     */
    public boolean positive(int anchor) {
        return choices[anchor] != Choice.NEGATIVE;
    }

    /**
     * @param anchor which.
     * @return whether its negative term counts.
     */
    public boolean negative(int anchor) {
        return choices[anchor] != Choice.POSITIVE;
    }
}
