package io.localssl.onnx;

import java.util.Locale;

/** What a block makes of each value of its convolution. */
public enum Activation {
    /** max(0, y). */
    RELU,
    /**
     * max(0, y - m) with the mean m over the channels of each position.
     *
     * @see <a href="https://proceedings.mlr.press/v15/coates11a.html">Coates et al. 2011, "triangle"</a>
     */
    TRIANGLE;

    /** @return its name in small letters. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
