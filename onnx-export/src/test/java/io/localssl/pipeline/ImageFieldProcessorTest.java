package io.localssl.pipeline;

import io.localssl.LocalSSLException;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.encoder.TinyImages;
import io.localssl.image.DecodedImage;
import io.localssl.image.Fit;
import io.localssl.image.ImageDecodeException;
import io.localssl.image.ImageDecodeException.Reason;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tribuo.data.columnar.ColumnarFeature;
import org.tribuo.data.columnar.FieldProcessor.GeneratedFeatureType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageFieldProcessorTest {
    @TempDir
    private Path folder;

    private PhotoTable table;
    private OnnxImageEncoder encoder;

    @BeforeEach
    void open() throws IOException {
        table = new PhotoTable(folder, 4);
        EncoderFile.write(folder.resolve("encoder.onnx"));
        encoder = new OnnxImageEncoder(folder.resolve("encoder.onnx"));
    }

    @AfterEach
    void close() {
        encoder.close();
    }

    private ImageFieldProcessor.Builder builder() {
        return ImageFieldProcessor.builder("photo", table.root);
    }

    private static float[] values(List<ColumnarFeature> features) {
        float[] values = new float[features.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) features.get(i).getValue();
        }
        return values;
    }

    private static List<String> names(List<ColumnarFeature> features) {
        return features.stream().map(ColumnarFeature::getName).toList();
    }

    @Test
    void anEmbeddingIsThatOfTheEncoder() {
        ImageFieldProcessor photo = builder().encoder(encoder).build();
        for (int i = 0; i < table.images.size(); i++) {
            List<ColumnarFeature> features = photo.process(i + ".png");
            assertArrayEquals(encoder.encode(table.images.get(i)), values(features));
            assertEquals("photo@e00", features.get(0).getName());
            assertEquals("photo", features.get(3).getFieldName());
            assertEquals("e03", features.get(3).getColumnEntry());
            assertEquals(names(features).stream().sorted().toList(), names(features));
        }
        assertEquals(GeneratedFeatureType.REAL, photo.getFeatureType());
    }

    /** Zeros too: an absent feature would shift the ids of those behind it. */
    @Test
    void pixelsAreNamedAsThoseOfAnImage() throws IOException {
        ImageShape shape = new ImageShape(1, 5, 7);
        ImageDecoder decoder = ImageDecoder.builder().shape(shape).fit(Fit.STRETCH).build();
        DecodedImage expected = decoder.decode(table.root.resolve("2.png"));
        List<ColumnarFeature> features = builder().decoder(decoder).build().process("2.png");
        assertEquals(35, features.size());
        for (int i = 0; i < 35; i++) {
            assertEquals("photo@" + shape.featureName(i), features.get(i).getName());
            assertEquals(expected.pixels()[i] & 0xFF, features.get(i).getValue());
        }
    }

    @Test
    void pathsAreLookedUpInTheRootUnlessTheyAreAbsolute() throws IOException {
        ImageFieldProcessor photo = builder().encoder(encoder).build();
        Files.createDirectories(table.root.resolve("more"));
        Path elsewhere = Files.copy(table.root.resolve("1.png"), folder.resolve("elsewhere.png"));
        Files.copy(elsewhere, table.root.resolve("more/1.png"));
        List<ColumnarFeature> expected = photo.process("1.png");
        for (String path : List.of("more/1.png", "./1.png", " 1.png ", elsewhere.toAbsolutePath().toString())) {
            assertArrayEquals(values(expected), values(photo.process(path)), path);
        }
    }

    @Test
    void byDefaultAMissingImageIsAnErrorThatNamesTheColumnAndTheFile() throws IOException {
        ImageFieldProcessor photo = builder().encoder(encoder).build();
        MissingImageException empty = assertThrows(MissingImageException.class, () -> photo.process(" "));
        assertEquals("column 'photo': found no path, expected that of an image; fill it in, or declare what becomes of rows without an image", empty.getMessage());
        assertNull(empty.getCause());

        MissingImageException absent = assertThrows(MissingImageException.class, () -> photo.process("none.png"));
        assertEquals("column 'photo': " + table.root.resolve("none.png") + ": found no such file, expected an image; check the path and its permissions", absent.getMessage());
        assertEquals(Reason.UNREADABLE, assertInstanceOf(ImageDecodeException.class, absent.getCause()).getReason());

        Files.write(table.root.resolve("cut.png"), Arrays.copyOf(Files.readAllBytes(table.root.resolve("1.png")), 60));
        MissingImageException cut = assertThrows(MissingImageException.class, () -> photo.process("cut.png"));
        assertEquals(Reason.TRUNCATED, assertInstanceOf(ImageDecodeException.class, cut.getCause()).getReason());

        MissingImageException impossible = assertThrows(MissingImageException.class, () -> photo.process("a\0b"));
        assertTrue(impossible.getMessage().contains("no path on this system"), impossible.getMessage());
    }

    @Test
    void zerosStandForAMissingImage() {
        ImageFieldProcessor photo = builder().encoder(encoder).missing(MissingImage.ZEROS).build();
        for (String path : List.of("", "none.png")) {
            assertArrayEquals(new float[encoder.getDimension()], values(photo.process(path)));
            assertEquals(names(photo.process("0.png")), names(photo.process(path)));
        }
    }

    @Test
    void anIndicatorTellsMissingImages() {
        ImageFieldProcessor photo = builder().encoder(encoder).missing(MissingImage.INDICATE).build();
        List<ColumnarFeature> there = photo.process("0.png");
        List<ColumnarFeature> missing = photo.process("none.png");
        assertEquals(encoder.getDimension() + 1, there.size());
        assertEquals(names(there), names(missing));
        assertEquals("photo@missing", there.get(encoder.getDimension()).getName());
        assertEquals(0, there.get(encoder.getDimension()).getValue());
        float[] expected = new float[encoder.getDimension() + 1];
        expected[encoder.getDimension()] = 1;
        assertArrayEquals(expected, values(missing));
    }

    /** It cannot leave rows out, and must not hand on half of one. */
    @Test
    void skippingTakesARowProcessorThatCan() {
        ImageFieldProcessor photo = builder().encoder(encoder).missing(MissingImage.SKIP).build();
        MissingImageException e = assertThrows(MissingImageException.class, () -> photo.process("none.png"));
        assertTrue(e.getMessage().contains("use an ImageRowProcessor"), e.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void aCopyDiffersInItsColumnAlone(MissingImage policy) {
        ImageFieldProcessor photo = builder().encoder(encoder).missing(policy).decoder(ImageDecoder.of(TinyImages.SHAPE)).build();
        ImageFieldProcessor copy = photo.copy("picture");
        assertEquals("picture", copy.getFieldName());
        assertEquals(photo.toString().replace("=photo,", "=picture,"), copy.toString());
        assertArrayEquals(values(photo.process("3.png")), values(copy.process("3.png")));
        assertTrue(names(copy.process("3.png")).stream().allMatch(name -> name.startsWith("picture@")));
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertTrue(assertThrows(LocalSSLException.class, () -> builder().build()).getMessage().contains("neither encoder nor decoder for column 'photo'"));
        ImageDecoder anySize = ImageDecoder.builder().build();
        assertThrows(LocalSSLException.class, () -> builder().decoder(anySize).build());
        assertThrows(LocalSSLException.class, () -> builder().decoder(anySize).encoder(encoder).build());
        ImageDecoder larger = ImageDecoder.of(new ImageShape(3, 9, 9));
        assertThrows(ImageShapeException.class, () -> builder().decoder(larger).encoder(encoder).build());
    }

    @Test
    void aClosedEncoderIsNoMissingImage() {
        ImageFieldProcessor photo = builder().encoder(encoder).missing(MissingImage.ZEROS).build();
        encoder.close();
        assertThrows(IllegalStateException.class, () -> photo.process("0.png"));
    }
}
