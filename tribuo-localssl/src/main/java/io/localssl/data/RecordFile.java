package io.localssl.data;

import io.localssl.image.BinaryFile;
import io.localssl.image.ImageDataException;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file of records of one length, read in any order. Whatever goes wrong, the error names the file. */
final class RecordFile implements Closeable {
    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer record;

    /**
     * @param path   the file.
     * @param length bytes a record.
     */
    RecordFile(Path path, int length) {
        this.path = path;
        this.record = ByteBuffer.allocate(length);
        try {
            channel = FileChannel.open(path);
        } catch (IOException e) {
            throw BinaryFile.unreadable(path, e);
        }
    }

    Path getPath() {
        return path;
    }

    /**
     * Reads a record.
     *
     * @param index its number, from 0.
     * @return its bytes, until the next one is read.
     */
    byte[] read(int index) {
        long start = (long) index * record.capacity();
        record.clear();
        try {
            while (record.hasRemaining()) {
                if (channel.read(record, start + record.position()) < 0) {
                    throw new ImageDataException("found the end of " + path + " after " + (start + record.position()) + " bytes, expected at least " + record.remaining()
                            + " more; the file is cut off, fetch it again");
                }
            }
            return record.array();
        } catch (IOException e) {
            throw BinaryFile.unreadable(path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw BinaryFile.unreadable(path, e);
        }
    }
}
