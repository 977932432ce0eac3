package io.localssl.cli;

import io.localssl.data.ImageStore;
import io.localssl.encoder.EncoderModel;
import io.localssl.train.LocalSSLTrainer;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;

/** One pretraining run: trains, shows progress, and keeps the files of the run up to date. */
final class PretrainingRun {
    private final RunFolder folder;
    private final PrintWriter err;
    private final boolean quiet;
    private final MetricsLog metrics;

    /**
     * @param folder     where the files go.
     * @param keepEpochs whether to keep the encoder of each epoch.
     * @param err        receives the progress.
     * @param quiet      whether there shall be none.
     */
    PretrainingRun(RunFolder folder, boolean keepEpochs, PrintWriter err, boolean quiet) {
        this.folder = folder;
        this.err = err;
        this.quiet = quiet;
        this.metrics = new MetricsLog(folder, keepEpochs);
    }

    /**
     * Trains and writes the files.
     *
     * @param settings the trainer, without a listener.
     * @param images   the images.
     * @return the encoder; the caller closes it.
     */
    EncoderModel train(LocalSSLTrainer.Builder settings, ImageStore images) throws IOException {
        if (!quiet) {
            LocalSSLTrainer trainer = settings.build();
            err.println(Requirements.line(trainer.footprint(trainer.viewShape(images), images.size()), images));
            err.flush();
        }
        EncoderModel model;
        try (TrainingProgress progress = new TrainingProgress(err, !quiet && Terminal.isInteractive(), Clock.systemDefaultZone(), images.size())) {
            model = settings.listener(quiet ? metrics : progress.andThen(metrics)).build().train(images);
        }
        folder.save(model);
        metrics.write();
        return model;
    }

    /** @return losses, speed and memory, for JSON. */
    Map<String, Object> summary() {
        return metrics.summary();
    }
}
