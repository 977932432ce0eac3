package io.localssl.image;

import io.localssl.image.ImageDecodeException.Reason;

/** The first directory of a TIFF file (Adobe, TIFF 6.0). */
final class TiffFile {
    private static final int ENTRY = 12;
    /** Bytes of a value by its type, from 1 on. */
    private static final int[] SIZES = {1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
    private static final int INLINE = 4;

    private TiffFile() {
    }

    /**
     * Checks that the directory and what it points to lie within the file; where the pixels are only its reader knows.
     *
     * @throws ImageDecodeException if they do not.
     */
    static void requireDirectory(ImageBytes file) {
        long directory = u32(file, 4);
        requireBytes(file, directory + 2);
        int entries = u16(file, (int) directory);
        requireBytes(file, directory + 2 + (long) entries * ENTRY);
        for (int i = 0; i < entries; i++) {
            int entry = (int) directory + 2 + i * ENTRY;
            int type = u16(file, entry + 2);
            long bytes = type < 1 || type > SIZES.length ? 0 : u32(file, entry + 4) * SIZES[type - 1];
            if (bytes > INLINE) {
                requireBytes(file, u32(file, entry + 8) + bytes);
            }
        }
    }

    private static void requireBytes(ImageBytes file, long end) {
        if (end > file.length()) {
            throw file.refuse(Reason.TRUNCATED, "the end of the file after " + file.length() + " bytes", "at least " + end + " by its directory");
        }
    }

    private static int u16(ImageBytes file, int at) {
        return file.has(0, "II") ? file.u8(at) | file.u8(at + 1) << 8 : file.u16(at);
    }

    private static long u32(ImageBytes file, int at) {
        return file.has(0, "II") ? file.u32LowFirst(at) : file.u32(at);
    }
}
