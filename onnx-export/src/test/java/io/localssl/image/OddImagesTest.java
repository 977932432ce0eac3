package io.localssl.image;

import io.localssl.image.ImageDecodeException.Reason;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every file of the odd images decodes to what the manifest says or is refused for the right reason. */
@EnabledIf("present")
class OddImagesTest {
    private static final ImageDecoder DECODER = ImageDecoder.builder().build();

    /** What is no whole image, and what is one of a format that is not decoded. */
    private static final Map<String, Reason> REFUSED = Map.ofEntries(entry("bad_crc.png", Reason.CORRUPT), entry("bomb_header_60000x60000.png", Reason.TOO_LARGE),
            entry("corrupt_scan.jpg", Reason.CORRUPT), entry("random_bytes.png", Reason.NOT_AN_IMAGE), entry("text_named.jpg", Reason.NOT_AN_IMAGE),
            entry("truncated_half.jpg", Reason.TRUNCATED), entry("truncated_half.png", Reason.TRUNCATED), entry("truncated_header.jpg", Reason.TRUNCATED),
            entry("truncated_progressive.jpg", Reason.TRUNCATED), entry("zero_byte.jpg", Reason.EMPTY), entry("zero_byte.png", Reason.EMPTY),
            entry("zero_dimension.png", Reason.CORRUPT), entry("gray.pgm", Reason.UNSUPPORTED), entry("rgb.ppm", Reason.UNSUPPORTED), entry("rgb.tga", Reason.UNSUPPORTED));

    private static final List<String> TRANSPARENT = List.of("alpha.webp", "gray_alpha.png", "palette_transparent.png", "transparent.gif", "rgba.png", "rgba_16bit.png", "rgb_trns.png");

    static boolean present() {
        return OddImages.present();
    }

    private static DecodedImage decode(String file) {
        return DECODER.decode(OddImages.FOLDER.resolve(file));
    }

    @TestFactory
    Stream<DynamicTest> eachIsHandledAsTheManifestSays() throws IOException {
        List<OddImages.Row> rows = OddImages.rows();
        assertEquals(81, rows.size());
        return rows.stream().map(row -> DynamicTest.dynamicTest(row.file(), () -> {
            Reason reason = REFUSED.get(row.file());
            if (reason == null) {
                assertDecodes(row);
            } else {
                ImageDecodeException e = assertThrows(ImageDecodeException.class, () -> DECODER.decode(row.path()));
                assertEquals(reason, e.getReason(), e.getMessage());
                assertTrue(e.getMessage().startsWith(row.path() + ": found ") && e.getMessage().contains(", expected "), e.getMessage());
            }
        }));
    }

    private static void assertDecodes(OddImages.Row row) {
        DecodedImage image = DECODER.decode(row.path());
        boolean turned = row.file().matches("exif_orientation_[5-8].*");
        assertEquals(new ImageShape(3, turned ? row.width() : row.height(), turned ? row.height() : row.width()), image.shape());
        if (row.mean().length == 3 && !TRANSPARENT.contains(row.file())) {
            for (int channel = 0; channel < 3; channel++) {
                assertEquals(row.mean()[channel], mean(image, channel), 0.2, "mean of channel " + channel);
            }
        }
    }

    private static double mean(DecodedImage image, int channel) {
        int area = image.shape().size() / 3;
        double sum = 0;
        for (int i = 0; i < area; i++) {
            sum += image.pixels()[channel * area + i] & 0xFF;
        }
        return sum / area;
    }

    private static double difference(byte[] a, byte[] b) {
        assertEquals(a.length, b.length);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs((a[i] & 0xFF) - (b[i] & 0xFF));
        }
        return sum / a.length;
    }

    @ParameterizedTest
    @ValueSource(strings = {"interlaced_adam7.png", "topdown.bmp", "rgb24.bmp", "rgba32.bmp", "deflate.tif", "lossless.webp", "png_named.jpg", "text_chunks_gamma.png", "rgb_16bit.png"})
    void samePixelsAsRgb(String file) {
        assertArrayEquals(decode("rgb.png").pixels(), decode(file).pixels());
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart_markers.jpg", "missing_eoi.jpg", "trailing_garbage.jpg", "long_comment.jpg", "icc_srgb.jpg", "jpg_named.png", "progressive.jpg", ".hidden.jpg"})
    void samePixelsAsBaseline(String file) {
        assertArrayEquals(decode("baseline_420.jpg").pixels(), decode(file).pixels());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gray16.tif", "gray_16bit.png", "float32.tif"})
    void sameLevelsAsGrey(String file) {
        byte[] grey = decode("gray.png").pixels();
        byte[] deep = decode(file).pixels();
        for (int i = 0; i < grey.length; i++) {
            assertEquals(grey[i] & 0xFF, deep[i] & 0xFF, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"adobe_rgb_components.jpg", "cmyk.jpg", "baseline_444.jpg", "baseline_420.jpg", "lossy.webp", "palette.png", "static.gif"})
    void lossyFilesAreNearRgb(String file) {
        double difference = difference(decode("rgb.png").pixels(), decode(file).pixels());
        assertTrue(difference < (file.matches("palette.*|.*gif") ? 9 : 6), "mean difference of " + difference + " levels");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void orientationsShowOnePicture(int orientation) {
        double difference = difference(decode("exif_orientation_1.jpg").pixels(), decode("exif_orientation_" + orientation + ".jpg").pixels());
        assertTrue(difference < 1, "mean difference of " + difference + " levels");
    }

    /** Over black and over white, the opaque colour and its share come back. */
    @ParameterizedTest
    @ValueSource(strings = {"rgba.png", "rgba_16bit.png", "gray_alpha.png", "alpha.webp"})
    void transparencyRampsFromLeftToRight(String file) {
        byte[] black = ImageDecoder.builder().background(0).build().decode(OddImages.FOLDER.resolve(file)).pixels();
        byte[] white = decode(file).pixels();
        byte[] opaque = decode(file.startsWith("gray") ? "gray.png" : "rgb.png").pixels();
        double before = -1;
        for (int x = 0; x < 320; x += 40) {
            double alpha = 0;
            double error = 0;
            for (int i = 0; i < 3 * 192; i++) {
                int at = i * 320 + x;
                double share = (255 - (white[at] & 0xFF) + (black[at] & 0xFF)) / 255.0;
                alpha += share / (3 * 192);
                error += Math.abs((black[at] & 0xFF) - share * (opaque[at] & 0xFF)) / (3 * 192);
            }
            assertTrue(alpha > before || file.contains("16bit"), "alpha at column " + x);
            assertTrue(error < (file.endsWith("webp") ? 6 : 1), "mean error of " + error + " levels at column " + x);
            before = alpha;
        }
    }

    @Test
    void transparentColoursShowTheBackground() {
        for (String file : List.of("palette_transparent.png", "transparent.gif", "rgb_trns.png")) {
            byte[] opaque = decode(file.startsWith("rgb") ? "rgb.png" : "palette.png").pixels();
            byte[] pixels = ImageDecoder.builder().background(0x00FF00).build().decode(OddImages.FOLDER.resolve(file)).pixels();
            int shown = 0;
            for (int i = 0; i < 61440; i++) {
                boolean background = pixels[i] == 0 && pixels[61440 + i] == (byte) 0xFF && pixels[122880 + i] == 0;
                shown += background ? 1 : 0;
                assertTrue(background || pixels[i] == opaque[i] && pixels[61440 + i] == opaque[61440 + i] && pixels[122880 + i] == opaque[122880 + i]);
            }
            assertTrue(shown > 0, file);
        }
    }
}
