package io.localssl.augment;

import io.localssl.image.ImageShape;

/**
 * Blurs every plane with a Gaussian cut off at k taps: w_j = exp(-j^2 / (2 sigma^2)) for j = -(k-1)/2 to (k-1)/2, divided by their sum; first along
 * the rows, then along the columns. Borders are reflected without repeating the edge. As torchvision's {@code gaussian_blur}.
 */
final class GaussianBlur {
    private final ImageShape shape;
    private final int reach;
    private final int paddedWidth;
    private final float[] weights;
    private final float[] padded;
    private final float[] blurredRows;
    private final float[] blurred;

    /**
     * @param shape  the shape of the views.
     * @param kernel k, odd; half of it, rounded down, is less than the height and the width.
     */
    GaussianBlur(ImageShape shape, int kernel) {
        this.shape = shape;
        this.reach = kernel / 2;
        this.paddedWidth = shape.width() + 2 * reach;
        this.weights = new float[reach + 1];
        int rows = shape.height() + 2 * reach;
        this.padded = new float[shape.height() * paddedWidth];
        this.blurredRows = new float[rows * paddedWidth];
        this.blurred = new float[shape.height() * paddedWidth];
    }

    /**
     * @param view  planes of rows, changed in place.
     * @param sigma the standard deviation in pixels.
     */
    void apply(float[] view, float sigma) {
        if (reach == 0) {
            return;
        }
        computeWeights(sigma);
        for (int channel = 0; channel < shape.channels(); channel++) {
            int from = channel * shape.height() * shape.width();
            padColumns(view, from);
            convolve(padded, 1, blurredRows, reach * paddedWidth, padded.length - 2 * reach);
            padRows();
            convolve(blurredRows, paddedWidth, blurred, 0, blurred.length);
            for (int row = 0; row < shape.height(); row++) {
                System.arraycopy(blurred, row * paddedWidth, view, from + row * shape.width(), shape.width());
            }
        }
    }

    /** Symmetric, so only the centre and one side are kept; {@code weights[j]} belongs to the taps j and -j. */
    private void computeWeights(float sigma) {
        double sum = 0;
        for (int j = 0; j <= reach; j++) {
            double weight = StrictMath.exp(-0.5 * (j / (double) sigma) * (j / (double) sigma));
            weights[j] = (float) weight;
            sum += j == 0 ? weight : 2 * weight;
        }
        for (int j = 0; j <= reach; j++) {
            weights[j] = (float) (weights[j] / sum);
        }
    }

    private void padColumns(float[] view, int from) {
        int width = shape.width();
        for (int row = 0; row < shape.height(); row++) {
            int first = row * paddedWidth + reach;
            int last = first + width - 1;
            System.arraycopy(view, from + row * width, padded, first, width);
            for (int j = 1; j <= reach; j++) {
                padded[first - j] = padded[first + j];
                padded[last + j] = padded[last - j];
            }
        }
    }

    private void padRows() {
        int last = reach + shape.height() - 1;
        for (int j = 1; j <= reach; j++) {
            copyRow(reach + j, reach - j);
            copyRow(last - j, last + j);
        }
    }

    private void copyRow(int from, int to) {
        System.arraycopy(blurredRows, from * paddedWidth, blurredRows, to * paddedWidth, paddedWidth);
    }

    /**
     * out[start + i] = sum_j w_|j| in[i + (j + reach) * stride], over a whole plane at once because long loops are what the processor likes; what
     * runs over the end of a row lands in columns that nobody reads.
     */
    private void convolve(float[] in, int stride, float[] out, int start, int count) {
        int centre = reach * stride;
        setTriple(in, centre, stride, weights[0], weights[1], out, start, count);
        for (int j = 2; j <= reach; j++) {
            addPair(in, centre - j * stride, centre + j * stride, weights[j], out, start, count);
        }
    }

    private static void setTriple(float[] in, int centre, int stride, float centreWeight, float weight, float[] out, int start, int count) {
        int before = centre - stride;
        int after = centre + stride;
        for (int i = 0; i < count; i++) {
            out[start + i] = centreWeight * in[centre + i] + weight * (in[before + i] + in[after + i]);
        }
    }

    private static void addPair(float[] in, int before, int after, float weight, float[] out, int start, int count) {
        for (int i = 0; i < count; i++) {
            out[start + i] += weight * (in[before + i] + in[after + i]);
        }
    }
}
