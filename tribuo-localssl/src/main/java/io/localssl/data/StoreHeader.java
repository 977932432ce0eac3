package io.localssl.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The first bytes of a file of packed images, all numbers big-endian:
 * <pre>
 *  0  8 bytes  89 'L' 'S' 'S' 'L' 0D 0A 1A: a byte above 127 and line ends, which transfers as text would change
 *  8  int      version of the layout
 * 12  int      number of images, at least 1
 * 16  int      channels of every image
 * 20  int      height and
 * 24  int      width of every image, or 0 and 0 if they differ
 * 28  int      CRC-32C of everything from the index to the end of the file
 * 32  long     where the index begins; pixels lie before it
 * 40  long     the length of the file
 * 48  12 bytes 0
 * 60  int      CRC-32C of the 60 bytes before
 * </pre>
 *
 * @param count    the number of images.
 * @param channels channels of every image.
 * @param height   height of every image, 0 if they differ.
 * @param width    width of every image, 0 if they differ.
 * @param checksum of everything from the index on.
 * @param index    where the index begins.
 * @param length   the length of the file.
 */
record StoreHeader(int count, int channels, int height, int width, int checksum, long index, long length) {
    static final int BYTES = 64;
    private static final byte[] MAGIC = {(byte) 0x89, 'L', 'S', 'S', 'L', '\r', '\n', 0x1A};
    private static final int VERSION = 1;
    private static final int CHECKED = BYTES - Integer.BYTES;

    byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).put(MAGIC).putInt(VERSION)
                .putInt(count).putInt(channels).putInt(height).putInt(width).putInt(checksum).putLong(index).putLong(length);
        return bytes.putInt(CHECKED, checksum(bytes.array())).array();
    }

    private static int checksum(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, CHECKED);
        return (int) crc.getValue();
    }

    /** Whether bytes are the beginning of a file of packed images, whole or not. */
    static boolean isMagic(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /**
     * Reads a header.
     *
     * @param bytes  the first bytes of the file, fewer than a header if the file has not more.
     * @param length the length of the file.
     * @param file   the file.
     * @throws ImageStoreException if this is no header, or not that of this file.
     */
    static StoreHeader of(byte[] bytes, long length, Path file) {
        if (!isMagic(bytes)) {
            throw new ImageStoreException("found no packed images in " + file + ", expected a file that 'localssl pack' or ImageStore.packed made");
        }
        if (bytes.length < BYTES) {
            throw new ImageStoreException("found the end of " + file + " after " + bytes.length + " bytes, expected packed images; "
                    + "the file is cut off, pack the images again");
        }
        ByteBuffer fields = ByteBuffer.wrap(bytes).position(MAGIC.length);
        int version = fields.getInt();
        StoreHeader header = new StoreHeader(fields.getInt(), fields.getInt(), fields.getInt(), fields.getInt(), fields.getInt(),
                fields.getLong(), fields.getLong());
        if (fields.getInt(CHECKED) != checksum(bytes)) {
            throw new ImageStoreException("found a damaged header in " + file + ", expected one whose checksum is right; pack the images again");
        }
        if (version != VERSION) {
            throw new ImageStoreException("found version " + version + " of packed images in " + file + ", expected " + VERSION
                    + "; pack the images again with this program");
        }
        if (header.length != length) {
            throw new ImageStoreException("found " + length + " bytes in " + file + ", expected " + header.length + " by its header; "
                    + "the file is cut off or damaged, pack the images again");
        }
        if (header.count < 1 || header.channels < 1 || header.index < BYTES
                || length - header.index < (long) header.count * StoreIndex.ENTRY || length - header.index > Integer.MAX_VALUE) {
            throw new ImageStoreException("found an impossible header in " + file + ", expected images and an index of them; pack the images again");
        }
        return header;
    }
}
