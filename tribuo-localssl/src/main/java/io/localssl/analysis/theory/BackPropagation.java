package io.localssl.analysis.theory;

import io.localssl.loss.Pairs;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** End-to-end training: the loss of the top layer, its context a constant, its gradient through all layers, Adam on every W and on B^L. */
final class BackPropagation {
    private final DeepNetwork network;
    private final LocalRule top;
    private final Matrix matrix;
    private final List<Adam> optimisers = new ArrayList<>();

    /**
     * @param network is trained in place.
     * @param matrix  B^L, trained in place.
     * @param top     the loss of the top layer; how it sets B is not asked.
     * @param rate    the learning rate.
     */
    BackPropagation(DeepNetwork network, Matrix matrix, LocalRule top, double rate) {
        this.network = network;
        this.matrix = matrix;
        this.top = top;
        for (Layer layer : network.layers()) {
            optimisers.add(new Adam(rate, layer.weight().values().length));
        }
        optimisers.add(new Adam(rate, matrix.values().length));
    }

    /** @return the loss before the step. */
    double step(Matrix views) {
        int depth = network.depth();
        Pairs pairs = Pairs.nextRow(views.rows() / 2);
        List<Matrix> h = network.activations(views);
        Contrast contrast = top.contrast(network, depth, h, pairs, matrix);
        Matrix delta = contrast.difference(top.contexts(network, depth, h));
        List<Matrix> gradients = network.backPropagate(h, top.mapGradient(network, depth, h, pairs, matrix));
        List<Matrix> weightGradients = new ArrayList<>();
        for (int l = 1; l <= depth; l++) {
            weightGradients.add(network.weightGradient(l, h, gradients.get(l - 1)));
        }
        for (int l = 1; l <= depth; l++) {
            optimisers.get(l - 1).update(network.layers().get(l - 1).weight(), weightGradients.get(l - 1));
        }
        optimisers.get(depth).update(matrix, top.features(network, depth, h).transposedTimes(delta));
        return contrast.loss();
    }

    /** Trains on fresh views. */
    void train(ViewPairs data, int steps, int batchPairs, SplittableRandom random, TheoryFigure.Progress progress) {
        for (int i = 1; i <= steps; i++) {
            progress.trained(i, steps, step(data.draw(batchPairs, random)));
        }
    }
}
