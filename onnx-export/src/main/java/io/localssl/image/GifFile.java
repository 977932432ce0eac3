package io.localssl.image;

import io.localssl.image.ImageDecodeException.Reason;

/** The blocks of a GIF file (CompuServe, GIF89a) up to the end of its first frame. */
final class GifFile {
    private static final int SCREEN_FLAGS = 10;
    private static final int BLOCKS = 13;
    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2C;
    private static final int FRAME_HEIGHT = 7;
    private static final int FRAME_FLAGS = 9;
    private static final int INTERLACED = 0x40;
    /** The second pass over interlaced rows begins at row 4. */
    private static final int SECOND_PASS = 4;
    private static final int FRAME_HEADER = 10;

    private GifFile() {
    }

    /**
     * Checks that the first frame is there as a whole, and none that Java's reader gets wrong: it ends interlaced frames at the first pass that has no row.
     *
     * @throws ImageDecodeException if it is not.
     */
    static void requireFrame(ImageBytes file) {
        int at = BLOCKS + colours(file.u8(SCREEN_FLAGS));
        while (file.u8(at) != FRAME) {
            if (file.u8(at) != EXTENSION) {
                throw file.refuse(Reason.CORRUPT, String.format("a block of type 0x%02x at byte %d", file.u8(at), at), "a frame");
            }
            at = end(file, at + 2);
        }
        int height = file.u8(at + FRAME_HEIGHT) | file.u8(at + FRAME_HEIGHT + 1) << 8;
        if ((file.u8(at + FRAME_FLAGS) & INTERLACED) != 0 && height > 1 && height <= SECOND_PASS) {
            throw file.refuse(Reason.UNSUPPORTED, "an interlaced GIF of " + height + " rows", "one that is not interlaced, or at least " + (SECOND_PASS + 1) + " rows");
        }
        end(file, at + FRAME_HEADER + colours(file.u8(at + FRAME_FLAGS)) + 1);
    }

    /** The bytes of a table of colours. */
    private static int colours(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
    }

    /** Where a chain of blocks ends, each of which begins with its length; the last has none. */
    private static int end(ImageBytes file, int at) {
        int next = at;
        while (file.u8(next) != 0) {
            next += file.u8(next) + 1;
        }
        return next + 1;
    }
}
