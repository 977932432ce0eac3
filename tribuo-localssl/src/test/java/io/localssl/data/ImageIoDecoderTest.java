package io.localssl.data;

import io.localssl.image.ImageDataException;
import io.localssl.image.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageIoDecoderTest {
    private final ImageDecoder decoder = new ImageIoDecoder();

    @TempDir
    private Path folder;

    private static byte[] expected(int width, int height, boolean grey) {
        byte[] pixels = new byte[3 * height * width];
        for (int i = 0; i < pixels.length; i++) {
            int channel = i / (height * width);
            pixels[i] = (byte) ImageFiles.level(grey ? 0 : channel, i / width % height, i % width);
        }
        return pixels;
    }

    private RgbImage decode(BufferedImage image, String format) {
        return decoder.decode(ImageFiles.write(image, format, folder.resolve("image")));
    }

    @Test
    void pngPixelsAreExact() {
        RgbImage image = decode(ImageFiles.colour(7, 5), "png");
        assertEquals(new ImageShape(3, 5, 7), image.shape());
        assertArrayEquals(expected(7, 5, false), image.pixels());
    }

    @Test
    void greyLevelsStayAsTheyAre() {
        assertArrayEquals(expected(9, 4, true), decode(ImageFiles.grey(9, 4), "png").pixels());
        byte[] jpeg = decode(ImageFiles.grey(16, 8), "jpeg").pixels();
        byte[] expected = expected(16, 8, true);
        double difference = 0;
        for (int i = 0; i < jpeg.length; i++) {
            difference += Math.abs((jpeg[i] & 0xFF) - (expected[i] & 0xFF)) / (double) jpeg.length;
        }
        assertTrue(difference < 12, "mean difference of " + difference + " grey levels");
    }

    @Test
    void jpegColoursAreNear() {
        byte[] pixels = decode(ImageFiles.flat(16, 24, 0xC86432), "jpeg").pixels();
        for (int i = 0; i < pixels.length; i++) {
            assertEquals(new int[] {0xC8, 0x64, 0x32}[i / 384], pixels[i] & 0xFF, 3);
        }
    }

    /** 16 bits, black and white, palettes and transparency come out as 8-bit colours. */
    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_USHORT_GRAY, BufferedImage.TYPE_BYTE_BINARY, BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_INT_ARGB})
    void otherKindsOfPng(int type) {
        BufferedImage image = new BufferedImage(3, 2, type);
        image.setRGB(1, 1, 0xFFFFFFFF);
        image.setRGB(0, 0, 0xFF000000);
        byte[] pixels = decode(image, "png").pixels();
        for (int channel = 0; channel < 3; channel++) {
            assertEquals(255, pixels[channel * 6 + 4] & 0xFF);
            assertEquals(0, pixels[channel * 6]);
        }
    }

    @ParameterizedTest
    @CsvSource({"jpeg", "png"})
    void cutOffFilesAreRefused(String format) throws IOException {
        Path file = ImageFiles.write(ImageFiles.colour(64, 48), format, folder.resolve("whole." + format));
        byte[] whole = Files.readAllBytes(file);
        Path cut = folder.resolve("cut");
        for (int length : new int[] {0, 1, 3, 4, 10, 33, whole.length / 4, whole.length / 2, whole.length * 3 / 4}) {
            Files.write(cut, Arrays.copyOf(whole, length));
            ImageDataException e = assertThrows(ImageDataException.class, () -> decoder.decode(cut), "length " + length);
            assertTrue(e.getMessage().contains(cut.toString()) && e.getMessage().contains("found") && e.getMessage().contains("expected"), e.getMessage());
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
    }

    /** Whatever bytes are changed, a decoded image or one kind of error comes out. */
    @ParameterizedTest
    @CsvSource({"jpeg", "png"})
    void damagedFilesNeverFailOtherwise(String format) throws IOException {
        byte[] whole = Files.readAllBytes(ImageFiles.write(ImageFiles.colour(24, 16), format, folder.resolve("whole." + format)));
        SplittableRandom random = new SplittableRandom(5);
        Path damaged = folder.resolve("damaged");
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] bytes = whole.clone();
            for (int change = 0; change < 3; change++) {
                int at = random.nextInt(bytes.length);
                // sizes of billions of pixels are not tried here
                bytes[at] = at >= 16 && at < 24 && format.equals("png") ? bytes[at] : (byte) random.nextInt(256);
            }
            Files.write(damaged, bytes);
            try {
                decoder.decode(damaged);
            } catch (ImageDataException e) {
                refused++;
            }
        }
        assertTrue(refused > 0, "some of them cannot be decoded");
    }

    @Test
    void jpegsOfFourColoursAreRefused() throws IOException {
        Path file = folder.resolve("cmyk.jpg");
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(new IIOImage(Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, null), null, null));
        } finally {
            writer.dispose();
        }
        ImageDataException e = assertThrows(ImageDataException.class, () -> decoder.decode(file));
        assertTrue(e.getMessage().contains("cmyk.jpg") && e.getMessage().contains("4 colours"), e.getMessage());
    }

    @Test
    void foreignFilesAreRefused() throws IOException {
        Path gif = ImageFiles.write(ImageFiles.flat(4, 4, 0), "gif", folder.resolve("image.png"));
        ImageDataException e = assertThrows(ImageDataException.class, () -> decoder.decode(gif));
        assertTrue(e.getMessage().contains("image.png") && e.getMessage().contains("47 49 46 38") && e.getMessage().contains("JPEG"), e.getMessage());
        Path text = Files.write(folder.resolve("notes.jpg"), "not an image".getBytes(StandardCharsets.UTF_8));
        assertThrows(ImageDataException.class, () -> decoder.decode(text));
        assertThrows(ImageDataException.class, () -> decoder.decode(Files.write(folder.resolve("zeros"), new byte[100])));
        assertThrows(ImageDataException.class, () -> decoder.decode(folder.resolve("none.png")));
        assertThrows(ImageDataException.class, () -> decoder.decode(folder));
    }
}
