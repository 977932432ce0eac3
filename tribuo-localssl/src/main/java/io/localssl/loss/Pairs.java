package io.localssl.loss;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which rows of a batch are compared. A batch holds 2B rows: rows 0..B-1 are view 1 of B images, rows B..2B-1 view 2.
 *
 * @param positive for anchor i the row of the other view of its image, or the same row.
 * @param negative for anchor i and k = 0..n-1 the row of another image: {@code negative[k][i]}.
 * @param terms    which terms of each anchor count.
 * @param mixture  how images are mixed before the encoder sees them.
 */
public record Pairs(int[] positive, int[][] negative, Terms terms, Mixture mixture) {

    /**
     * The pairs of the published results: the negative of anchor i is the positive of anchor i + 1. The images are shuffled each epoch, so it
     * is a random other image.
     *
     * @param images B.
     * @return the pairs of 2B anchors.
     */
    public static Pairs nextRow(int images) {
        int rows = 2 * images;
        int[] next = new int[rows];
        for (int i = 0; i < rows; i++) {
            next[i] = (i + 1) % rows;
        }
        return ofPositives(images, next);
    }

    /**
     * The negatives of an anchor are n random rows, drawn with replacement from all 2B; now and then its own positive is among them, whose terms then
     * cancel, as in the published code.
     *
     * @param images B.
     * @param n      negatives an anchor.
     * @param random the source of the rows.
     * @return the pairs of 2B anchors.
     */
    public static Pairs randomRows(int images, int n, SplittableRandom random) {
        int rows = 2 * images;
        int[][] index = new int[n][rows];
        for (int[] draw : index) {
            for (int i = 0; i < rows; i++) {
                draw[i] = random.nextInt(rows);
            }
        }
        return ofPositives(images, index);
    }

    /**
     * Pairs whose negatives are given as anchors: the negative of anchor i is the positive of anchor {@code index[k][i]}.
     *
     * @param images B.
     * @param index  n arrays of 2B anchors.
     * @return the pairs.
     */
    public static Pairs ofPositives(int images, int[]... index) {
        int rows = 2 * images;
        int[] positive = new int[rows];
        for (int i = 0; i < rows; i++) {
            positive[i] = (i + images) % rows;
        }
        int[][] negative = new int[index.length][rows];
        for (int k = 0; k < index.length; k++) {
            for (int i = 0; i < rows; i++) {
                negative[k][i] = positive[index[k][i]];
            }
        }
        return new Pairs(positive, negative, Terms.both(rows), Mixture.NONE);
    }

    /**
     * Pairs within the views: each anchor is its own positive, as where patches of one image are compared, and what was the negative's other view is the negative.
     *
     * @return the pairs of as many anchors.
     */
    public Pairs ofOwnViews() {
        int[][] own = Arrays.stream(negative).map(this::otherViews).toArray(int[][]::new);
        return new Pairs(otherViews(positive), own, terms, mixture);
    }

    private int[] otherViews(int[] rows) {
        return Arrays.stream(rows).map(row -> (row + positive.length / 2) % positive.length).toArray();
    }

    /**
     * The same rows, other terms.
     *
     * @param other which terms count.
     * @return the pairs.
     */
    public Pairs with(Terms other) {
        return new Pairs(positive, negative, other, mixture);
    }

    /**
     * The same rows and terms, of other images.
     *
     * @param other how images are mixed.
     * @return the pairs.
     */
    public Pairs with(Mixture other) {
        return new Pairs(positive, negative, terms, other);
    }
}
