package io.localssl.image;

import io.localssl.image.ImageDecodeException.Reason;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;

/**
 * The header of a JPEG file (ITU-T T.81): what of it decoding needs, and nothing else.
 * <p>
 * The reader of javax.imageio gets a copy without metadata: broken thumbnails, profiles and comments make it fail, and what it makes of three components depends
 * on markers that files have together or not at all. Here they are luma and colour differences unless Adobe's marker or the names R, G, B say otherwise, as in libjpeg.
 */
final class JpegFile {
    private static final int FRAME_FIRST = 0xC0;
    private static final int HUFFMAN_TABLES = 0xC4;
    private static final int EXTENSION = 0xC8;
    private static final int ARITHMETIC_TABLES = 0xCC;
    private static final int FRAME_LAST = 0xCF;
    private static final int RESTART_FIRST = 0xD0;
    private static final int END = 0xD9;
    private static final int SCAN = 0xDA;
    private static final int APP0 = 0xE0;
    private static final int EXIF = 0xE1;
    private static final int ADOBE = 0xEE;
    private static final int APP15 = 0xEF;
    private static final int COMMENT = 0xFE;

    /** Baseline, extended and progressive Huffman coding are what libjpeg decodes. */
    private static final int DECODED_LAST = 0xC2;

    private static final byte[] JFIF = {(byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0};
    private static final byte[] ADOBE_RGB = {(byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
    private static final int ADOBE_TRANSFORM = 11;
    private static final int NO_TRANSFORM = 0;
    private static final int YCCK = 2;

    private final ImageBytes file;
    private final ByteArrayOutputStream tables = new ByteArrayOutputStream();
    /** Where the frame header begins, behind its length; 0 until there is one. */
    private int frame;
    private boolean jfif;
    /** Adobe's colour transform, -1 without the marker. */
    private int adobeTransform = -1;
    private Orientation orientation = Orientation.UPRIGHT;
    private int firstScan;

    private JpegFile(ImageBytes file) {
        this.file = file;
    }

    /**
     * Reads the header.
     *
     * @throws ImageDecodeException if there is no image behind it, or one that is not decoded.
     */
    static JpegFile of(ImageBytes file) {
        JpegFile jpeg = new JpegFile(file);
        jpeg.readSegments();
        return jpeg;
    }

    private void readSegments() {
        int at = 2;
        while (firstScan == 0) {
            while (file.u8(at) != 0xFF || file.u8(at + 1) == 0xFF || file.u8(at + 1) == 0) {
                at++; // padding, or bytes that do not belong here
            }
            int marker = file.u8(at + 1);
            if (marker >= RESTART_FIRST && marker < END) {
                at += 2; // markers without a length
                continue;
            }
            if (marker == END) {
                throw file.refuse(Reason.CORRUPT, "the end marker before any pixel", "a whole JPEG image");
            }
            int length = file.u16(at + 2);
            if (length < 2) {
                throw file.refuse(Reason.CORRUPT, "a segment of " + length + " bytes at byte " + at, "at least 2");
            }
            file.u8(at + 1 + length); // its last byte
            if (marker == SCAN) {
                firstScan = at;
                break;
            }
            readSegment(marker, at, length);
            at += 2 + length;
        }
        if (frame == 0) {
            throw file.refuse(Reason.CORRUPT, "pixels without a frame header", "a whole JPEG image");
        }
    }

    private void readSegment(int marker, int at, int length) {
        int content = at + 4;
        if (marker >= FRAME_FIRST && marker <= FRAME_LAST && marker != HUFFMAN_TABLES && marker != EXTENSION && marker != ARITHMETIC_TABLES) {
            readFrame(marker, content, length - 2);
        } else if (marker == EXIF && file.has(content, "Exif\0\0")) {
            orientation = Orientation.ofTiff(file, content + 6, length - 8);
        } else if (marker == ADOBE && file.has(content, "Adobe") && length > ADOBE_TRANSFORM + 2) {
            adobeTransform = file.u8(content + ADOBE_TRANSFORM);
        } else if (marker == APP0 && file.has(content, "JFIF\0")) {
            jfif = true;
        }
        if (!(marker >= APP0 && marker <= APP15 || marker == COMMENT)) {
            tables.write(file.bytes(), at, 2 + length);
        }
    }

    private void readFrame(int marker, int content, int length) {
        if (frame != 0) {
            throw file.refuse(Reason.CORRUPT, "a second frame header", "one");
        }
        frame = content;
        if (marker > DECODED_LAST || file.u8(content) != 8) {
            throw file.refuse(Reason.UNSUPPORTED, "a JPEG of process " + (marker - FRAME_FIRST) + " with " + file.u8(content) + " bits a sample",
                    "a baseline or progressive one with 8 (processes 0 to 2)");
        }
        if (components() != 1 && components() != 3 && components() != 4) {
            throw file.refuse(Reason.UNSUPPORTED, components() + " components", "1 (grey), 3 (colour) or 4 (inks)");
        }
        if (length < 6 + 3 * components()) {
            throw file.refuse(Reason.CORRUPT, "a frame header of " + length + " bytes for " + components() + " components", "at least " + (6 + 3 * components()));
        }
    }

    int height() {
        return file.u16(frame + 1);
    }

    int width() {
        return file.u16(frame + 3);
    }

    private int components() {
        return file.u8(frame + 5);
    }

    private int identifier(int component) {
        return file.u8(frame + 6 + 3 * component);
    }

    boolean isGrey() {
        return components() == 1;
    }

    Orientation orientation() {
        return orientation;
    }

    /** What four components are; null if there are not so many. */
    InkLevels.@Nullable Kind inks() {
        return components() < 4 ? null : adobeTransform == YCCK ? InkLevels.Kind.INVERTED_YCCK : InkLevels.Kind.INVERTED_CMYK;
    }

    /**
     * Refuses what cannot be whole before memory is taken for it: each block of 8x8 samples takes a bit at least.
     *
     * @throws ImageDecodeException if there are less.
     */
    void requireEnoughBytes() {
        int maxAcross = 1;
        int maxDown = 1;
        for (int i = 0; i < components(); i++) {
            maxAcross = Math.max(maxAcross, file.u8(frame + 7 + 3 * i) >> 4);
            maxDown = Math.max(maxDown, file.u8(frame + 7 + 3 * i) & 15);
        }
        long blocks = 0;
        for (int i = 0; i < components(); i++) {
            int sampling = file.u8(frame + 7 + 3 * i);
            blocks += (long) (width() * (sampling >> 4) / maxAcross / 8) * (height() * (sampling & 15) / maxDown / 8);
        }
        if (blocks / 8 > file.length()) {
            throw file.refuse(Reason.TRUNCATED, width() + "x" + height() + " pixels in " + file.length() + " bytes", "at least " + blocks / 8 + " bytes for so many");
        }
    }

    /** A copy of the file without metadata, that says in one way only what its components are. */
    byte[] withoutMetadata() {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(file.length() + JFIF.length);
        plain.write(0xFF);
        plain.write(0xD8);
        if (components() == 3) {
            plain.writeBytes(isRgb() ? ADOBE_RGB : JFIF);
        }
        plain.writeBytes(tables.toByteArray());
        plain.write(file.bytes(), firstScan, file.length() - firstScan);
        return plain.toByteArray();
    }

    private boolean isRgb() {
        return !jfif && (adobeTransform == NO_TRANSFORM || adobeTransform < 0 && identifier(0) == 'R' && identifier(1) == 'G' && identifier(2) == 'B');
    }
}
