package io.localssl.analysis.theory;

/**
 * The average pool between a map and its loss: kernel and stride {@code window}, which divides the side. Window 1 keeps the whole map (full 2-D dependence),
 * the side itself gives the global mean.
 *
 * @param side     height and width of the map.
 * @param channels its channels.
 * @param window   the kernel.
 */
record Pooling(int side, int channels, int window) {

    Pooling {
        if (window < 1 || side % window != 0) {
            throw new IllegalArgumentException("found the pooling window " + window + ", expected a divisor of the side " + side);
        }
    }

    static Pooling of(Layer layer, int window) {
        return new Pooling(layer.side(), layer.outputChannels(), window);
    }

    /** P h: features [N, (side / window)^2 * channels] of maps [N, side^2 * channels]. */
    Matrix pool(Matrix maps) {
        if (window == 1) {
            return maps;
        }
        int grid = side / window;
        Matrix features = Matrix.zeros(maps.rows(), grid * grid * channels);
        eachPosition(maps.rows(), (map, feature) -> features.values()[feature] += maps.values()[map] / (window * window));
        return features;
    }

    /** P^T g: what a gradient of the features is for the maps. */
    Matrix unpool(Matrix gradient) {
        if (window == 1) {
            return gradient;
        }
        Matrix maps = Matrix.zeros(gradient.rows(), side * side * channels);
        eachPosition(gradient.rows(), (map, feature) -> maps.values()[map] = gradient.values()[feature] / (window * window));
        return maps;
    }

    /** An element of the map and the feature it belongs to. */
    private interface Place {
        void at(int map, int feature);
    }

    private void eachPosition(int rows, Place place) {
        int grid = side / window;
        int map = 0;
        for (int n = 0; n < rows; n++) {
            for (int i = 0; i < side; i++) {
                for (int j = 0; j < side; j++) {
                    int feature = ((n * grid + i / window) * grid + j / window) * channels;
                    for (int c = 0; c < channels; c++) {
                        place.at(map++, feature + c);
                    }
                }
            }
        }
    }
}
