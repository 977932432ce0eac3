package io.localssl.embedding;

import org.tribuo.DataSource;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.evaluation.Evaluator;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.EvaluationProvenance;

import java.util.ArrayList;
import java.util.List;

/**
 * Looks for collapse in the embeddings an encoder predicts, see {@link EmbeddingStatistics}. There is no right answer to compare with, so the images
 * need no embedding of their own, which is why this does not extend Tribuo's {@code AbstractEvaluator}: it refuses images without one.
 */
public final class EmbeddingEvaluator implements Evaluator<Embedding, EmbeddingEvaluation> {

    /** An evaluator; all are alike. */
    public EmbeddingEvaluator() {
    }

    /** @throws EmbeddingException if the data set is empty. */
    @Override
    public EmbeddingEvaluation evaluate(Model<Embedding> model, Dataset<Embedding> dataset) {
        return evaluate(model, model.predict(dataset), dataset.getProvenance());
    }

    /** @throws EmbeddingException if the data source is empty. */
    @Override
    public EmbeddingEvaluation evaluate(Model<Embedding> model, DataSource<Embedding> datasource) {
        return evaluate(model, model.predict(datasource), datasource.getProvenance());
    }

    /** @throws EmbeddingException if there is no prediction, or their embeddings have different dimensions or none. */
    @Override
    public EmbeddingEvaluation evaluate(Model<Embedding> model, List<Prediction<Embedding>> predictions, DataProvenance dataProvenance) {
        List<float[]> rows = new ArrayList<>(predictions.size());
        for (Prediction<Embedding> prediction : predictions) {
            rows.add(prediction.getOutput().getValues());
        }
        return new EmbeddingEvaluation(EmbeddingStatistics.of(rows), predictions, new EvaluationProvenance(model.getProvenance(), dataProvenance));
    }
}
