package io.localssl.nn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

import java.nio.FloatBuffer;

/** Writes A^T, in tiles that stay in the cache: a column of a large matrix misses it at every element. */
public final class Transposition {
    private static final int TILE = 64;

    private final Workers workers;
    private final float[][] tiles;
    private final float[][] lines;

    /**
     * Allocates.
     *
     * @param workers who computes.
     */
    public Transposition(Workers workers) {
        this.workers = workers;
        tiles = new float[workers.threads()][TILE * TILE];
        lines = new float[workers.threads()][TILE];
    }

    /**
     * Writes A^T into some rows of another matrix. Both are of the same type, FLOAT or DOUBLE.
     *
     * @param a           A, shape (m, n), whole and in c order.
     * @param destination shape (at least first + n, m), whole and in c order.
     * @param first       the row of the destination that receives the first column.
     */
    public void write(INDArray a, INDArray destination, long first) {
        if (a.dataType() != DataType.FLOAT) {
            destination.get(NDArrayIndex.interval(first, first + a.size(1)), NDArrayIndex.all()).assign(a.transpose());
            return;
        }
        long m = a.size(0);
        writePanels(a, OffHeap.floats(destination, first * m, first * m + a.length()).asBuffer(), (int) m);
    }

    /**
     * Writes A^T in panels of some of its columns, each a whole matrix, one after the other. Type FLOAT only.
     *
     * @param a           A, shape (m, n), whole and in c order.
     * @param destination at least m n elements: the panel of the columns from j on is of shape (n, its width) and starts at element j n.
     * @param most        the width of each panel but the last.
     */
    void writePanels(INDArray a, INDArray destination, int most) {
        writePanels(a, OffHeap.floats(destination, 0, a.length()).asBuffer(), most);
    }

    private void writePanels(INDArray a, FloatBuffer to, int most) {
        int m = (int) a.size(0);
        int n = (int) a.size(1);
        FloatBuffer from = OffHeap.floats(a, 0, a.length()).asBuffer();
        int pieces = (n + TILE - 1) / TILE; // of each panel
        workers.share((m + most - 1) / most * pieces, (worker, index) -> {
            int top = index / pieces * most;
            int width = Math.min(most, m - top);
            int left = index % pieces * TILE;
            writeRows(from.slice(top * n, width * n), width, n, left, Math.min(n, left + TILE), to.slice(top * n, width * n), tiles[worker], lines[worker]);
        });
    }

    /** The rows of A^T between two, at most a tile of them. */
    private static void writeRows(FloatBuffer from, int m, int n, int left, int right, FloatBuffer to, float[] tile, float[] line) {
        int width = right - left;
        for (int top = 0; top < m; top += TILE) {
            int height = Math.min(TILE, m - top);
            for (int i = 0; i < height; i++) {
                from.get((top + i) * n + left, tile, i * TILE, width);
            }
            for (int j = 0; j < width; j++) {
                for (int i = 0; i < height; i++) {
                    line[i] = tile[i * TILE + j];
                }
                to.put((left + j) * m + top, line, 0, height);
            }
        }
    }
}
