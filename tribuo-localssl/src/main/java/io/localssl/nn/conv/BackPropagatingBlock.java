package io.localssl.nn.conv;

import io.localssl.nn.GradientFlow;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.Objects;

/** A block that can send its gradient to the block below: it keeps the map dL/dh; and, for predictive coding, its activity apart from the map it computes. */
final class BackPropagatingBlock extends ConvBlock {
    private final FeatureMap mapGradient;
    private final MapSource spread;
    private final INDArray pooledMapGradient;
    private final @Nullable BackPropagatingBlock below;
    private final @Nullable Relaxation relaxation;

    /**
     * @param body        what lies between what it reads and its map.
     * @param pool        the average pool of the loss.
     * @param features    receives f.
     * @param windows     receives dL/dh of one position of each window, from a loss.
     * @param mapGradient receives dL/dh.
     * @param means       receives the means of dL/dh.
     * @param below       the block below, null for the lowest.
     * @param relaxation  moves h, null where h is what the block computes.
     */
    BackPropagatingBlock(BlockBody body, AveragePool pool, INDArray features, FeatureMap windows, FeatureMap mapGradient, INDArray means,
            @Nullable BackPropagatingBlock below, @Nullable Relaxation relaxation) {
        super(body, pool, features, windows);
        this.mapGradient = mapGradient;
        this.spread = pool.spread(windows, body.map().height());
        this.pooledMapGradient = means;
        this.below = below;
        this.relaxation = relaxation;
    }

    @Override
    public void forward() {
        if (relaxation == null) {
            super.forward();
        } else {
            body.forward();
            relaxation.start();
            pool(relaxation.activity());
        }
    }

    @Override
    public void predict() {
        relaxation();
        body.forward();
        gradientArrived();
    }

    @Override
    public void relax(double precision, double rate) {
        relaxation().step(precision, rate);
        body.workspace().hold(null); // the block above reads another activity than before
        pool(relaxation().activity());
        gradientArrived();
    }

    private Relaxation relaxation() {
        if (relaxation == null) {
            GradientFlow.THROUGH.requireRelaxed();
        }
        return Objects.requireNonNull(relaxation);
    }

    @Override
    public INDArray activation() {
        return relaxation == null ? super.activation() : relaxation.activity().copy();
    }

    @Override
    public void mapGradient(INDArray featureGradient) {
        super.mapGradient(featureGradient);
        mapGradient.assign(spread, body.workspace());
    }

    @Override
    public void inputGradient() {
        if (below != null) {
            takeGradient();
            body.inputGradient(below.mapGradient);
            below.gradientArrived();
        }
    }

    @Override
    public INDArray pooledMapGradient() {
        pool.apply(mapGradient, pooledMapGradient);
        return pooledMapGradient;
    }

    @Override
    public double mapGradientSquare() {
        double[] squares = new double[mapGradient.rows()];
        float[][] lines = new float[body.workspace().workers().threads()][mapGradient.width() * mapGradient.channels()];
        body.workspace().workers().share(squares.length, (worker, row) -> {
            for (int y = 0; y < mapGradient.height(); y++) {
                mapGradient.readRow(row, y, lines[worker]);
                for (float value : lines[worker]) {
                    squares[row] += (double) value * value;
                }
            }
        });
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        return sum;
    }
}
