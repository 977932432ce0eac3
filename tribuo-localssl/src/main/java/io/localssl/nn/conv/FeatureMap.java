package io.localssl.nn.conv;

import io.localssl.image.ImageShape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.nio.FloatBuffer;

/** The maps of all rows of a batch in the order (row, y, x, channel), on memory that somebody else owns. */
final class FeatureMap extends MapSource {
    private final FloatBuffer[] maps;

    /**
     * @param memory holds the maps.
     * @param offset where they start.
     * @param rows   the rows of the batch.
     * @param shape  that of a map.
     */
    FeatureMap(FloatMemory memory, long offset, int rows, ImageShape shape) {
        super(shape.channels(), shape.height(), shape.width());
        int size = shape.size();
        maps = new FloatBuffer[rows];
        for (int row = 0; row < rows; row++) {
            maps[row] = memory.part(offset + (long) row * size, size);
        }
    }

    private FeatureMap(FloatBuffer[] maps, int channels) {
        super(channels, 1, 1);
        this.maps = maps;
    }

    /** The same memory as maps of one position, whose channels are all values. */
    FeatureMap flattened() {
        return new FeatureMap(maps, channels * height * width);
    }

    int rows() {
        return maps.length;
    }

    @Override
    void read(int row, int y, int x, float[] into, int at, Scratch scratch) {
        maps[row].get(index(y, x), into, at, channels);
    }

    @Override
    void readRow(int row, int y, float[] into, int at, Scratch scratch) {
        maps[row].get(index(y, 0), into, at, width * channels);
    }

    /** Reads a row of a map from the start of an array. */
    void readRow(int row, int y, float[] into) {
        maps[row].get(index(y, 0), into, 0, width * channels);
    }

    /** Writes a row of a map from the start of an array. */
    void writeRow(int row, int y, float[] from) {
        maps[row].put(index(y, 0), from, 0, width * channels);
    }

    /** Writes all channels of one position. */
    void write(int row, int y, int x, float[] from, int at) {
        maps[row].put(index(y, x), from, at, channels);
    }

    /** Writes the rows of a strip that are inside the map. */
    void write(int row, int strip, Scratch scratch) {
        int top = Lowering.STRIP * strip;
        for (int i = 0; i < Lowering.STRIP && top + i < height; i++) {
            for (int x = 0; x < width; x++) {
                write(row, top + i, x, scratch.output[i][x % 4], x / 4 * channels);
            }
        }
    }

    /** Adds the rows of a strip that are inside the map to what stands there. */
    void add(int row, int strip, Scratch scratch) {
        int top = Lowering.STRIP * strip;
        for (int i = 0; i < Lowering.STRIP && top + i < height; i++) {
            readColumns(row, top + i, scratch.planes, scratch);
            for (int j = 0; j < 4; j++) {
                ConvolvedMap.add(scratch.planes[j], scratch.output[i][j], (width + 3) / 4 * channels);
            }
        }
        write(row, strip, scratch);
    }

    /** Takes over other maps. */
    void assign(MapSource source, Workspace workspace) {
        eachPosition(workspace, (row, y, x, scratch) -> source.read(row, y, x, scratch.wide, 0, scratch));
    }

    /** Adds other maps. */
    void add(MapSource source, Workspace workspace) {
        eachPosition(workspace, (row, y, x, scratch) -> {
            source.read(row, y, x, scratch.wide, 0, scratch);
            read(row, y, x, scratch.line, 0, scratch);
            ConvolvedMap.add(scratch.line, scratch.wide, channels);
        });
    }

    /** Puts the channels of a position into {@link Scratch#wide}. */
    @FunctionalInterface
    private interface Position {
        void read(int row, int y, int x, Scratch scratch);
    }

    private void eachPosition(Workspace workspace, Position position) {
        workspace.workers().share(rows() * height, (worker, line) -> {
            Scratch scratch = workspace.scratch(worker);
            for (int x = 0; x < width; x++) {
                position.read(line / height, line % height, x, scratch);
                write(line / height, line % height, x, scratch.wide, 0);
            }
        });
    }

    /** A copy in ND4J's order, shape (rows, channels, height, width). */
    INDArray copy() {
        INDArray copy = Nd4j.createUninitialized(DataType.FLOAT, new long[]{rows(), channels, height, width}, 'c');
        float[] line = new float[width * channels];
        float[] planar = new float[channels * height * width];
        for (int row = 0; row < rows(); row++) {
            for (int y = 0; y < height; y++) {
                readRow(row, y, line);
                for (int i = 0; i < line.length; i++) {
                    planar[(i % channels * height + y) * width + i / channels] = line[i];
                }
            }
            FloatMemory.part(copy, (long) row * planar.length, planar.length).put(0, planar);
        }
        return copy;
    }

    private int index(int y, int x) {
        return (y * width + x) * channels;
    }
}
