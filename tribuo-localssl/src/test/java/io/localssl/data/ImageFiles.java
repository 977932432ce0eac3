package io.localssl.data;

import javax.imageio.ImageIO;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes small image files. */
final class ImageFiles {
    private ImageFiles() {
    }

    /** The level of a colour image at a place. */
    static int level(int channel, int row, int column) {
        return (40 + 60 * channel + 5 * row + 11 * column) % 256;
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

    /** A grey image whose pixels are those of channel 0. */
    static BufferedImage grey(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                image.getRaster().setSample(column, row, 0, level(0, row, column));
            }
        }
        return image;
    }

    /** One colour everywhere, which JPEG keeps within a level or two. */
    static BufferedImage flat(int width, int height, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                image.setRGB(column, row, rgb);
            }
        }
        return image;
    }

    static Path write(BufferedImage image, String format, Path file) {
        try {
            Files.createDirectories(file.getParent());
            if (!ImageIO.write(image, format, file.toFile())) {
                throw new IllegalStateException("no writer for " + format);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
