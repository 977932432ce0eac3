package io.localssl.image;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Small image files, written by javax.imageio or by hand. */
final class EncodedImages {
    private EncodedImages() {
    }

    /** The level of a colour image at a place: smooth, so that JPEG keeps it, and different in every direction. */
    static int level(int channel, int row, int column) {
        return Math.min(255, 30 + 40 * channel + 2 * row + 3 * column);
    }

    /** A colour image whose pixels {@link #level} gives. */
    static BufferedImage colour(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                image.setRGB(column, row, level(0, row, column) << 16 | level(1, row, column) << 8 | level(2, row, column));
            }
        }
        return image;
    }

    /** A colour image of one colour. */
    static BufferedImage flat(int width, int height, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, rgb);
        }
        return image;
    }

    /** The pixels of {@link #colour} in (channel, row, column) order. */
    static byte[] colourPixels(int width, int height) {
        byte[] pixels = new byte[3 * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) level(i / (height * width), i / width % height, i % width);
        }
        return pixels;
    }

    /** A grey image of 8 or 16 bits whose pixels are those of channel 0. */
    static BufferedImage grey(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        int factor = type == BufferedImage.TYPE_USHORT_GRAY ? 257 : 1;
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                image.getRaster().setSample(column, row, 0, factor * level(0, row, column));
            }
        }
        return image;
    }

    static byte[] encode(BufferedImage image, String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalStateException("no writer for " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A JPEG of samples as they are, without any marker that says what they mean. */
    static byte[] rawJpeg(Raster raster) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(new IIOImage(raster, null, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** Puts a segment behind the first two bytes of a JPEG. */
    static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
        ByteBuffer out = ByteBuffer.allocate(jpeg.length + 4 + content.length);
        out.put(jpeg, 0, 2).put((byte) 0xFF).put((byte) marker).putShort((short) (content.length + 2)).put(content).put(jpeg, 2, jpeg.length - 2);
        return out.array();
    }

    /** Adobe's marker. */
    static byte[] withAdobe(byte[] jpeg, int transform) {
        return withSegment(jpeg, 0xEE, new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform});
    }

    /** The EXIF marker with one tag, the orientation. */
    static byte[] withOrientation(byte[] jpeg, int orientation, ByteOrder order) {
        ByteBuffer exif = ByteBuffer.allocate(6 + 26).order(order);
        exif.put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1)).put(orientationTag(orientation, order));
        return withSegment(jpeg, 0xE1, exif.array());
    }

    private static byte[] orientationTag(int orientation, ByteOrder order) {
        ByteBuffer tiff = ByteBuffer.allocate(26).order(order);
        tiff.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.ISO_8859_1)).putShort((short) 42).putInt(8);
        tiff.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation).putShort((short) 0).putInt(0);
        return tiff.array();
    }

    /** A grey TIFF, uncompressed, whose pixels are those of channel 0. */
    static byte[] tiff(int width, int height, int orientation) {
        int[][] tags = {{256, width}, {257, height}, {258, 8}, {259, 1}, {262, 1}, {273, 8 + 2 + 10 * 12 + 4}, {274, orientation}, {277, 1}, {278, height}, {279, width * height}};
        ByteBuffer out = ByteBuffer.allocate(tags[5][1] + width * height).order(ByteOrder.LITTLE_ENDIAN);
        out.put("II".getBytes(StandardCharsets.ISO_8859_1)).putShort((short) 42).putInt(8).putShort((short) tags.length);
        for (int[] tag : tags) {
            out.putShort((short) tag[0]).putShort((short) 3).putInt(1).putShort((short) tag[1]).putShort((short) 0);
        }
        out.putInt(0);
        for (int i = 0; i < width * height; i++) {
            out.put((byte) level(0, i / width, i % width));
        }
        return out.array();
    }

    /** A lossless WebP of one colour: every Huffman code has one symbol, so the pixels take no bits at all. */
    static byte[] webp(int width, int height, int rgb) {
        Bits bits = new Bits();
        bits.put(0x2F, 8).put(width - 1, 14).put(height - 1, 14).put(0, 4);
        bits.put(0, 1).put(0, 1).put(0, 1); // no transform, no colour cache, one set of codes
        for (int symbol : new int[] {rgb >> 8 & 0xFF, rgb >> 16, rgb & 0xFF, 255}) {
            bits.put(0b101, 3).put(symbol, 8); // simple, one symbol, of 8 bits
        }
        bits.put(0b001, 3).put(0, 1);
        byte[] content = bits.bytes.toByteArray();
        int padded = content.length + content.length % 2;
        ByteBuffer out = ByteBuffer.allocate(20 + padded).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(12 + padded).put("WEBPVP8L".getBytes(StandardCharsets.ISO_8859_1)).putInt(content.length).put(content);
        return out.array();
    }

    /** Bits, the first one lowest. */
    private static final class Bits {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int last = 0;
        private int used = 0;

        Bits put(int value, int count) {
            for (int i = 0; i < count; i++) {
                last |= (value >> i & 1) << used++;
                if (used == 8) {
                    bytes.write(last);
                    last = 0;
                    used = 0;
                }
            }
            return this;
        }
    }

    /** Puts an EXIF chunk with an orientation behind the pixels of a WebP file, under the extended header that it takes. */
    static byte[] withOrientation(byte[] webp, int width, int height, int orientation) {
        byte[] exif = orientationTag(orientation, ByteOrder.LITTLE_ENDIAN);
        ByteBuffer out = ByteBuffer.allocate(webp.length + 18 + 8 + exif.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(webp, 0, 4).putInt(out.capacity() - 8).put("WEBPVP8X".getBytes(StandardCharsets.ISO_8859_1)).putInt(10).putInt(0x08);
        out.put((byte) (width - 1)).putShort((short) 0).put((byte) (height - 1)).putShort((short) 0);
        out.put(webp, 12, webp.length - 12).put("EXIF".getBytes(StandardCharsets.ISO_8859_1)).putInt(exif.length).put(exif);
        return out.array();
    }

    /** Puts a chunk behind the header of a PNG file. */
    static byte[] withChunk(byte[] png, String type, byte[] content) {
        int at = 8 + 25;
        ByteBuffer out = ByteBuffer.allocate(png.length + 12 + content.length);
        CRC32 checksum = new CRC32();
        checksum.update(type.getBytes(StandardCharsets.ISO_8859_1));
        checksum.update(content);
        out.put(png, 0, at).putInt(content.length).put(type.getBytes(StandardCharsets.ISO_8859_1)).put(content).putInt((int) checksum.getValue()).put(png, at, png.length - at);
        return out.array();
    }

    /** The PNG chunk of an orientation. */
    static byte[] withOrientation(byte[] png, int orientation) {
        return withChunk(png, "eXIf", orientationTag(orientation, ByteOrder.BIG_ENDIAN));
    }
}
