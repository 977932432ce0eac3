package io.localssl.cli;

import io.localssl.encoder.ImageEncoder;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.encoder.SessionOptions;
import io.localssl.eval.FeatureMatrix;
import org.tribuo.DataSource;
import org.tribuo.classification.Label;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Judges features of labelled images by the probes that were chosen; the first of them alone follows an encoder along its epochs. */
final class CellProbe {
    private final DataSource<Label> train;
    private final DataSource<Label> test;
    private final List<ProbeKind> probes;
    private final SessionOptions session;

    /**
     * @param train   the images to learn from.
     * @param test    the images to judge on.
     * @param probes  at least one.
     * @param session how encoders run.
     */
    CellProbe(DataSource<Label> train, DataSource<Label> test, Collection<ProbeKind> probes, SessionOptions session) {
        this.train = train;
        this.test = test;
        this.probes = List.copyOf(probes);
        this.session = session;
    }

    /** Judges the pixels themselves. */
    CellResult pixels(Cell cell) {
        Map<String, Double> accuracy = accuracy(cell, FeatureMatrix.pixels(train), FeatureMatrix.pixels(test), probes);
        return new CellResult(cell.features(), cell.seed(), null, accuracy, null, List.of());
    }

    /** Judges the untrained encoder, where every curve begins. */
    CellResult untrained(Cell cell, ImageEncoder encoder) {
        Map<String, Double> accuracy = accuracy(cell, encoder, probes);
        return new CellResult(cell.features(), cell.seed(), null, accuracy, null, List.of(new CellResult.Point(0, 0, first(accuracy))));
    }

    /**
     * Judges the encoders that a pretraining run kept, one an epoch; all probes judge the last.
     *
     * @param cell     the cell.
     * @param run      its run.
     * @param cost     what it took.
     * @param progress receives a line an epoch.
     */
    CellResult run(Cell cell, RunFolder run, CellResult.Cost cost, Consumer<String> progress) throws IOException {
        List<Epoch> epochs = Json.readLines(run.metrics(), Epoch.class);
        List<CellResult.Point> curve = new ArrayList<>();
        Map<String, Double> accuracy = Map.of();
        for (Epoch epoch : epochs) {
            try (ImageEncoder encoder = OnnxImageEncoder.builder(run.encoder(epoch.epoch())).threads(session.threads()).build()) {
                accuracy = accuracy(cell, encoder, epoch.epoch() == epochs.size() ? probes : probes.subList(0, 1));
            }
            curve.add(new CellResult.Point(epoch.epoch(), epoch.secondsTotal(), first(accuracy)));
            progress.accept(String.format(Locale.ROOT, "probe of epoch %d/%d: %.1f %% right", epoch.epoch(), epochs.size(), 100 * first(accuracy)));
        }
        return new CellResult(cell.features(), cell.seed(), null, accuracy, cost, curve);
    }

    /** What is needed of a line of metrics.jsonl. */
    private record Epoch(int epoch, double secondsTotal) {
    }

    private double first(Map<String, Double> accuracy) {
        return accuracy.get(probes.get(0).toString());
    }

    private Map<String, Double> accuracy(Cell cell, ImageEncoder encoder, List<ProbeKind> chosen) {
        return accuracy(cell, FeatureMatrix.encode(train, encoder), FeatureMatrix.encode(test, encoder), chosen);
    }

    private Map<String, Double> accuracy(Cell cell, FeatureMatrix trainFeatures, FeatureMatrix testFeatures, List<ProbeKind> chosen) {
        Map<String, Double> accuracy = new LinkedHashMap<>();
        for (ProbeKind probe : chosen) {
            accuracy.put(probe.toString(), probe.probe(cell.seed(), session.threads()).evaluate(trainFeatures, testFeatures).accuracy());
        }
        return accuracy;
    }
}
