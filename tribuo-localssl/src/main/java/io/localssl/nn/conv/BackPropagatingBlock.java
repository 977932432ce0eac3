package io.localssl.nn.conv;

import io.localssl.nn.EncoderParameters;
import io.localssl.nn.GradientFlow;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.Objects;

/** A block that can send its gradient to the block below: it keeps the map dL/dh; and, for predictive coding, its activity apart from the map it computes. */
final class BackPropagatingBlock extends ConvBlock {
    private final FeatureMap mapGradient;
    private final MapSource spread;
    private final INDArray pooledMapGradient;
    private final @Nullable Convolution back;
    private final @Nullable BackPropagatingBlock below;
    private final @Nullable Relaxation relaxation;

    /**
     * @param parameters  weights and bias.
     * @param input       the map of the block below, or the images.
     * @param map         h.
     * @param convolution of the input.
     * @param workspace   what all blocks compute in.
     * @param pool        the average pool of the loss.
     * @param features    receives f.
     * @param windows     receives dL/dh of one position of each window, from a loss.
     * @param mapGradient receives dL/dh.
     * @param means       receives the means of dL/dh.
     * @param back        takes dL/dy to the block below, null where there is none.
     * @param below       the block below, null for the lowest.
     * @param relaxation  moves h, null where h is what the block computes.
     */
    BackPropagatingBlock(EncoderParameters.Block parameters, MapSource input, RectifiedMap map, Convolution convolution, Workspace workspace, AveragePool pool,
            INDArray features, FeatureMap windows, FeatureMap mapGradient, INDArray means, @Nullable Convolution back, @Nullable BackPropagatingBlock below,
            @Nullable Relaxation relaxation) {
        super(parameters, input, map, convolution, workspace, pool, features, windows, mapGradient);
        this.mapGradient = mapGradient;
        this.spread = pool.spread(windows, map.map().height());
        this.pooledMapGradient = means;
        this.back = back;
        this.below = below;
        this.relaxation = relaxation;
    }

    @Override
    public void forward() {
        if (relaxation == null) {
            super.forward();
        } else {
            compute();
            relaxation.start();
            pool.apply(relaxation.activity(), features);
        }
    }

    @Override
    public void predict() {
        relaxation();
        compute();
    }

    @Override
    public void relax(double precision, double rate) {
        relaxation().step(precision, rate);
        pool.apply(relaxation().activity(), features);
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
        workspace.workers().share(mapGradient.rows() * mapGradient.height(), (worker, line) -> {
            Scratch scratch = workspace.scratch(worker);
            int row = line / mapGradient.height();
            int y = line % mapGradient.height();
            for (int x = 0; x < mapGradient.width(); x++) {
                spread.read(row, y, x, scratch.position, 0, scratch);
                mapGradient.write(row, y, x, scratch.position, 0);
            }
        });
    }

    @Override
    public void inputGradient() {
        if (back != null && below != null) {
            back.apply(map.gradient(mapGradient), Kernels.backward(weights, back.outChannels(), map.map().channels()), below.mapGradient::write);
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
        float[][] lines = new float[workspace.workers().threads()][mapGradient.width() * mapGradient.channels()];
        workspace.workers().share(squares.length, (worker, row) -> {
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
