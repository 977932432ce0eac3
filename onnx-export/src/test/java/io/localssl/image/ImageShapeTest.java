package io.localssl.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.datasource.IDXDataSource;
import org.tribuo.impl.ArrayExample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageShapeTest {
    private static final Label LABEL = new Label("a");

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,3,3", "1,2,5", "1,9,11", "1,10,10", "3,32,32"})
    void namesAreThoseOfTribuosIdxReader(int channels, int height, int width, @TempDir Path folder) throws Exception {
        ImageShape shape = new ImageShape(channels, height, width);
        double[] pixels = new double[shape.size()];
        Arrays.fill(pixels, 1);
        IDXDataSource.IDXData.createIDXData(IDXDataSource.IDXType.UBYTE, new int[]{1, channels, height, width}, pixels).save(folder.resolve("i"), false);
        IDXDataSource.IDXData.createIDXData(IDXDataSource.IDXType.UBYTE, new int[]{1}, new double[]{7}).save(folder.resolve("l"), false);
        Example<Label> read = new IDXDataSource<>(folder.resolve("i"), folder.resolve("l"), new LabelFactory()).iterator().next();

        List<String> names = new ArrayList<>();
        read.forEach(feature -> names.add(feature.getName()));
        assertEquals(names, List.of(shape.featureNames()));
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,2,5", "2,7,11", "3,32,32", "4,100,100"})
    void namesAreSortedAndFindTheirPixel(int channels, int height, int width) {
        ImageShape shape = new ImageShape(channels, height, width);
        String[] names = shape.featureNames();
        for (int i = 0; i < names.length; i++) {
            assertEquals(i, shape.pixelIndex(names[i]));
            assertEquals(names[i], shape.featureName(i));
            assertTrue(i == 0 || names[i - 1].compareTo(names[i]) < 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "000", "00000", "3072", "9999", "-001", "+001", "1e+3", "00 1", "٠٠٠١", "e001", "0x1F"})
    void foreignNamesAreRefused(String name) {
        ImageShapeException e = assertThrows(ImageShapeException.class, () -> new ImageShape(3, 32, 32).pixelIndex(name));
        assertTrue(e.getMessage().contains("'" + name + "'") && e.getMessage().contains("3x32x32"), e.getMessage());
    }

    @Test
    void numbersBeyondAnIntDoNotWrapAround() {
        ImageShape huge = new ImageShape(1, 40_000, 40_000);
        assertEquals(1_599_999_999, huge.pixelIndex("1599999999"));
        assertThrows(ImageShapeException.class, () -> huge.pixelIndex("4294967297"));
    }

    @Test
    void anIndexOutsideTheImageHasNoName() {
        ImageShape shape = new ImageShape(1, 2, 5);
        assertThrows(IndexOutOfBoundsException.class, () -> shape.featureName(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> shape.featureName(10));
    }

    @ParameterizedTest
    @CsvSource({"0,1,1", "1,0,1", "1,1,0", "-1,-1,1", "3,30000,30000", "4194304,2097152,2097152", "2147483647,2147483647,2147483647"})
    void impossibleShapesAreRefused(int channels, int height, int width) {
        assertThrows(ImageShapeException.class, () -> new ImageShape(channels, height, width));
    }

    @Test
    void theLargestShapeIsTheLargestArray() {
        assertEquals(Integer.MAX_VALUE, new ImageShape(1, 1, Integer.MAX_VALUE).size());
    }

    @Test
    void absentPixelsAreZero() {
        ImageShape shape = new ImageShape(1, 2, 5);
        ArrayExample<Label> sparse = new ArrayExample<>(LABEL, new String[]{"03", "09"}, new double[]{255, 0.5});
        float[] floats = new float[12];
        Arrays.fill(floats, -1);
        shape.readPixels(sparse, floats, 1);
        assertArrayEquals(new float[]{-1, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0.5f, -1}, floats);

        byte[] bytes = new byte[12];
        Arrays.fill(bytes, (byte) -1);
        sparse.set(new Feature("09", 200));
        shape.readPixels(sparse, bytes, 1);
        assertArrayEquals(new byte[]{-1, 0, 0, 0, -1, 0, 0, 0, 0, 0, (byte) 200, -1}, bytes);
    }

    @Test
    void imagesAndOrdinaryExamplesReadAlike() {
        ImageShape shape = new ImageShape(2, 3, 4);
        byte[] pixels = new byte[24];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (11 * i);
        }
        ImageExample<Label> image = new ImageExample<>(LABEL, shape, pixels);
        float[][] floats = new float[2][24];
        shape.readPixels(image, floats[0], 0);
        shape.readPixels(image.toArrayExample(), floats[1], 0);
        assertArrayEquals(floats[0], floats[1]);
        assertEquals(253, floats[0][23]);
        byte[] bytes = new byte[24];
        shape.readPixels(image.toArrayExample(), bytes, 0);
        assertArrayEquals(pixels, bytes);
    }

    @Test
    void imagesOfAnotherShapeAreRefused() {
        ImageShape shape = new ImageShape(1, 4, 6);
        ImageExample<Label> other = new ImageExample<>(LABEL, new ImageShape(1, 6, 4), new byte[24]);
        assertThrows(ImageShapeException.class, () -> shape.readPixels(other, new float[24], 0));
        assertThrows(ImageShapeException.class, () -> shape.readPixels(other, new byte[24], 0));
        ArrayExample<Label> larger = new ImageExample<>(LABEL, new ImageShape(1, 28, 28), new byte[784]).toArrayExample();
        assertThrows(ImageShapeException.class, () -> new ImageShape(3, 32, 32).readPixels(larger, new float[3072], 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, -0.001, 255.5, 256, Double.NaN, Double.POSITIVE_INFINITY})
    void valuesThatAreNoPixelsAreRefused(double value) {
        ImageShape shape = new ImageShape(1, 1, 1);
        ArrayExample<Label> example = new ArrayExample<>(LABEL, new String[]{"0"}, new double[]{value});
        assertThrows(ImageDataException.class, () -> shape.readPixels(example, new float[1], 0));
        assertThrows(ImageDataException.class, () -> shape.readPixels(example, new byte[1], 0));
    }

    @Test
    void bytesTakeWholeNumbersOnly() {
        ArrayExample<Label> example = new ArrayExample<>(LABEL, new String[]{"0"}, new double[]{0.5});
        assertThrows(ImageDataException.class, () -> new ImageShape(1, 1, 1).readPixels(example, new byte[1], 0));
    }

    @Test
    void textRoundTrip() {
        ImageShape shape = new ImageShape(3, 64, 48);
        assertEquals("3x64x48", shape.toString());
        assertEquals(shape, ImageShape.parse(shape.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3x32", "3x32x32x1", "x32x32", "3x32x", "3 x32x32", "axbxc", "-3x32x32", "3x32x99999999999"})
    void badTextIsRefused(String text) {
        assertThrows(ImageShapeException.class, () -> ImageShape.parse(text));
    }
}
