package io.localssl.nn.conv;

import io.localssl.nn.Workers;
import io.localssl.onnx.MapPool;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The pools that are not taken as a map leaves its convolution: the mean or the maximum of each window, and the way back. Of equal maxima the first counts, as in
 * PyTorch. It owns nothing.
 */
final class PooledMap {
    private final MapPool pool;
    private final MapSource input;
    private final FeatureMap output;
    private final @Nullable FeatureMap winners;
    private final Workers workers;
    private final float[][] sums;
    private final float[][] numbers;
    private final float[][] positions;

    /**
     * @param pool    the windows.
     * @param input   the maps that are pooled.
     * @param output  receives the pooled maps.
     * @param winners of a maximum, receives which position of each window was the largest, of the same shape; null for a mean.
     * @param workers compute.
     */
    PooledMap(MapPool pool, MapSource input, FeatureMap output, @Nullable FeatureMap winners, Workers workers) {
        this.pool = pool;
        this.input = input;
        this.output = output;
        this.winners = winners;
        this.workers = workers;
        sums = new float[workers.threads()][input.channels()];
        numbers = new float[workers.threads()][input.channels()];
        positions = new float[workers.threads()][input.channels()];
    }

    void forward(Workspace workspace) {
        workers.share(output.rows() * output.height(), (worker, line) -> {
            int row = line / output.height();
            for (int x = 0; x < output.width(); x++) {
                pool(worker, row, line % output.height(), x, workspace.scratch(worker));
            }
        });
    }

    private void pool(int worker, int row, int y, int x, Scratch scratch) {
        float[] result = sums[worker];
        float[] number = numbers[worker];
        Arrays.fill(result, winners == null ? 0 : Float.NEGATIVE_INFINITY);
        for (int k = 0; k < pool.kernel() * pool.kernel(); k++) {
            int iy = y * pool.stride() - pool.padding() + k / pool.kernel();
            int ix = x * pool.stride() - pool.padding() + k % pool.kernel();
            if (iy < 0 || iy >= input.height() || ix < 0 || ix >= input.width()) {
                continue;
            }
            input.read(row, iy, ix, positions[worker], 0, scratch);
            if (winners == null) {
                add(positions[worker], 1f / (pool.kernel() * pool.kernel()), result);
            } else {
                takeLarger(positions[worker], k, result, number);
            }
        }
        output.write(row, y, x, result, 0);
        if (winners != null) {
            winners.write(row, y, x, number, 0);
        }
    }

    private static void add(float[] values, float factor, float[] sum) {
        for (int c = 0; c < sum.length; c++) {
            sum[c] += factor * values[c];
        }
    }

    private static void takeLarger(float[] values, int k, float[] largest, float[] number) {
        for (int c = 0; c < largest.length; c++) {
            if (values[c] > largest[c]) {
                largest[c] = values[c];
                number[c] = k;
            }
        }
    }

    /**
     * The way back.
     *
     * @param outputGradient the gradient of the pooled maps.
     * @return that of the maps before, computed as it is read.
     */
    MapSource gradient(MapSource outputGradient) {
        return new MapSource(input.channels(), input.height(), input.width()) {
            @Override
            void read(int row, int y, int x, float[] into, int at, Scratch scratch) {
                Arrays.fill(into, at, at + channels, 0);
                for (int wy = firstWindow(y); wy <= (y + pool.padding()) / pool.stride() && wy < output.height(); wy++) {
                    for (int wx = firstWindow(x); wx <= (x + pool.padding()) / pool.stride() && wx < output.width(); wx++) {
                        outputGradient.read(row, wy, wx, scratch.position, 0, scratch);
                        int k = (y + pool.padding() - wy * pool.stride()) * pool.kernel() + x + pool.padding() - wx * pool.stride();
                        addWindow(row, wy, wx, k, into, at, scratch);
                    }
                }
            }
        };
    }

    /** The first window that reaches a row or column. */
    private int firstWindow(int side) {
        return Math.max(0, Math.floorDiv(side + pool.padding() - pool.kernel(), pool.stride()) + 1);
    }

    private void addWindow(int row, int wy, int wx, int k, float[] into, int at, Scratch scratch) {
        if (winners == null) {
            float share = 1f / (pool.kernel() * pool.kernel());
            for (int c = 0; c < input.channels(); c++) {
                into[at + c] += share * scratch.position[c];
            }
        } else {
            winners.read(row, wy, wx, scratch.winners, 0, scratch);
            for (int c = 0; c < input.channels(); c++) {
                into[at + c] += scratch.winners[c] == k ? scratch.position[c] : 0;
            }
        }
    }
}
