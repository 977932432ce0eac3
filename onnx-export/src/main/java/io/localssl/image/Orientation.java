package io.localssl.image;

/**
 * How the stored rows and columns of an image become upright: the EXIF tag Orientation (CIPA DC-008, tag 0x0112).
 *
 * @param transposed      whether stored rows are upright columns.
 * @param rowsReversed    whether the stored rows are in reverse.
 * @param columnsReversed whether the stored columns are in reverse.
 */
record Orientation(boolean transposed, boolean rowsReversed, boolean columnsReversed) {
    static final Orientation UPRIGHT = new Orientation(false, false, false);

    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int HEADER = 8;
    private static final int ENTRY = 12;

    /** The meaning of the values 1 to 8; any other means nothing. */
    static Orientation ofTag(int value) {
        return switch (value) {
            case 2 -> new Orientation(false, false, true);
            case 3 -> new Orientation(false, true, true);
            case 4 -> new Orientation(false, true, false);
            case 5 -> new Orientation(true, false, false);
            case 6 -> new Orientation(true, true, false);
            case 7 -> new Orientation(true, true, true);
            case 8 -> new Orientation(true, false, true);
            default -> UPRIGHT;
        };
    }

    /** Finds the tag in the first directory of a TIFF structure, which EXIF data are, too. An unreadable one says nothing: metadata are no reason to refuse an image. */
    static Orientation ofTiff(ImageBytes file, int at, int length) {
        boolean lowFirst = file.has(at, "II");
        if (length < HEADER || at + length > file.length() || !lowFirst && !file.has(at, "MM")) {
            return UPRIGHT;
        }
        long directory = lowFirst ? file.u32LowFirst(at + 4) : file.u32(at + 4);
        if (directory < HEADER || directory + 2 > length) {
            return UPRIGHT;
        }
        int first = at + (int) directory + 2;
        int entries = Math.min(u16(file, first - 2, lowFirst), (at + length - first) / ENTRY);
        for (int entry = first; entry < first + entries * ENTRY; entry += ENTRY) {
            if (u16(file, entry, lowFirst) == TAG && u16(file, entry + 2, lowFirst) == SHORT) {
                return ofTag(u16(file, entry + 8, lowFirst));
            }
        }
        return UPRIGHT;
    }

    private static int u16(ImageBytes file, int at, boolean lowFirst) {
        int value = file.u16(at);
        return lowFirst ? (value & 0xFF) << 8 | value >> 8 : value;
    }

    /**
     * Turns one stored plane upright.
     *
     * @param stored  holds the stored levels.
     * @param from    the first of them.
     * @param height  the stored rows.
     * @param width   the stored columns.
     * @param upright receives the levels.
     * @param offset  the first place written.
     */
    void place(byte[] stored, int from, int height, int width, byte[] upright, int offset) {
        int to = offset;
        for (int y = 0; y < (transposed ? width : height); y++) {
            for (int x = 0; x < (transposed ? height : width); x++) {
                int row = transposed ? x : y;
                int column = transposed ? y : x;
                upright[to++] = stored[from + (rowsReversed ? height - 1 - row : row) * width + (columnsReversed ? width - 1 - column : column)];
            }
        }
    }
}
