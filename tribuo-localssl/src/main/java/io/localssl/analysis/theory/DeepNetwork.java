package io.localssl.analysis.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A deep network h^l = phi(W^l h^{l-1}), l = 1..L, with phi the identity or ReLU (then in every layer), and its gradients.
 *
 * @param layers the L layers.
 * @param relu   whether phi is ReLU.
 */
record DeepNetwork(List<Layer> layers, boolean relu) {

    DeepNetwork {
        layers = List.copyOf(layers);
    }

    /**
     * @param widths  d_0, d_1, ..., d_L.
     * @param weights how W begins.
     */
    static DeepNetwork dense(Initialisation weights, boolean relu, SplittableRandom random, int... widths) {
        List<Layer> layers = new ArrayList<>();
        for (int l = 1; l < widths.length; l++) {
            layers.add(Layer.dense(weights.draw(widths[l], widths[l - 1], random)));
        }
        return new DeepNetwork(layers, relu);
    }

    /**
     * A linear network of 3 x 3 convolutions.
     *
     * @param side     height and width of all maps.
     * @param channels of the input and of every layer.
     */
    static DeepNetwork convolutions(Initialisation weights, SplittableRandom random, int side, int... channels) {
        List<Layer> layers = new ArrayList<>();
        for (int l = 1; l < channels.length; l++) {
            layers.add(new Layer(weights.draw(channels[l], 9 * channels[l - 1], random), side, 3));
        }
        return new DeepNetwork(layers, false);
    }

    int depth() {
        return layers.size();
    }

    /** h^0 = x [N, d_0], h^1, ..., h^L [N, d_L]. */
    List<Matrix> activations(Matrix x) {
        List<Matrix> h = new ArrayList<>(List.of(x));
        for (Layer layer : layers) {
            Matrix y = layer.forward(h.get(h.size() - 1));
            h.add(relu ? new Matrix(y.rows(), y.columns(), Arrays.stream(y.values()).map(value -> Math.max(0, value)).toArray()) : y);
        }
        return h;
    }

    /**
     * dL/dW^l when h^{l-1} is a constant.
     *
     * @param l        the layer, from 1.
     * @param h        the activations.
     * @param gradient dL/dh^l.
     */
    Matrix weightGradient(int l, List<Matrix> h, Matrix gradient) {
        return layers.get(l - 1).weightGradient(h.get(l - 1), throughActivation(h.get(l), gradient));
    }

    /**
     * Back-propagation.
     *
     * @param top dL/dh^L.
     * @return dL/dh^1, ..., dL/dh^L; that of layer l is element l - 1.
     */
    List<Matrix> backPropagate(List<Matrix> h, Matrix top) {
        Matrix[] gradients = new Matrix[depth()];
        gradients[depth() - 1] = top;
        for (int l = depth(); l > 1; l--) {
            gradients[l - 2] = layers.get(l - 1).inputGradient(throughActivation(h.get(l), gradients[l - 1]));
        }
        return List.of(gradients);
    }

    private Matrix throughActivation(Matrix output, Matrix gradient) {
        if (!relu) {
            return gradient;
        }
        Matrix masked = Matrix.zeros(gradient.rows(), gradient.columns());
        for (int i = 0; i < masked.values().length; i++) {
            masked.values()[i] = output.values()[i] > 0 ? gradient.values()[i] : 0;
        }
        return masked;
    }
}
