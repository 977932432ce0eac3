package io.localssl.cli;

import io.localssl.encoder.EncoderModel;
import io.localssl.train.EpochReport;
import io.localssl.train.StepReport;
import io.localssl.train.TrainingListener;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the numbers of a run, and writes them and the encoder after each epoch, so that an interruption costs one epoch at most. Seconds are those of training:
 * the time it takes to write the files is left out.
 */
final class MetricsLog implements TrainingListener {
    private final RunFolder run;
    private final boolean keepEpochs;
    private final List<Map<String, Object>> epochs = new ArrayList<>();
    private final List<Map<String, Object>> losses = new ArrayList<>();
    private long images = 0;
    private double secondsWriting = 0;
    private double seconds = 0;
    private @Nullable EpochReport last;

    MetricsLog(RunFolder run, boolean keepEpochs) {
        this.run = run;
        this.keepEpochs = keepEpochs;
    }

    @Override
    public void onStep(StepReport report) {
        images += report.images();
    }

    @Override
    public void onEpoch(EpochReport report) {
        last = report;
        seconds = report.secondsTotal() - secondsWriting;
        Map<String, Object> loss = new LinkedHashMap<>();
        loss.put("epoch", report.epoch());
        loss.put("loss", report.meanBlockLosses());
        loss.put("blocks", Arrays.stream(report.blocks()).map(block -> block + 1).toArray());
        losses.add(loss);
        Map<String, Object> epoch = new LinkedHashMap<>(loss);
        epoch.put("images_per_second", report.imagesPerSecond());
        epoch.put("seconds_total", seconds);
        epoch.put("seconds_augment", report.secondsAugment());
        epoch.put("peak_offheap_mb", report.peakOffheapMb());
        epochs.add(epoch);
        long begin = System.nanoTime();
        save(report);
        secondsWriting += (System.nanoTime() - begin) / 1e9;
    }

    private void save(EpochReport report) {
        try (EncoderModel model = report.snapshot().get()) {
            run.save(model);
            if (keepEpochs) {
                run.saveEncoder(run.encoder(report.epoch()), model);
            }
            write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes metrics.jsonl. */
    void write() throws IOException {
        Json.writeLines(run.metrics(), epochs);
    }

    /** @return the whole run: the losses of each epoch, and speed and memory over all of them. */
    Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("epochs", losses);
        summary.put("images_per_second", seconds == 0 ? 0 : images / seconds);
        summary.put("seconds_total", seconds);
        summary.put("seconds_augment", last == null ? 0 : last.secondsAugment());
        summary.put("peak_offheap_mb", last == null ? 0 : last.peakOffheapMb());
        return summary;
    }
}
