package io.localssl.nn;

import io.localssl.onnx.ConvEncoder;

import java.util.Arrays;

/**
 * Mean and variance of each channel of a map, as they run along while an encoder learns:
 * <pre>
 * r &lt;- 0.9 r + 0.1 (that of the batch),   mean from 0, variance from 1
 * </pre>
 * with the unbiased variance, as PyTorch's BatchNorm2d has it.
 */
public final class RunningStatistics {
    private static final double MOMENTUM = 0.1;
    private final double[] mean;
    private final double[] variance;
    private final double[] batchMean;
    private final double[] batchVariance;
    private long n;

    RunningStatistics(int channels) {
        mean = new double[channels];
        variance = new double[channels];
        Arrays.fill(variance, 1);
        batchMean = new double[channels];
        batchVariance = new double[channels];
    }

    /** @return how many channels. */
    public int channels() {
        return mean.length;
    }

    /**
     * Remembers a batch in the place of the last one.
     *
     * @param batchMean     the mean of each channel.
     * @param batchVariance the variance of each channel, divided by n.
     * @param n             values of a channel in the batch.
     */
    public void observe(double[] batchMean, double[] batchVariance, long n) {
        System.arraycopy(batchMean, 0, this.batchMean, 0, batchMean.length);
        System.arraycopy(batchVariance, 0, this.batchVariance, 0, batchVariance.length);
        this.n = n;
    }

    /** Takes the last batch into account, as a step of training does. */
    public void advance() {
        double unbiased = n > 1 ? n / (n - 1.0) : 1;
        for (int c = 0; c < mean.length; c++) {
            mean[c] += MOMENTUM * (batchMean[c] - mean[c]);
            variance[c] += MOMENTUM * (unbiased * batchVariance[c] - variance[c]);
        }
    }

    /** Takes over what another has. */
    public void assign(RunningStatistics other) {
        System.arraycopy(other.mean, 0, mean, 0, mean.length);
        System.arraycopy(other.variance, 0, variance, 0, variance.length);
    }

    /** @return a copy, as an encoder is exported with it. */
    public ConvEncoder.Statistics export() {
        return new ConvEncoder.Statistics(floats(mean), floats(variance));
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
