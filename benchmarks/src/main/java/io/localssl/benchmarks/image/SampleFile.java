package io.localssl.benchmarks.image;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;

/** Files of 512x384 pixels as users have them: smooth gradients with a little noise, so that they compress about as photographs do. */
public enum SampleFile {
    /** Colour, baseline. */
    JPEG_COLOUR("jpeg", BufferedImage.TYPE_3BYTE_BGR),
    /** Grey. */
    JPEG_GREY("jpeg", BufferedImage.TYPE_BYTE_GRAY),
    /** Four inks, as Adobe writes them. */
    JPEG_CMYK("jpeg", BufferedImage.TYPE_CUSTOM) {
        @Override
        byte[] encode() throws IOException {
            WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, 4, null);
            fill(raster, 255);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
            try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
                writer.setOutput(out);
                writer.write(null, new IIOImage(raster, null, null), null);
            } finally {
                writer.dispose();
            }
            byte[] plain = bytes.toByteArray();
            byte[] marker = {(byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
            ByteArrayOutputStream marked = new ByteArrayOutputStream();
            marked.write(plain, 0, 2);
            marked.write(marker);
            marked.write(plain, 2, plain.length - 2);
            return marked.toByteArray();
        }
    },
    /** Colour. */
    PNG_COLOUR("png", BufferedImage.TYPE_3BYTE_BGR),
    /** Colour with transparency. */
    PNG_ALPHA("png", BufferedImage.TYPE_4BYTE_ABGR),
    /** A palette of 256 colours. */
    PNG_PALETTE("png", BufferedImage.TYPE_BYTE_INDEXED),
    /** Grey. */
    PNG_GREY("png", BufferedImage.TYPE_BYTE_GRAY),
    /** Grey of 16 bits. */
    PNG_GREY_16("png", BufferedImage.TYPE_USHORT_GRAY),
    /** Colour of 16 bits. */
    PNG_COLOUR_16("png", BufferedImage.TYPE_CUSTOM) {
        @Override
        byte[] encode() throws IOException {
            ComponentColorModel colours = new ComponentColorModel(ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_USHORT);
            BufferedImage image = new ImageTypeSpecifier(colours, colours.createCompatibleSampleModel(WIDTH, HEIGHT)).createBufferedImage(WIDTH, HEIGHT);
            fill(image.getRaster(), 65535);
            return encode(image, "png");
        }
    },
    /** A palette of 256 colours. */
    GIF("gif", BufferedImage.TYPE_BYTE_INDEXED),
    /** Colour of 24 bits. */
    BMP("bmp", BufferedImage.TYPE_3BYTE_BGR),
    /** Colour, uncompressed. */
    TIFF("tiff", BufferedImage.TYPE_3BYTE_BGR);

    static final int WIDTH = 512;
    static final int HEIGHT = 384;

    private final String format;
    private final int type;

    SampleFile(String format, int type) {
        this.format = format;
        this.type = type;
    }

    /** The bytes of the file. */
    byte[] encode() throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        fill(image.getRaster(), type == BufferedImage.TYPE_USHORT_GRAY ? 65535 : 255);
        return encode(image, format);
    }

    static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, bytes)) {
            throw new IOException("no writer for " + format);
        }
        return bytes.toByteArray();
    }

    static void fill(WritableRaster raster, int max) {
        SplittableRandom random = new SplittableRandom(1);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                for (int band = 0; band < raster.getNumBands(); band++) {
                    double value = 0.5 + 0.4 * Math.sin(x / (20.0 + 10 * band)) * Math.cos(y / (30.0 + 7 * band)) + 0.02 * random.nextDouble();
                    raster.setSample(x, y, band, (int) (max * value));
                }
            }
        }
    }
}
