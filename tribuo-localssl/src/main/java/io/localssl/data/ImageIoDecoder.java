package io.localssl.data;

import io.localssl.image.ImageDataException;
import io.localssl.image.ImageShape;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;

/** Decodes JPEG and PNG files by javax.imageio. What a file is its first bytes say, not its name; transparency is ignored. */
final class ImageIoDecoder implements ImageDecoder {
    private static final int CHANNELS = 3;
    private static final String JPEG = "jpeg";

    @Override
    public RgbImage decode(Path file) {
        try {
            byte[] content = Files.readAllBytes(file);
            return rgb(read(file, content));
        } catch (NoSuchFileException e) {
            throw new ImageDataException("found no file " + file + ", expected an image; check the path", e);
        } catch (IOException e) {
            throw undecodable(file, String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException | NullPointerException | IllegalStateException
                 | ClassCastException e) { // all of them come out of javax.imageio for damaged files
            throw undecodable(file, e.toString(), e);
        }
    }

    private static ImageDataException undecodable(Path file, String reason, Exception cause) {
        return new ImageDataException("found a file that cannot be decoded, " + file + " (" + reason.strip()
                + "), expected a whole JPEG or PNG image; replace or remove it", cause);
    }

    private static BufferedImage read(Path file, byte[] content) throws IOException {
        String format = format(file, content);
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            StringBuilder truncated = new StringBuilder();
            // the rest of a JPEG that breaks off is filled with grey, and only a warning says so
            reader.addIIOReadWarningListener((source, warning) -> truncated.append(isTruncation(warning) ? warning : ""));
            reader.setInput(in, true, true);
            BufferedImage image = reader.read(0);
            if (!truncated.isEmpty()) {
                throw new IOException(truncated.toString());
            }
            if (format.equals(JPEG) && image.getRaster().getNumBands() > CHANNELS) {
                throw new IOException("CMYK or another kind of JPEG with " + image.getRaster().getNumBands() + " colours"); // Java would take them for red, green, blue
            }
            return image;
        } finally {
            reader.dispose();
        }
    }

    private static boolean isTruncation(String warning) {
        return warning.contains("Premature end") || warning.contains("Truncated");
    }

    private static String format(Path file, byte[] content) {
        if (startsWith(content, 0xFF, 0xD8, 0xFF)) {
            return JPEG;
        }
        if (startsWith(content, 0x89, 'P', 'N', 'G')) {
            return "png";
        }
        String begin = content.length == 0 ? "is empty" : "begins with the bytes " + HexFormat.ofDelimiter(" ").formatHex(content, 0, Math.min(4, content.length));
        throw new ImageDataException("found " + file + ", which " + begin + ", expected a JPEG (ff d8 ff) or PNG (89 50 4e 47) image; convert or remove it");
    }

    private static boolean startsWith(byte[] content, int... magic) {
        if (content.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((content[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static RgbImage rgb(BufferedImage image) {
        ImageShape shape = new ImageShape(CHANNELS, image.getHeight(), image.getWidth());
        byte[] pixels = new byte[shape.size()];
        // getRGB would change the levels of grey images: Java takes them for linear light
        boolean grey = image.getRaster().getNumBands() < CHANNELS && !(image.getColorModel() instanceof IndexColorModel);
        for (int row = 0; row < shape.height(); row++) {
            if (grey) {
                copyGreyRow(image.getRaster(), row, pixels);
            } else {
                copyRow(image.getRGB(0, row, shape.width(), 1, null, 0, shape.width()), row, pixels);
            }
        }
        return new RgbImage(shape, pixels);
    }

    private static void copyGreyRow(Raster raster, int row, byte[] pixels) {
        int width = raster.getWidth();
        int area = pixels.length / CHANNELS;
        int white = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
        int[] levels = raster.getSamples(0, row, width, 1, 0, (int[]) null);
        for (int x = 0; x < width; x++) {
            byte level = (byte) ((levels[x] * 255 + white / 2) / white);
            for (int channel = 0; channel < CHANNELS; channel++) {
                pixels[channel * area + row * width + x] = level;
            }
        }
    }

    private static void copyRow(int[] colours, int row, byte[] pixels) {
        int area = pixels.length / CHANNELS;
        for (int x = 0; x < colours.length; x++) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                pixels[channel * area + row * colours.length + x] = (byte) (colours[x] >> 8 * (CHANNELS - 1 - channel));
            }
        }
    }
}
