package io.localssl.nn.conv;

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
     */
    FeatureMap(FloatMemory memory, long offset, int rows, int channels, int height, int width) {
        super(channels, height, width);
        int size = Math.multiplyExact(Math.multiplyExact(channels, height), width);
        maps = new FloatBuffer[rows];
        for (int row = 0; row < rows; row++) {
            maps[row] = memory.part(offset + (long) row * size, size);
        }
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
