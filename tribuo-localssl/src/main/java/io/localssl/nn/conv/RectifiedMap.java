package io.localssl.nn.conv;

import io.localssl.onnx.ConvolutionShape;
import org.jspecify.annotations.Nullable;

/** relu(y + b), or relu(y + b + shortcut) at the end of a residual block. */
final class RectifiedMap extends ConvolvedMap {
    private final @Nullable MapSource shortcut;

    /**
     * @param map      receives it.
     * @param shape    the convolution.
     * @param shortcut what is added, null where nothing is.
     */
    RectifiedMap(FeatureMap map, ConvolutionShape shape, @Nullable MapSource shortcut) {
        super(map, shape);
        this.shortcut = shortcut;
    }

    @Override
    void store(int row, int strip, Scratch scratch) {
        for (int i = 0; i < Lowering.STRIP; i++) {
            if (shortcut != null) {
                addShortcut(shortcut, row, Lowering.STRIP * strip + i, scratch, scratch.output[i]);
            }
            for (float[] column : scratch.output[i]) {
                rectify(column, bias, bias.length);
            }
        }
        map.write(row, strip, scratch);
    }

    private void addShortcut(MapSource shortcut, int row, int y, Scratch scratch, float[][] line) {
        shortcut.readColumns(row, y, scratch.planes, scratch);
        for (int j = 0; j < Lowering.STRIP; j++) {
            add(scratch.planes[j], line[j], bias.length);
        }
    }

    static void rectify(float[] y, float[] bias, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.max(0f, y[i] + bias[i]);
        }
    }

    @Override
    void readGradient(int row, int strip, MapSource mapGradient, Scratch scratch) {
        for (int i = 0; i < Lowering.STRIP; i++) {
            mapGradient.readColumns(row, Lowering.STRIP * strip + i, scratch.output[i], scratch);
            map.readColumns(row, Lowering.STRIP * strip + i, scratch.planes, scratch);
            for (int j = 0; j < Lowering.STRIP; j++) {
                silence(scratch.planes[j], scratch.output[i][j], bias.length);
            }
        }
    }

    @Override
    MapSource gradient(MapSource mapGradient) {
        return new MapSource(map.channels(), height, width) {
            @Override
            void read(int row, int y, int x, float[] into, int at, Scratch scratch) {
                mapGradient.read(row, y, x, into, at, scratch);
                map.read(row, y, x, scratch.position, 0, scratch);
                silence(scratch.position, into, at, map.channels());
            }
        };
    }

    /** Where the activity is 0, the gradient is. */
    private static void silence(float[] activity, float[] gradient, int n) {
        for (int i = 0; i < n; i++) {
            gradient[i] *= Math.min(1f, activity[i] * Float.MAX_VALUE);
        }
    }

    /** The same for one position; apart from the other, which the compiler turns into vector instructions only where it sees no offset. */
    static void silence(float[] activity, float[] gradient, int at, int n) {
        for (int i = 0; i < n; i++) {
            gradient[at + i] *= Math.min(1f, activity[i] * Float.MAX_VALUE);
        }
    }
}
