package io.localssl.image;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.localssl.LocalSSLException;
import io.localssl.image.ImageDecodeException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BandedSampleModel;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static io.localssl.image.EncodedImages.colour;
import static io.localssl.image.EncodedImages.colourPixels;
import static io.localssl.image.EncodedImages.encode;
import static io.localssl.image.EncodedImages.grey;
import static io.localssl.image.EncodedImages.level;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every kind of pixel that javax.imageio writes, and some that are written by hand, against the levels that went in. */
class ImageDecoderTest {
    private static final ImageDecoder AS_IS = ImageDecoder.builder().build();

    @TempDir
    private Path folder;

    private static byte[] decode(byte[] content) {
        return AS_IS.decode(content, "image").pixels();
    }

    private static ImageDecodeException refusal(ImageDecoder decoder, byte[] content, Reason reason) {
        ImageDecodeException e = assertThrows(ImageDecodeException.class, () -> decoder.decode(content, "odd name.jpg"));
        assertEquals(reason, e.getReason(), e.getMessage());
        assertEquals("odd name.jpg", e.getFile());
        assertTrue(e.getMessage().startsWith("odd name.jpg: found ") && e.getMessage().contains(", expected "), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        return e;
    }

    private static void assertNear(byte[] expected, byte[] found, int tolerance) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i] & 0xFF, found[i] & 0xFF, tolerance, "value " + i);
        }
    }

    /** Widths around the four pixels that are separated at once. */
    @ParameterizedTest
    @CsvSource({"1,1", "2,3", "3,2", "4,4", "5,1", "7,5", "8,3", "13,9"})
    void colourPixelsAreExact(int width, int height) {
        for (String format : List.of("png", "bmp", "tiff")) {
            DecodedImage image = AS_IS.decode(encode(colour(width, height), format), format);
            assertEquals(new ImageShape(3, height, width), image.shape(), format);
            assertArrayEquals(colourPixels(width, height), image.pixels(), format);
        }
    }

    @Test
    void jpegColoursAreNear() {
        assertNear(colourPixels(24, 16), decode(encode(colour(24, 16), "jpeg")), 4);
    }

    @Test
    void gifHasItsPalette() {
        int[] colours = {0xFF0000, 0x00FF00, 0x0000FF, 0xFFFFFF, 0x000000, 0x336699};
        for (int height : new int[] {1, 5, 6, 9, 2, 3, 4}) {
            BufferedImage image = new BufferedImage(6, height, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 6, colours, 0, false, -1, DataBuffer.TYPE_BYTE));
            for (int i = 0; i < 6 * height; i++) {
                image.getRaster().setSample(i % 6, i / 6, 0, i * 7 / 6 % 6);
            }
            byte[] content = encode(image, "gif"); // interlaced
            if (height > 1 && height < 5) {
                refusal(AS_IS, content, Reason.UNSUPPORTED);
                continue;
            }
            byte[] pixels = decode(content);
            for (int i = 0; i < pixels.length; i++) {
                assertEquals(colours[i % (6 * height) * 7 / 6 % 6] >> 8 * (2 - i / (6 * height)) & 0xFF, pixels[i] & 0xFF);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "5,3", "64,33"})
    void losslessWebpIsExact(int width, int height) {
        DecodedImage image = AS_IS.decode(EncodedImages.webp(width, height, 0x123456), "webp");
        assertEquals(new ImageShape(3, height, width), image.shape());
        for (int i = 0; i < image.pixels().length; i++) {
            assertEquals(new int[] {0x12, 0x34, 0x56}[i / (height * width)], image.pixels()[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tiff"})
    void greyLevelsStayAsTheyAre(String format) {
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
            byte[] pixels = decode(encode(grey(9, 4, type), format));
            for (int i = 0; i < pixels.length; i++) {
                assertEquals(level(0, i / 9 % 4, i % 9), pixels[i] & 0xFF, format + " of type " + type);
            }
        }
    }

    @Test
    void greyJpegHasThreeEqualChannelsOrOne() {
        byte[] content = encode(grey(16, 8, BufferedImage.TYPE_BYTE_GRAY), "jpeg");
        byte[] one = ImageDecoder.builder().channels(1).build().decode(content, "grey").pixels();
        byte[] three = decode(content);
        for (int i = 0; i < three.length; i++) {
            assertEquals(one[i % 128], three[i]);
            assertEquals(level(0, i / 16 % 8, i % 16), three[i] & 0xFF, 3);
        }
    }

    @Test
    void sixteenBitsAreRoundedToTheNearestLevel() {
        BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
        int[] samples = {128, 129, 65535 - 129, 65535 - 128};
        for (int x = 0; x < 4; x++) {
            image.getRaster().setSample(x, 0, 0, samples[x]);
        }
        assertArrayEquals(new byte[] {0, 1, (byte) 254, (byte) 255}, Arrays.copyOf(decode(encode(image, "png")), 4));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void palettesOfAnyDepth(int bits) {
        int size = 1 << bits;
        byte[] ramp = new byte[size];
        for (int i = 0; i < size; i++) {
            ramp[i] = (byte) (255 * i / (size - 1));
        }
        IndexColorModel palette = new IndexColorModel(bits, size, ramp, ramp, new byte[size]);
        BufferedImage image = new BufferedImage(11, 3, bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY, palette);
        for (int i = 0; i < 33; i++) {
            image.getRaster().setSample(i % 11, i / 11, 0, i % size);
        }
        byte[] pixels = decode(encode(image, "png"));
        for (int i = 0; i < 33; i++) {
            assertEquals(ramp[i % size], pixels[i]);
            assertEquals(ramp[i % size], pixels[33 + i]);
            assertEquals(0, pixels[66 + i]);
        }
    }

    /** Against 255 * v * a + b * (1 - a), computed in double. */
    @Test
    void transparencyShowsTheBackground() {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, i << 24 | 0xC86432);
        }
        int[] colour = {0xC8, 0x64, 0x32};
        int[] background = {10, 250, 100};
        byte[] content = encode(image, "png");
        byte[] pixels = ImageDecoder.builder().background(0x0AFA64).build().decode(content, "alpha").pixels();
        byte[] white = decode(content);
        for (int i = 0; i < pixels.length; i++) {
            double alpha = i % 256 / 255.0;
            assertEquals(colour[i / 256] * alpha + background[i / 256] * (1 - alpha), pixels[i] & 0xFF, 0.5 + 1e-9);
            assertEquals(colour[i / 256] * alpha + 255 * (1 - alpha), white[i] & 0xFF, 0.5 + 1e-9);
        }
    }

    @Test
    void aTransparentColourOfAPaletteShowsTheBackground() {
        IndexColorModel palette = new IndexColorModel(8, 3, new byte[] {10, 20, 30}, new byte[] {40, 50, 60}, new byte[] {70, 80, 90}, 1);
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
        for (int i = 0; i < 3; i++) {
            image.getRaster().setSample(i, 0, 0, i);
        }
        for (String format : List.of("png", "gif")) {
            assertArrayEquals(new byte[] {10, 1, 30, 40, 2, 60, 70, 3, 90}, ImageDecoder.builder().background(0x010203).build().decode(encode(image, format), format).pixels());
        }
    }

    /** One colour, or one grey level, that stands for transparency in an image without a palette. */
    @Test
    void aTransparentColourOfSamplesShowsTheBackground() {
        ImageDecoder decoder = ImageDecoder.builder().background(0x010203).build();
        byte[] expected = colourPixels(5, 3);
        byte[] key = {0, (byte) level(0, 1, 2), 0, (byte) level(1, 1, 2), 0, (byte) level(2, 1, 2)};
        for (int channel = 0; channel < 3; channel++) {
            expected[channel * 15 + 7] = (byte) (channel + 1);
        }
        assertArrayEquals(expected, decoder.decode(EncodedImages.withChunk(encode(colour(5, 3), "png"), "tRNS", key), "colour").pixels());
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
            byte[] level = {type == BufferedImage.TYPE_BYTE_GRAY ? 0 : key[1], key[1]};
            byte[] pixels = decoder.decode(EncodedImages.withChunk(encode(grey(5, 3, type), "png"), "tRNS", level), "grey").pixels();
            for (int i = 0; i < 45; i++) {
                boolean transparent = level(0, i / 5 % 3, i % 5) == level(0, 1, 2);
                assertEquals(transparent ? 1 + i / 15 : level(0, i / 5 % 3, i % 5), pixels[i] & 0xFF, "value " + i + " of type " + type);
            }
        }
    }

    @Test
    void greyIsTheLuma() {
        byte[] colours = colourPixels(13, 9);
        byte[] luma = ImageDecoder.builder().channels(1).build().decode(encode(colour(13, 9), "png"), "colour").pixels();
        for (int i = 0; i < luma.length; i++) {
            assertEquals(0.299 * (colours[i] & 0xFF) + 0.587 * (colours[117 + i] & 0xFF) + 0.114 * (colours[234 + i] & 0xFF), luma[i] & 0xFF, 0.51);
        }
    }

    /** Components without any marker are luma and colour differences, whatever they are called; Adobe's marker may say otherwise, and JFIF has the last word. */
    @Test
    void jpegComponentsAreWhatTheMarkersSay() {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 3, null);
        int[] red = {200, 50, 80};
        for (int i = 0; i < 256; i++) {
            raster.setPixel(i % 16, i / 16, red);
        }
        byte[] raw = EncodedImages.rawJpeg(raster);
        assertFalse(new String(raw, StandardCharsets.ISO_8859_1).contains("JFIF"), "nothing says what the components are");
        assertFlat(decode(EncodedImages.withAdobe(raw, 0)), 200, 50, 80);
        byte[] jfif = {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0};
        int green = (int) Math.round(200 - 0.344136 * (50 - 128) - 0.714136 * (80 - 128));
        int[] converted = {(int) Math.round(200 + 1.402 * (80 - 128)), Math.min(255, green), (int) Math.round(200 + 1.772 * (50 - 128))};
        assertFlat(decode(EncodedImages.withAdobe(raw, 1)), converted);
        assertFlat(decode(EncodedImages.withSegment(EncodedImages.withAdobe(raw, 0), 0xE0, jfif)), converted);
        assertFlat(decode(withIdentifiers(raw, 17, 99, 3)), converted);
        assertFlat(decode(withIdentifiers(raw, 'R', 'G', 'B')), 200, 50, 80);
    }

    /** Names the components anew, in the frame header and the scan. */
    private static byte[] withIdentifiers(byte[] jpeg, int... names) {
        byte[] renamed = jpeg.clone();
        for (int at = 2; at < jpeg.length - 12; at++) {
            boolean frame = (jpeg[at] & 0xFF) == 0xFF && (jpeg[at + 1] & 0xFF) == 0xC0;
            boolean scan = (jpeg[at] & 0xFF) == 0xFF && (jpeg[at + 1] & 0xFF) == 0xDA;
            for (int i = 0; i < 3 && (frame || scan); i++) {
                renamed[at + (frame ? 10 + 3 * i : 5 + 2 * i)] = (byte) names[i];
            }
            if (scan) {
                return renamed;
            }
        }
        throw new IllegalStateException("no scan");
    }

    private static void assertFlat(byte[] pixels, int... colour) {
        for (int i = 0; i < pixels.length; i++) {
            assertEquals(colour[i / (pixels.length / 3)], pixels[i] & 0xFF, 3, "value " + i);
        }
    }

    /** Cyan, magenta, yellow and black as Adobe stores them, 255 less the ink: (255 - ink) * (255 - black) / 255. */
    @Test
    void inksOfJpegFiles() {
        WritableRaster inks = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
        int[] stored = {200, 100, 50, 150};
        for (int i = 0; i < 256; i++) {
            inks.setPixel(i % 16, i / 16, stored);
        }
        int[] expected = {200 * 150 / 255, 100 * 150 / 255, 50 * 150 / 255};
        assertFlat(decode(EncodedImages.withAdobe(EncodedImages.rawJpeg(inks), 0)), expected);
        assertFlat(decode(EncodedImages.rawJpeg(inks)), expected);

        int[] paper = {255 - 200, 255 - 100, 255 - 50};
        double luma = 0.299 * paper[0] + 0.587 * paper[1] + 0.114 * paper[2];
        int[] ycck = {(int) Math.round(luma), (int) Math.round(128 + (paper[2] - luma) / 1.772), (int) Math.round(128 + (paper[0] - luma) / 1.402), 150};
        for (int i = 0; i < 256; i++) {
            inks.setPixel(i % 16, i / 16, ycck);
        }
        assertFlat(decode(EncodedImages.withAdobe(EncodedImages.rawJpeg(inks), 2)), expected);
    }

    @Test
    void floatsFromZeroToOneAreLevels() {
        WritableRaster raster = Raster.createWritableRaster(new BandedSampleModel(DataBuffer.TYPE_FLOAT, 4, 1, 1), null);
        ComponentColorModel colours = new ComponentColorModel(ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, Transparency.OPAQUE, DataBuffer.TYPE_FLOAT);
        BufferedImage image = new BufferedImage(colours, raster, false, null);
        raster.setPixels(0, 0, 4, 1, new float[] {0, 0.25f, 0.5f, 1});
        SampleLevels levels = new SampleLevels(new ImageBytes("floats", new byte[0]), raster, image.getColorModel(), new Background(0));
        byte[] row = new byte[4];
        levels.copyRow(0, 0, 4, row, 0, 4);
        assertArrayEquals(new byte[] {0, 64, (byte) 128, (byte) 255}, row);
        for (float odd : new float[] {-0.1f, 1.5f, Float.NaN}) {
            raster.setSample(2, 0, 0, odd);
            assertEquals(Reason.UNSUPPORTED, assertThrows(ImageDecodeException.class, () -> levels.copyRow(0, 0, 4, row, 0, 4)).getReason());
        }
    }

    /** Samples of 5 and 6 bits, and colours that are multiplied by their transparency already. */
    @Test
    void packedAndPremultipliedSamples() {
        byte[] row = new byte[3];
        BufferedImage packed = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_565_RGB);
        packed.getRaster().setPixel(0, 0, new int[] {31, 21, 8});
        new SampleLevels(new ImageBytes("packed", new byte[0]), packed.getRaster(), packed.getColorModel(), new Background(0)).copyRow(0, 0, 1, row, 0, 1);
        assertArrayEquals(new byte[] {(byte) 255, 85, 66}, row);
        DirectColorModel premultiplied = (DirectColorModel) new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB_PRE).getColorModel();
        WritableRaster raster = premultiplied.createCompatibleWritableRaster(1, 1);
        raster.setPixel(0, 0, new int[] {50, 0, 100, 102});
        new SampleLevels(new ImageBytes("premultiplied", new byte[0]), raster, premultiplied, new Background(0xFF0000)).copyRow(0, 0, 1, row, 0, 1);
        assertArrayEquals(new byte[] {(byte) (50 + 153), 0, 100}, row);
    }

    /** Where upright pixels are stored, by the definition of the tag: what the 0th row and the 0th column are. */
    private static int[] stored(int orientation, int row, int column, int height, int width) {
        return switch (orientation) {
            case 2 -> new int[] {row, width - 1 - column};
            case 3 -> new int[] {height - 1 - row, width - 1 - column};
            case 4 -> new int[] {height - 1 - row, column};
            case 5 -> new int[] {column, row};
            case 6 -> new int[] {height - 1 - column, row};
            case 7 -> new int[] {height - 1 - column, width - 1 - row};
            case 8 -> new int[] {column, width - 1 - row};
            default -> new int[] {row, column};
        };
    }

    private static void assertUpright(DecodedImage image, int orientation, int height, int width, int tolerance) {
        int rows = orientation > 4 ? width : height;
        int columns = orientation > 4 ? height : width;
        assertEquals(new ImageShape(3, rows, columns), image.shape());
        for (int i = 0; i < image.pixels().length; i++) {
            int[] place = stored(orientation, i / columns % rows, i % columns, height, width);
            assertEquals(level(0, place[0], place[1]), image.pixels()[i] & 0xFF, tolerance);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void imagesComeOutUpright(int orientation) {
        BufferedImage image = grey(24, 16, BufferedImage.TYPE_BYTE_GRAY);
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            assertUpright(AS_IS.decode(EncodedImages.withOrientation(encode(image, "jpeg"), orientation, order), "jpeg"), orientation, 16, 24, 4);
        }
        assertUpright(AS_IS.decode(EncodedImages.withOrientation(encode(image, "png"), orientation), "png"), orientation, 16, 24, 0);
        assertUpright(AS_IS.decode(EncodedImages.tiff(24, 16, orientation), "tiff"), orientation, 16, 24, 0);
        ImageShape shape = AS_IS.decode(EncodedImages.withOrientation(EncodedImages.webp(6, 4, 0), 6, 4, orientation), "webp").shape();
        assertEquals(orientation > 4 ? new ImageShape(3, 6, 4) : new ImageShape(3, 4, 6), shape);
    }

    /** Whatever the tag says, the same upright picture gives the same small picture, up to the order of sums. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void uprightImagesAreCutAndResizedAlike(int orientation) {
        int height = 17;
        int width = 30;
        int rows = orientation > 4 ? width : height;
        int columns = orientation > 4 ? height : width;
        BufferedImage upright = new BufferedImage(columns, rows, BufferedImage.TYPE_BYTE_GRAY);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int[] place = stored(orientation, row, column, height, width);
                upright.getRaster().setSample(column, row, 0, level(0, place[0], place[1]));
            }
        }
        for (int[] size : new int[][] {{5, 5}, {4, 7}, {7, 4}, {height, height}, {40, 9}}) {
            for (Fit fit : List.of(Fit.CROP, Fit.STRETCH)) {
                ImageDecoder decoder = ImageDecoder.builder().shape(new ImageShape(1, size[0], size[1])).fit(fit).build();
                byte[] expected = decoder.decode(encode(upright, "png"), "upright").pixels();
                assertNear(expected, decoder.decode(EncodedImages.tiff(width, height, orientation), "turned").pixels(), 1);
            }
        }
    }

    @Test
    void brokenMetadataDoNotMatter() {
        byte[] jpeg = encode(colour(16, 16), "jpeg");
        byte[] plain = decode(jpeg);
        byte[] exif = "Exif\0\0II*\0".getBytes(StandardCharsets.ISO_8859_1);
        for (int length = 6; length <= exif.length; length++) {
            assertArrayEquals(plain, decode(EncodedImages.withSegment(jpeg, 0xE1, Arrays.copyOf(exif, length))));
        }
        byte[] far = Arrays.copyOf(exif, 40);
        Arrays.fill(far, 10, 40, (byte) 0xFF);
        assertArrayEquals(plain, decode(EncodedImages.withSegment(jpeg, 0xE1, far)));
        assertArrayEquals(plain, decode(EncodedImages.withSegment(jpeg, 0xE2, "ICC_PROFILE\0\1\1no profile".getBytes(StandardCharsets.ISO_8859_1))));
        assertArrayEquals(plain, decode(EncodedImages.withSegment(jpeg, 0xFE, new byte[60000])));
        assertArrayEquals(plain, decode(Arrays.copyOf(jpeg, jpeg.length + 500)));
        assertArrayEquals(plain, decode(Arrays.copyOf(jpeg, jpeg.length - 2)), "only the end marker is missing");
    }

    /** The pixels of the cut-out against the definition of the resampling. */
    @ParameterizedTest
    @CsvSource({"CROP,40,24,8,8", "CROP,24,40,8,8", "CROP,33,17,5,9", "CROP,9,50,12,6", "STRETCH,40,24,8,8", "STRETCH,7,31,16,3", "CROP,100,90,3,3", "STRETCH,100,3,10,10"})
    void imagesAreCutAndResized(Fit fit, int width, int height, int outHeight, int outWidth) {
        int cutHeight = fit == Fit.STRETCH ? height : Math.max(1, Math.min(height, (int) Math.round((double) width * outHeight / outWidth)));
        int cutWidth = fit == Fit.STRETCH ? width : Math.max(1, Math.min(width, (int) Math.round((double) height * outWidth / outHeight)));
        ImageShape shape = new ImageShape(3, outHeight, outWidth);
        byte[] found = ImageDecoder.builder().shape(shape).fit(fit).build().decode(encode(colour(width, height), "png"), "image").pixels();
        double[] expected = ResizedCropTest.naive(colourPixels(width, height), new ImageShape(3, height, width), (height - cutHeight) / 2, (width - cutWidth) / 2,
                cutHeight, cutWidth, outHeight, outWidth);
        for (int i = 0; i < found.length; i++) {
            assertEquals(expected[i], found[i] & 0xFF, 0.501, "value " + i);
        }
    }

    @Test
    void exactTakesOneSizeOnly() {
        ImageDecoder decoder = ImageDecoder.builder().shape(new ImageShape(3, 4, 6)).fit(Fit.EXACT).build();
        assertArrayEquals(colourPixels(6, 4), decoder.decode(encode(colour(6, 4), "png"), "image").pixels());
        ImageDecodeException e = refusal(decoder, encode(colour(4, 6), "png"), Reason.WRONG_SHAPE);
        assertTrue(e.getMessage().contains("3x6x4") && e.getMessage().contains("3x4x6"), e.getMessage());
    }

    /** A header of billions of pixels in a few bytes, and one pixel too many. */
    @Test
    void bombsAreRefusedByTheirHeader() {
        byte[] png = encode(colour(4, 4), "png");
        byte[] bomb = png.clone();
        bomb[17] = bomb[21] = 1; // 65540x65540
        refusal(AS_IS, bomb, Reason.TOO_LARGE);
        byte[] bmp = encode(colour(4, 4), "bmp");
        bmp[20] = bmp[24] = 1;
        refusal(AS_IS, bmp, Reason.TOO_LARGE);
        byte[] tiff = EncodedImages.tiff(40000, 1, 1);
        tiff[10 + 12 + 8] = tiff[10 + 12 + 9] = (byte) 0xFF;
        refusal(AS_IS, tiff, Reason.TOO_LARGE);
        refusal(AS_IS, EncodedImages.webp(16384, 16384, 0), Reason.TOO_LARGE);
        ImageDecoder small = ImageDecoder.builder().maxPixels(30).build();
        for (String format : List.of("png", "bmp", "tiff", "gif", "jpeg")) {
            assertEquals(30, small.decode(encode(colour(6, 5), format), format).shape().size() / 3);
            assertTrue(refusal(small, encode(colour(31, 1), format), Reason.TOO_LARGE).getMessage().contains("31x1"), format);
        }
    }

    /** A header that claims more pixels than its bytes can hold, whatever they are, is refused before memory is taken. */
    @Test
    void headersThatCannotBeTrueAreRefused() {
        byte[] jpeg = encode(colour(16, 16), "jpeg");
        for (int at = 2; at < jpeg.length - 9; at++) {
            if ((jpeg[at] & 0xFF) == 0xFF && (jpeg[at + 1] & 0xFF) == 0xC0) {
                jpeg[at + 5] = jpeg[at + 7] = 0x1F;
            }
        }
        assertTrue(refusal(AS_IS, jpeg, Reason.TRUNCATED).getMessage().contains("7952x7952"));
    }

    @Test
    void longFilesAreRefusedUnread() throws IOException {
        byte[] png = encode(colour(40, 40), "png");
        Path file = Files.write(folder.resolve("long.png"), png);
        assertEquals(40, ImageDecoder.builder().maxBytes(png.length).build().decode(file).shape().width());
        ImageDecoder shorter = ImageDecoder.builder().maxBytes(png.length - 1).build();
        refusal(shorter, png, Reason.TOO_LARGE);
        ImageDecodeException e = assertThrows(ImageDecodeException.class, () -> shorter.decode(file));
        assertTrue(e.getMessage().startsWith(file + ": found " + png.length + " bytes, expected at most"), e.getMessage());
    }

    @Test
    void foreignFilesHaveATypedReason() throws IOException {
        refusal(AS_IS, new byte[0], Reason.EMPTY);
        refusal(AS_IS, new byte[100], Reason.NOT_AN_IMAGE);
        refusal(AS_IS, "words in a file".getBytes(StandardCharsets.UTF_8), Reason.NOT_AN_IMAGE);
        refusal(AS_IS, new byte[] {(byte) 0xFF}, Reason.NOT_AN_IMAGE);
        refusal(AS_IS, "P6\n1 1\n255\nabc".getBytes(StandardCharsets.UTF_8), Reason.UNSUPPORTED);
        refusal(AS_IS, "\0\0\0\34ftypavif".getBytes(StandardCharsets.UTF_8), Reason.UNSUPPORTED);
        refusal(AS_IS, ("\0".repeat(40) + "TRUEVISION-XFILE.\0").getBytes(StandardCharsets.UTF_8), Reason.UNSUPPORTED);
        assertEquals(Reason.UNREADABLE, assertThrows(ImageDecodeException.class, () -> AS_IS.decode(folder.resolve("none.png"))).getReason());
        assertEquals(Reason.UNREADABLE, assertThrows(ImageDecodeException.class, () -> AS_IS.decode(folder)).getReason());
    }

    @Test
    void kindsOfJpegThatAreNotDecodedAreUnsupported() {
        byte[] jpeg = encode(colour(16, 16), "jpeg");
        for (int at = 2; at < jpeg.length - 9; at++) {
            if ((jpeg[at] & 0xFF) == 0xFF && (jpeg[at + 1] & 0xFF) == 0xC0) {
                byte[] arithmetic = jpeg.clone();
                arithmetic[at + 1] = (byte) 0xC9;
                refusal(AS_IS, arithmetic, Reason.UNSUPPORTED);
                byte[] deep = jpeg.clone();
                deep[at + 4] = 12;
                refusal(AS_IS, deep, Reason.UNSUPPORTED);
                byte[] flat = jpeg.clone();
                flat[at + 5] = flat[at + 6] = 0;
                refusal(AS_IS, flat, Reason.CORRUPT);
                return;
            }
        }
        throw new IllegalStateException("no frame header");
    }

    /** The names of files are not looked at. */
    @Test
    void contentDecidesTheFormat() throws IOException {
        Path file = Files.write(folder.resolve("picture.png"), encode(colour(16, 8), "jpeg"));
        assertEquals(new ImageShape(3, 8, 16), AS_IS.decode(file).shape());
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThrows(LocalSSLException.class, () -> ImageDecoder.of(new ImageShape(4, 8, 8)));
        assertThrows(LocalSSLException.class, () -> ImageDecoder.builder().channels(2).build());
        assertThrows(LocalSSLException.class, () -> ImageDecoder.builder().fit(Fit.EXACT).build());
        assertThrows(LocalSSLException.class, () -> ImageDecoder.builder().background(0x1000000));
        assertThrows(LocalSSLException.class, () -> ImageDecoder.builder().background(-1));
        assertThrows(LocalSSLException.class, () -> ImageDecoder.builder().maxPixels(0).build());
        assertThrows(LocalSSLException.class, () -> ImageDecoder.builder().maxPixels(Integer.MAX_VALUE).build());
        assertThrows(LocalSSLException.class, () -> ImageDecoder.builder().maxBytes(0).build());
        assertThrows(LocalSSLException.class, () -> Background.parse("white"));
        assertNull(AS_IS.getShape());
    }

    /** Height and width of an image, then those that it gets where 6 rows and 8 columns are to be covered. */
    @ParameterizedTest
    @CsvSource({"60,80,6,8", "60,60,8,8", "12,100,6,50", "100,12,67,8", "6,8,6,8", "5,90,5,90", "90,7,90,7", "7,9,6,8", "1,1,1,1", "100,1000,6,60"})
    void shrinkingKeepsProportionsAndCoversTheShape(int height, int width, int rows, int columns) {
        ImageDecoder decoder = ImageDecoder.builder().shape(new ImageShape(3, 6, 8)).fit(Fit.SHRINK).build();
        DecodedImage image = decoder.decode(encode(colour(width, height), "png"), "a.png");
        assertEquals(new ImageShape(3, rows, columns), image.shape());
        DecodedImage stretched = ImageDecoder.builder().shape(image.shape()).fit(Fit.STRETCH).build().decode(encode(colour(width, height), "png"), "a.png");
        assertArrayEquals(stretched.pixels(), image.pixels());
        assertNull(decoder.getShape());
    }

    /** Proportions are those of the upright image. */
    @Test
    void shrinkingTurnsUprightFirst() {
        byte[] turned = EncodedImages.withOrientation(encode(colour(40, 20), "png"), 6);
        assertEquals(new ImageShape(3, 20, 10), ImageDecoder.builder().shape(new ImageShape(3, 10, 10)).fit(Fit.SHRINK).build().decode(turned, "a.png").shape());
    }

    @ParameterizedTest
    @EnumSource(Fit.class)
    void provenanceBuildsTheSameDecoder(Fit fit) {
        ImageDecoder decoder = ImageDecoder.builder().shape(new ImageShape(1, 8, 9)).fit(fit).background(0x00FF10).maxPixels(1000).maxBytes(2000).build();
        List<ConfigurationData> configuration = ProvenanceUtil.extractConfiguration(ProvenanceUtil.unmarshalProvenance(ProvenanceUtil.marshalProvenance(decoder.getProvenance())));
        try (ConfigurationManager manager = new ConfigurationManager()) {
            manager.addConfiguration(configuration);
            ImageDecoder again = (ImageDecoder) manager.lookup(configuration.get(0).getName());
            assertEquals(decoder.toString(), again.toString());
            assertEquals(decoder.getProvenance(), again.getProvenance());
            assertEquals(fit == Fit.SHRINK ? null : new ImageShape(1, 8, 9), again.getShape());
        }
    }

    /** Random crops that are resized to a square want images a little larger than it. */
    @ParameterizedTest
    @CsvSource({"0, 256", "64, 256", "224, 256", "225, 258", "256, 293", "384, 439"})
    void wholeImagesAreLargerThanTheirViews(int side, int shorter) {
        byte[] file = encode(colour(600, 500), "png");
        assertEquals(new ImageShape(3, shorter, (int) Math.rint(600.0 * shorter / 500)), ImageDecoder.whole(side).decode(file, "large").shape());
        assertEquals(new ImageShape(3, 20, 30), ImageDecoder.whole(side).decode(encode(colour(30, 20), "png"), "small").shape());
    }
}
