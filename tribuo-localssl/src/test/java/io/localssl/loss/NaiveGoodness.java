package io.localssl.loss;

/** The oracle: losses of goodness straight from their equations, with loops over images i, channels c and positions p. */
public final class NaiveGoodness {

    private NaiveGoodness() {
    }

    /** g of each row, or of each position of each row, from what is positive of features (rows, channels, positions). */
    public static double[][] goodness(double[] features, int rows, int channels, boolean atEachPosition) {
        int positions = features.length / rows / channels;
        double[][] g = new double[rows][atEachPosition ? positions : 1];
        for (int i = 0; i < rows; i++) {
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < positions; p++) {
                    double square = Math.pow(Math.max(0, features[(i * channels + c) * positions + p]), 2);
                    if (atEachPosition) {
                        g[i][p] += square / channels;
                    } else {
                        g[i][0] += square / (channels * positions);
                    }
                }
            }
        }
        return g;
    }

    /** The loss of 2B rows, the first B positives. */
    public static double loss(double[][] g, GoodnessLoss settings) {
        int images = g.length / 2;
        double loss = 0;
        for (int i = 0; i < images; i++) {
            double square = 0;
            for (int p = 0; p < g[i].length; p++) {
                loss += Math.log(1 + Math.exp(settings.sharpness() * (settings.threshold() - g[i][p]))) / g[i].length / images;
                loss += Math.log(1 + Math.exp(settings.sharpness() * (g[images + i][p] - settings.negativeThreshold()))) / g[i].length / images;
                square += Math.pow(g[i][p], 2);
            }
            loss += settings.penalty() * Math.sqrt(square) / images;
        }
        return loss;
    }

    /** The second views, mixed with the next ones by the shares of their own images; channels after channels in a row. */
    public static double[] mixed(double[] batch, float[][] shares, int channels) {
        int images = shares.length;
        int positions = shares[0].length;
        double[] mixed = batch.clone();
        for (int i = 0; i < images; i++) {
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < positions; p++) {
                    double own = batch[((images + i) * channels + c) * positions + p];
                    double other = batch[((images + (i + 1) % images) * channels + c) * positions + p];
                    mixed[((images + i) * channels + c) * positions + p] = shares[i][p] * own + (1 - shares[i][p]) * other;
                }
            }
        }
        return mixed;
    }
}
