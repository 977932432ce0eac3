package io.localssl.embedding;

import org.tribuo.Prediction;
import org.tribuo.evaluation.Evaluation;
import org.tribuo.evaluation.metrics.MetricID;
import org.tribuo.evaluation.metrics.MetricTarget;
import org.tribuo.provenance.EvaluationProvenance;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@link EmbeddingStatistics} of an encoder's predictions, with the provenance of the encoder and of the images. */
public final class EmbeddingEvaluation implements Evaluation<Embedding> {
    private final EmbeddingStatistics statistics;
    private final List<Prediction<Embedding>> predictions;
    private final EvaluationProvenance provenance;

    EmbeddingEvaluation(EmbeddingStatistics statistics, List<Prediction<Embedding>> predictions, EvaluationProvenance provenance) {
        this.statistics = statistics;
        this.predictions = List.copyOf(predictions);
        this.provenance = provenance;
    }

    /** @return the statistics. */
    public EmbeddingStatistics getStatistics() {
        return statistics;
    }

    /** @return the statistics by name, in a fixed order, see {@link EmbeddingStatistics#asMap()}. */
    public Map<String, Double> getMeasures() {
        return statistics.asMap();
    }

    /** @return the statistics under Tribuo's ids: the macro-average target and their name. */
    @Override
    public Map<MetricID<Embedding>, Double> asMap() {
        Map<MetricID<Embedding>, Double> map = new LinkedHashMap<>();
        getMeasures().forEach((name, value) -> map.put(new MetricID<>(MetricTarget.<Embedding>macroAverageTarget(), name), value));
        return Collections.unmodifiableMap(map);
    }

    @Override
    public List<Prediction<Embedding>> getPredictions() {
        return predictions;
    }

    @Override
    public EvaluationProvenance getProvenance() {
        return provenance;
    }

    @Override
    public String toString() {
        return statistics.toString();
    }
}
