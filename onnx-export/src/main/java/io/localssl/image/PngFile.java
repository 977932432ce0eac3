package io.localssl.image;

import io.localssl.image.ImageDecodeException.Reason;

import java.util.zip.CRC32;

/** The chunks of a PNG file (W3C PNG, third edition), whose checksums readers do not look at. */
final class PngFile {
    private static final int SIGNATURE = 8;
    private static final int LENGTH_TYPE_AND_CHECKSUM = 12;
    private static final int HEADER = 13;
    private static final int GREY = 0;
    private static final int COLOUR = 2;
    /** Deflate writes at least a byte for so many: 258 repeated bytes take two bits. */
    private static final int MAX_RATIO = 1032;

    private final ImageBytes file;
    private Orientation orientation = Orientation.UPRIGHT;
    private boolean transparencyChunk = false;
    private long compressed = 0;

    private PngFile(ImageBytes file) {
        this.file = file;
    }

    /**
     * Reads the header and checks all chunks that matter to the pixels.
     *
     * @throws ImageDecodeException if there are too many pixels, or a chunk is missing, cut off or has a wrong checksum.
     */
    static PngFile of(ImageBytes file, PixelLimit limit) {
        PngFile png = new PngFile(file);
        if (!file.has(SIGNATURE + 4, "IHDR") || file.u32(SIGNATURE) != HEADER) {
            file.u8(SIGNATURE + LENGTH_TYPE_AND_CHECKSUM + HEADER - 1);
            throw file.refuse(Reason.CORRUPT, "no header behind the signature", "a whole PNG image");
        }
        limit.require(file, file.u32(SIGNATURE + 8), file.u32(SIGNATURE + 12));
        png.readChunks();
        png.requireEnoughBytes();
        return png;
    }

    private void readChunks() {
        int at = SIGNATURE;
        while (at + LENGTH_TYPE_AND_CHECKSUM <= file.length() && !file.has(at + 4, "IEND")) {
            long length = file.u32(at);
            if (length > file.length() - at - LENGTH_TYPE_AND_CHECKSUM) {
                throw file.refuse(Reason.TRUNCATED, "the end of the file after " + file.length() + " bytes",
                        "at least " + (at + length + LENGTH_TYPE_AND_CHECKSUM) + ", a whole PNG image");
            }
            readChunk(at, (int) length);
            at += LENGTH_TYPE_AND_CHECKSUM + (int) length;
        }
        if (compressed == 0) {
            throw file.refuse(Reason.TRUNCATED, "no pixels in " + file.length() + " bytes", "a whole PNG image");
        }
    }

    private void readChunk(int at, int length) {
        boolean critical = (file.u8(at + 4) & 0x20) == 0;
        if ((critical || file.has(at + 4, "tRNS")) && checksum(at + 4, length + 4) != file.u32(at + 8 + length)) {
            throw file.refuse(Reason.CORRUPT, "a wrong checksum of the chunk at byte " + at, "that of its content");
        }
        if (file.has(at + 4, "IDAT")) {
            compressed += length;
        } else if (file.has(at + 4, "tRNS")) {
            transparencyChunk = true;
        } else if (file.has(at + 4, "eXIf")) {
            orientation = Orientation.ofTiff(file, at + 8, length);
        }
    }

    private long checksum(int at, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(file.bytes(), at, length);
        return checksum.getValue();
    }

    private void requireEnoughBytes() {
        int samples = switch (colourType()) {
            case COLOUR -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
        long bytes = file.u32(SIGNATURE + 8) * file.u32(SIGNATURE + 12) * samples * file.u8(SIGNATURE + 16) / 8;
        if (bytes / MAX_RATIO > compressed) {
            throw file.refuse(Reason.TRUNCATED, file.u32(SIGNATURE + 8) + "x" + file.u32(SIGNATURE + 12) + " pixels in " + compressed + " bytes",
                    "at least " + bytes / MAX_RATIO + " bytes for so many");
        }
    }

    private int colourType() {
        return file.u8(SIGNATURE + 17);
    }

    /** Whether one grey level or one colour of an image without a palette is transparent. */
    boolean hasTransparentColour() {
        return transparencyChunk && (colourType() == GREY || colourType() == COLOUR);
    }

    Orientation orientation() {
        return orientation;
    }
}
