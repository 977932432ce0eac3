package io.localssl.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of bytes longer than a buffer can be. Each buffer begins a fixed distance behind the one before; buffers may overlap, so that a piece no longer than
 * the overlap lies wholly in one of them wherever it begins. Reading is safe from many threads.
 *
 * @param buffers  the buffers.
 * @param distance how far one begins behind the other, in bytes.
 */
record Segments(List<ByteBuffer> buffers, int distance) {

    /**
     * Maps the beginning of a file. The mapping ends when the buffers are garbage: Java 17 has no supported way to end it sooner, and one that ended under a
     * reading thread would take the process with it.
     *
     * @param file     the file.
     * @param length   how many of its bytes.
     * @param distance how far one segment begins behind the other.
     * @param overlap  the longest piece that will be read; distance + overlap must be an int.
     */
    static Segments map(FileChannel file, long length, int distance, int overlap) throws IOException {
        int longest = Math.addExact(distance, overlap);
        List<ByteBuffer> buffers = new ArrayList<>();
        for (long from = 0; from < length; from += distance) {
            buffers.add(file.map(FileChannel.MapMode.READ_ONLY, from, Math.min(length - from, longest)));
        }
        return new Segments(List.copyOf(buffers), distance);
    }

    /** A view of a piece that lies in one buffer. */
    ByteBuffer slice(long from, int length) {
        return buffers.get((int) (from / distance)).slice((int) (from % distance), length);
    }

    /** Copies a piece that lies in one buffer. */
    void copy(long from, int length, byte[] destination, int offset) {
        buffers.get((int) (from / distance)).get((int) (from % distance), destination, offset, length);
    }
}
