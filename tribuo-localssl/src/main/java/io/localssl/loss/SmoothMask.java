package io.localssl.loss;

import java.util.SplittableRandom;

/**
 * A random mask of large connected regions of ones and of zeros: fair random bits, blurred repeatedly with [1/4, 1/2, 1/4] along rows and along columns, then 1 where
 * more than 1/2 is left. Beyond its edges the mask continues as at them. How often is not said in the paper; after six times a line crosses a region in 6 to 7 pixels.
 *
 * @see <a href="https://arxiv.org/abs/2212.13345">Hinton 2022, the hybrid images</a>
 */
final class SmoothMask {
    private static final int BLURS = 6;

    private SmoothMask() {
    }

    /**
     * Draws a mask.
     *
     * @param height rows.
     * @param width  columns.
     * @param random the source of the bits, one a position, row by row.
     * @return 0 or 1 at each position, row by row.
     */
    static float[] draw(int height, int width, SplittableRandom random) {
        float[] mask = new float[height * width];
        for (int at = 0; at < mask.length; at++) {
            mask[at] = random.nextBoolean() ? 1 : 0;
        }
        float[] line = new float[Math.max(height, width)];
        for (int times = 0; times < BLURS; times++) {
            for (int row = 0; row < height; row++) {
                blur(mask, row * width, 1, width, line);
            }
            for (int column = 0; column < width; column++) {
                blur(mask, column, width, height, line);
            }
        }
        for (int at = 0; at < mask.length; at++) {
            mask[at] = mask[at] > 0.5f ? 1 : 0;
        }
        return mask;
    }

    private static void blur(float[] mask, int first, int stride, int length, float[] line) {
        for (int k = 0; k < length; k++) {
            line[k] = mask[first + k * stride];
        }
        for (int k = 0; k < length; k++) {
            mask[first + k * stride] = 0.25f * line[Math.max(0, k - 1)] + 0.5f * line[k] + 0.25f * line[Math.min(length - 1, k + 1)];
        }
    }
}
