package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.nn.Projection;
import io.localssl.onnx.PatchGrid;

/**
 * Which patches of an image predict which others, by a matrix of their own. Patches lie row by row, so both are runs of them, and the one at a place of the first
 * run predicts the one at that place of the second.
 *
 * @param source     the first patch that predicts.
 * @param target     the first patch that is predicted.
 * @param length     how many.
 * @param backward   whether the lower patch predicts the upper one.
 * @param projection the matrix.
 */
record PatchStep(int source, int target, int length, boolean backward, Projection projection) {

    /**
     * @param grid       how images are cut.
     * @param image      their shape.
     * @param k          1, 2, ...: the lower patch is k + 1 rows below the upper one.
     * @param backward   whether the lower patch predicts the upper one.
     * @param projection the matrix.
     */
    static PatchStep of(PatchGrid grid, ImageShape image, int k, boolean backward, Projection projection) {
        int lower = grid.count(image) - length(grid, image, k);
        return new PatchStep(backward ? lower : 0, backward ? 0 : lower, length(grid, image, k), backward, projection);
    }

    /** @return how many patches have another k + 1 rows below them. */
    static int length(PatchGrid grid, ImageShape image, int k) {
        return grid.count(image) - (k + 1) * grid.along(image.width());
    }
}
