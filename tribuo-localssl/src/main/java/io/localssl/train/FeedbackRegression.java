package io.localssl.train;

import io.localssl.loss.Pairs;
import io.localssl.nn.BlockKernel;
import io.localssl.nn.GradientFlow;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trained feedback: the matrices of all blocks but the top one descend the squared mismatch
 * <pre>
 * E^l = | dL^l/dh^l - dL^L/dh^l |^2
 * </pre>
 * between the local gradient, which they shape, and the back-propagated gradient of the top loss. The encoder and the top block's matrix stay as they are: the
 * rule asks how well feedback could do, it does not learn features.
 * <p>
 * Reported are E^l / |dL^L/dh^l|^2, and for the top block its loss. The local gradient is g / k^2 in each window of k^2 positions, g = dL^l/df^l, so with the
 * window's mean t of the back-propagated gradient dE/dg = 2 (g / k^2 - t).
 *
 * @see <a href="https://arxiv.org/abs/2601.21683">arXiv 2601.21683, train-feedback</a>
 */
final class FeedbackRegression implements Credit {

    @Override
    public GradientFlow flow() {
        return GradientFlow.THROUGH;
    }

    @Override
    public double[] assign(Activity activity, Pairs pairs, BlockListener listener) {
        int top = activity.depth() - 1;
        activity.forward(activity.depth());
        double[] reports = new double[activity.depth()];
        reports[top] = activity.evaluate(top, pairs);
        listener.onLoss(top, reports[top]);
        for (int l = top - 1; l >= 0; l--) {
            activity.kernel(l + 1).inputGradient();
            reports[l] = regress(activity, l, pairs);
            listener.onLoss(l, reports[l]);
            listener.onGradients(l);
        }
        return reports;
    }

    private static double regress(Activity activity, int block, Pairs pairs) {
        BlockKernel kernel = activity.kernel(block);
        Activity.Evaluation evaluation = activity.loss(block, pairs);
        INDArray gradient = evaluation.featureGradient();
        INDArray target = kernel.pooledMapGradient();
        double window = activity.windowSize(block);
        double targetSquare = kernel.mapGradientSquare();
        // |g/k^2 - T|^2 over the positions of all windows
        double mismatch = (square(gradient) / window - 2 * dot(gradient, target) + targetSquare) / targetSquare;
        gradient.divi(window).subi(target).muli(2);
        ((PredictionLoss.PredictionWorkspace) evaluation.workspace()).feedbackGradient(gradient);
        return mismatch;
    }

    private static double square(INDArray a) {
        double norm = a.norm2Number().doubleValue();
        return norm * norm;
    }

    private static double dot(INDArray a, INDArray b) {
        try (INDArray product = a.mul(b)) {
            return product.sumNumber().doubleValue();
        }
    }

    @Override
    public boolean learnsEncoder(int block, int depth) {
        return false;
    }

    @Override
    public boolean learnsLoss(int block, int depth) {
        return block < depth - 1;
    }

    @Override
    public void requireFits(Objective objective, int epochs, int depth) {
        if (objective instanceof PatchPrediction) {
            throw new RuleException("found credit=trained-feedback with prediction-steps, expected context=top: feedback comes from the top block, not from other patches");
        }
        if (!(objective instanceof Contrastive contrastive) || !contrastive.contrast().isPiecewiseLinear()) {
            throw new RuleException("found credit=trained-feedback with a contrast that is not piecewise linear, expected hinge or linear: "
                    + "only then is the local gradient linear in the matrix");
        }
        if (contrastive.projection().kind() == Matrices.Kind.FIXED || contrastive.projection().kind() == Matrices.Kind.IDENTITY) {
            throw new RuleException("found credit=trained-feedback with a projection that is not learned, expected trained, low-rank or row-normalised");
        }
        for (int l = 0; l < depth; l++) {
            for (Context context : contrastive.contexts()) {
                int[] sources = context.blocks(l, depth);
                if (sources.length != 1 || sources[0] != depth - 1) {
                    throw new RuleException("found credit=trained-feedback with a context other than the top block, expected context=top: feedback comes from there");
                }
            }
        }
    }
}
