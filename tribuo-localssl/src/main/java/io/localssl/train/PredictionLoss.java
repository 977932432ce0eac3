package io.localssl.train;

import io.localssl.loss.ContrastLoss;
import io.localssl.loss.Pairs;
import io.localssl.nn.Arena;
import io.localssl.nn.Projection;
import io.localssl.nn.Scores;
import io.localssl.nn.Transposition;
import io.localssl.nn.Workers;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** The loss of a block that predicts its features from contexts, the sum of one contrast a context. */
final class PredictionLoss extends MatrixLoss {

    /**
     * One context and its matrix.
     *
     * @param sources    the blocks whose features make the context.
     * @param projection B, owned by the loss.
     */
    record Term(int[] sources, Projection projection) {
    }

    private final ContrastLoss contrast;
    private final List<Term> terms;
    private final int block;
    private final Workers workers;
    private final Transposition transposition;

    PredictionLoss(ContrastLoss contrast, List<Term> terms, int block, OptionalDouble weightDecay, Workers workers) {
        super(terms.stream().map(Term::projection).toList(), weightDecay);
        this.contrast = contrast;
        this.terms = terms;
        this.block = block;
        this.workers = workers;
        transposition = new Transposition(workers);
    }

    @Override
    public PredictionWorkspace workspace(List<INDArray> features, Arena arena) {
        return new PredictionWorkspace(features, arena);
    }

    /** Evaluates it for one batch. */
    final class PredictionWorkspace implements Workspace {
        private final INDArray features;
        private final List<ContextFeatures> contexts = new ArrayList<>();
        private final List<Projection.Workspace> projections = new ArrayList<>();
        private final List<Scores> scores = new ArrayList<>();
        private final List<INDArray> gathered = new ArrayList<>();
        private final List<INDArray> predicted = new ArrayList<>();

        private PredictionWorkspace(List<INDArray> all, Arena arena) {
            features = all.get(block);
            int rows = (int) features.size(0);
            for (Term term : terms) {
                contexts.add(new ContextFeatures(Arrays.stream(term.sources()).mapToObj(all::get).toList(), transposition, arena));
                projections.add(term.projection().workspace(rows, arena));
                scores.add(new Scores(rows, (int) features.size(1), workers, arena));
            }
        }

        @Override
        public double evaluate(Pairs pairs, INDArray featureGradient) {
            gathered.clear();
            predicted.clear();
            for (int t = 0; t < terms.size(); t++) {
                gathered.add(contexts.get(t).gather());
                predicted.add(projections.get(t).predict(gathered.get(t)));
            }
            return evaluateAgain(pairs, featureGradient);
        }

        @Override
        public double evaluateAgain(Pairs pairs, INDArray featureGradient) {
            double loss = 0;
            for (int t = 0; t < terms.size(); t++) {
                loss += scores.get(t).compare(predicted.get(t), features, pairs, contrast);
                scores.get(t).addFeatureGradient(predicted.get(t), featureGradient);
                projections.get(t).gradient(scores.get(t).mix(features), gathered.get(t));
            }
            return loss;
        }

        /**
         * Sets the gradients with which the parameters change the feature gradient G = A^T c B^T of the last evaluation, for an error E that depends on G:
         * dE/dP = A R with R = dE/dG. It takes A as constant, which it is for a piecewise linear contrast.
         *
         * @param error R, shape (rows, d).
         */
        void feedbackGradient(INDArray error) {
            for (int t = 0; t < terms.size(); t++) {
                projections.get(t).gradient(scores.get(t).mix(error), contexts.get(t).gather());
            }
        }
    }
}
