package io.localssl.nn.conv;

import io.localssl.nn.Workers;

/**
 * The activity h of a block that predictive coding moves, kept apart from what the block predicts of it, F. In: F and the gradient that has arrived. Out: h after
 * a step, and the gradient of F, see {@link io.localssl.nn.BlockKernel#relax}.
 */
final class Relaxation {
    private final Workers workers;
    private final FeatureMap activity;
    private final FeatureMap prediction;
    private final FeatureMap gradient;
    private final float[][] activities;
    private final float[][] predictions;
    private final float[][] gradients;

    /**
     * @param workers    compute.
     * @param activity   h.
     * @param prediction F.
     * @param gradient   dL/dh.
     */
    Relaxation(Workers workers, FeatureMap activity, FeatureMap prediction, FeatureMap gradient) {
        this.workers = workers;
        this.activity = activity;
        this.prediction = prediction;
        this.gradient = gradient;
        int line = activity.width() * activity.channels();
        activities = new float[workers.threads()][line];
        predictions = new float[workers.threads()][line];
        gradients = new float[workers.threads()][line];
    }

    FeatureMap activity() {
        return activity;
    }

    /** h = F. */
    void start() {
        workers.share(activity.rows() * activity.height(), (worker, line) -> {
            int row = line / activity.height();
            int y = line % activity.height();
            prediction.readRow(row, y, activities[worker]);
            activity.writeRow(row, y, activities[worker]);
        });
    }

    /** Moves h, and sets dL/dh to the gradient of F. */
    void step(double precision, double rate) {
        workers.share(activity.rows() * activity.height(), (worker, line) -> {
            int row = line / activity.height();
            int y = line % activity.height();
            activity.readRow(row, y, activities[worker]);
            prediction.readRow(row, y, predictions[worker]);
            gradient.readRow(row, y, gradients[worker]);
            step(activities[worker], predictions[worker], gradients[worker], (float) precision, (float) rate);
            activity.writeRow(row, y, activities[worker]);
            gradient.writeRow(row, y, gradients[worker]);
        });
    }

    private static void step(float[] activity, float[] prediction, float[] gradient, float precision, float rate) {
        for (int i = 0; i < activity.length; i++) {
            float error = precision * (activity[i] - prediction[i]);
            activity[i] -= rate * (error + gradient[i]);
            gradient[i] = -error;
        }
    }
}
