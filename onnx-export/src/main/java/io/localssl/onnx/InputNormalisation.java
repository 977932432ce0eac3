package io.localssl.onnx;

import java.util.Locale;

/**
 * What is done to a map before a convolution reads it. There is no gain and no shift to learn: the convolution behind has its own weights and biases.
 * Of the images, which block 1 reads, the encoder has standardised each channel already, over all images.
 */
public enum InputNormalisation {
    /** Nothing. */
    NONE,
    /**
     * x^ = (x - m_c) / sqrt(v_c + epsilon) with mean and variance of each channel over the batch; in a trained encoder those that ran along while it was trained.
     *
     * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy 2015</a>
     */
    BATCH,
    /**
     * x^ = (x - m) / sqrt(v + epsilon) with mean and variance of each image over all channels and positions.
     *
     * @see <a href="https://arxiv.org/abs/1607.06450">Ba et al. 2016</a>
     */
    LAYER,
    /**
     * x^ = x / sqrt(mean(x^2) + epsilon) for each image: its direction stays, its length does not, as Forward-Forward wants it.
     *
     * @see <a href="https://arxiv.org/abs/2212.13345">Hinton 2022</a>
     */
    RMS;

    /** What is added to variances, PyTorch's default. */
    public static final double EPSILON = 1e-5;

    /** @return its name in small letters. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
