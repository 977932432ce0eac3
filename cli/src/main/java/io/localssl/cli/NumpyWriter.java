package io.localssl.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Rows as a NumPy array of little-endian float32, format version 1.0; labels are left out.
 * The header is written last, when the number of rows is known.
 */
final class NumpyWriter implements FeatureWriter {
    private static final int HEADER_BYTES = 128;
    private static final int LENGTH_FIELD_END = 10;

    private final FileChannel out;
    private final int dimension;
    private final ByteBuffer row;
    private long rows = 0;

    NumpyWriter(Path file, int dimension) throws IOException {
        this.dimension = dimension;
        this.row = ByteBuffer.allocate(dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        this.out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        out.position(HEADER_BYTES);
    }

    @Override
    public void add(String label, float[] features) throws IOException {
        row.clear();
        row.asFloatBuffer().put(features);
        writeAll(row, out.position());
        out.position(out.position() + row.capacity());
        rows++;
    }

    @Override
    public void close() throws IOException {
        try (out) {
            byte[] text = ("{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + dimension + "), }").getBytes(StandardCharsets.US_ASCII);
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            header.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) (HEADER_BYTES - LENGTH_FIELD_END)).put(text);
            while (header.position() < HEADER_BYTES - 1) {
                header.put((byte) ' ');
            }
            header.put((byte) '\n').flip();
            writeAll(header, 0);
        }
    }

    private void writeAll(ByteBuffer bytes, long position) throws IOException {
        long start = position - bytes.position();
        while (bytes.hasRemaining()) {
            out.write(bytes, start + bytes.position());
        }
    }
}
