package io.localssl.data;

import java.math.BigInteger;

/**
 * The mean and standard deviation of each channel over all pixels of all images, on the scale [0, 1]: m = sum p / n / 255 and
 * s = sqrt(sum p^2 / n - (sum p / n)^2) / 255. The sums are whole numbers, so the order of the images does not matter; a large image counts for
 * more than a small one.
 *
 * @param mean one a channel.
 * @param std  one a channel, at least {@link #MIN_STD}.
 */
public record ChannelStatistics(float[] mean, float[] std) {

    /** One grey level: the deviation of a channel that hardly varies, so that dividing by it neither fails nor blows noise up. */
    public static final float MIN_STD = 1f / 255;

    /**
     * Measures a store.
     *
     * @param images the images.
     * @return the statistics of its channels.
     */
    public static ChannelStatistics of(ImageStore images) {
        long[] sum = new long[images.getChannels()];
        long[] squares = new long[images.getChannels()];
        byte[] pixels = new byte[images.getLargestSize()];
        long count = 0;
        for (int i = 0; i < images.size(); i++) {
            images.copyImage(i, pixels, 0);
            int area = images.getHeight(i) * images.getWidth(i);
            for (int channel = 0; channel < sum.length; channel++) {
                for (int j = channel * area; j < (channel + 1) * area; j++) {
                    int pixel = pixels[j] & 0xFF;
                    sum[channel] += pixel;
                    squares[channel] += pixel * pixel;
                }
            }
            count += area;
        }
        float[] mean = new float[sum.length];
        float[] std = new float[sum.length];
        for (int channel = 0; channel < sum.length; channel++) {
            mean[channel] = (float) (sum[channel] / (255.0 * count));
            std[channel] = Math.max(MIN_STD, (float) (deviation(sum[channel], squares[channel], count) / 255));
        }
        return new ChannelStatistics(mean, std);
    }

    /** sqrt(n * squares - sum^2) / n, subtracted exactly: as doubles the two terms of a flat channel would cancel. */
    private static double deviation(long sum, long squares, long count) {
        BigInteger scaled = BigInteger.valueOf(squares).multiply(BigInteger.valueOf(count)).subtract(BigInteger.valueOf(sum).pow(2));
        return Math.sqrt(scaled.doubleValue()) / count;
    }
}
