package io.localssl.eval;

import io.localssl.LocalSSLException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The blocks a row of features consists of, and those of them that are read.
 *
 * @param blocks   the length of each block.
 * @param selected the blocks that are read, in this order.
 */
record Columns(List<Integer> blocks, int[] selected) {

    /** All blocks. */
    static Columns all(List<Integer> blocks) {
        return new Columns(blocks, IntStream.range(0, blocks.size()).toArray());
    }

    /** Some of the blocks that are read, by their places among these. */
    Columns select(int... places) {
        boolean possible = places.length > 0 && Arrays.stream(places).distinct().count() == places.length;
        for (int place : places) {
            possible &= place >= 0 && place < selected.length;
        }
        if (!possible) {
            throw new LocalSSLException("found blocks " + Arrays.toString(places) + " chosen (counted from 0), expected at least one of the " + selected.length
                    + " blocks of these features and each at most once");
        }
        return new Columns(blocks, Arrays.stream(places).map(place -> selected[place]).toArray());
    }

    /** The lengths of the blocks that are read. */
    List<Integer> dimensions() {
        return Arrays.stream(selected).mapToObj(blocks::get).toList();
    }

    /** How many values are read from a row. */
    int dimension() {
        return Arrays.stream(selected).map(blocks::get).sum();
    }

    /** What is read from a row: the row itself if that is all of it, otherwise a copy. */
    float[] read(float[] row) {
        if (Arrays.equals(selected, IntStream.range(0, blocks.size()).toArray())) {
            return row;
        }
        float[] read = new float[dimension()];
        int to = 0;
        for (int block : selected) {
            int from = blocks.subList(0, block).stream().mapToInt(Integer::intValue).sum();
            System.arraycopy(row, from, read, to, blocks.get(block));
            to += blocks.get(block);
        }
        return read;
    }
}
