package io.localssl.nn.conv;

import io.localssl.onnx.Activation;

/** The activation of a map that is kept as it left its convolution, computed as it is read. */
final class ActivatedMap extends MapSource {
    private final Activation activation;
    private final FeatureMap convolved;

    /**
     * @param activation relu or triangle.
     * @param convolved  y + b.
     */
    ActivatedMap(Activation activation, FeatureMap convolved) {
        super(convolved.channels(), convolved.height(), convolved.width());
        this.activation = activation;
        this.convolved = convolved;
    }

    @Override
    void read(int row, int y, int x, float[] into, int at, Scratch scratch) {
        convolved.read(row, y, x, into, at, scratch);
        if (activation == Activation.TRIANGLE) {
            TriangleMap.centre(into, at, channels);
        }
        TriangleMap.rectify(into, at, channels);
    }
}
