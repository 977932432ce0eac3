package io.localssl.loss;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Negative images made of two: of the second views x_0 .. x_(B-1) of a batch,
 * <pre>
 * x_i &lt;- m_i x_i + (1 - m_i) x_((i+1) mod B)
 * </pre>
 * with shares m_i at each position, the same in all channels. The images are shuffled each epoch, so the next one is a random other one.
 *
 * @param shares m: for each image the positions of a channel, row by row; no image for leaving the views as they are.
 */
public record Mixture(float[][] shares) {
    /** The views stay as they are. */
    public static final Mixture NONE = new Mixture(new float[0][]);

    /**
     * Hybrids: each position shows one of two images, large regions the same one (Hinton 2022, <a href="https://arxiv.org/abs/2212.13345">arXiv 2212.13345</a>).
     *
     * @param images B.
     * @param height rows of an image.
     * @param width  columns of an image.
     * @param random the source of the masks, one an image, in their order.
     * @return shares of 0 and 1.
     */
    public static Mixture hybrids(int images, int height, int width, SplittableRandom random) {
        float[][] shares = new float[images][];
        for (int i = 0; i < images; i++) {
            shares[i] = SmoothMask.draw(height, width, random);
        }
        return new Mixture(shares);
    }

    /**
     * Mixes the second views.
     *
     * @param batch 2B rows of values, an image each, channel by channel: rows 0..B-1 view 1, which stay, rows B..2B-1 view 2, which are replaced.
     */
    public void apply(double[] batch) {
        int images = shares.length;
        if (images == 0) {
            return;
        }
        int size = batch.length / (2 * images);
        double[] first = Arrays.copyOfRange(batch, images * size, (images + 1) * size); // the last image is mixed with what this one was
        for (int i = 0; i < images; i++) {
            int own = (images + i) * size;
            for (int at = 0; at < size; at++) {
                double share = shares[i][at % shares[i].length];
                double other = i + 1 < images ? batch[own + size + at] : first[at];
                batch[own + at] = share * batch[own + at] + (1 - share) * other;
            }
        }
    }
}
