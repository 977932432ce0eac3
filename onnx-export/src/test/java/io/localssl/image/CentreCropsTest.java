package io.localssl.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.datasource.ListDataSource;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CentreCropsTest {

    private static Example<Label> crop(Example<Label> image, String wanted) {
        LabelFactory factory = new LabelFactory();
        return new CentreCrops<>(new ListDataSource<>(List.of(image), factory, new SimpleDataSourceProvenance("test", factory)), ImageShape.parse(wanted)).iterator().next();
    }

    /** The level of a pixel tells its place. */
    private static ImageExample<Label> image(ImageShape shape) {
        byte[] pixels = new byte[shape.size()];
        for (int i = 0; i < pixels.length; i++) {
            int area = shape.height() * shape.width();
            pixels[i] = (byte) (i / area * 100 + i % area / shape.width() * 10 + i % shape.width());
        }
        return new ImageExample<>(new Label("a"), shape, pixels);
    }

    /** The first row and column are those of torchvision's center_crop, which rounds half of what is left over to the even number. */
    @ParameterizedTest
    @CsvSource({"2x8x8, 2x4x4, 2, 2", "2x9x8, 2x4x4, 2, 2", "1x7x10, 1x4x3, 2, 4", "3x5x6, 3x4x5, 0, 0", "1x8x9, 1x1x2, 4, 4", "2x4x4, 2x4x4, 0, 0", "1x6x4, 1x3x4, 2, 0"})
    void isTheMiddle(String own, String wanted, int top, int left) {
        ImageShape shape = ImageShape.parse(wanted);
        ImageExample<Label> cropped = (ImageExample<Label>) crop(image(ImageShape.parse(own)), wanted);
        assertEquals(shape, cropped.getShape());
        assertEquals("a", cropped.getOutput().getLabel());
        byte[] found = cropped.getPixels();
        for (int channel = 0; channel < shape.channels(); channel++) {
            for (int row = 0; row < shape.height(); row++) {
                for (int column = 0; column < shape.width(); column++) {
                    int level = found[(channel * shape.height() + row) * shape.width() + column] & 0xFF;
                    assertEquals(channel * 100 + (row + top) * 10 + column + left, level);
                }
            }
        }
    }

    @Test
    void whatCannotBeCutIsRefused() {
        for (String wanted : List.of("1x8x9", "1x9x8", "3x4x4")) {
            ImageShapeException e = assertThrows(ImageShapeException.class, () -> crop(image(new ImageShape(1, 8, 8)), wanted));
            assertTrue(e.getMessage().contains("1x8x8"), e.getMessage());
        }
        Example<Label> table = new ArrayExample<>(new Label("a"), new String[] {"x"}, new double[] {1});
        assertThrows(ImageShapeException.class, () -> crop(table, "1x1x1"));
    }
}
