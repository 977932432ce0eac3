package io.localssl.eval;

import io.localssl.LocalSSLException;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.datasource.ListDataSource;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class CentreCropsTest {
    private static final ImageShape SHAPE = new ImageShape(2, 4, 4);

    private static byte[] crop(byte[] pixels, int resized) {
        LabelFactory factory = new LabelFactory();
        List<Example<Label>> images = List.of(new ImageExample<>(new Label("a"), SHAPE, pixels));
        Example<Label> cropped = new CentreCrops(new ListDataSource<>(images, factory, new SimpleDataSourceProvenance("test", factory)), SHAPE, resized).iterator().next();
        assertEquals("a", cropped.getOutput().getLabel());
        byte[] found = new byte[SHAPE.size()];
        SHAPE.readPixels(cropped, found, 0);
        return found;
    }

    private static byte[] ramp() {
        byte[] pixels = new byte[SHAPE.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i / 16 * 100 + i / 4 % 4 * 40 + i % 4 * 10);
        }
        return pixels;
    }

    /** At twice the size the pixel at x is that of the original at (x + 0.5) / 2 - 0.5, linear between pixels and constant beyond the border. */
    @Test
    void isTheMiddleOfTheEnlargedImage() {
        byte[] found = crop(ramp(), 8);
        for (int i = 0; i < found.length; i++) {
            double row = (i / 4 % 4 + 2 + 0.5) / 2 - 0.5;
            double column = (i % 4 + 2 + 0.5) / 2 - 0.5;
            assertEquals(i / 16 * 100 + row * 40 + column * 10, found[i] & 0xFF, 0.51, "pixel " + i);
        }
    }

    @Test
    void atTheirOwnSizeTheyStayAsTheyAre() {
        assertArrayEquals(ramp(), crop(ramp(), 4));
    }

    @Test
    void smallerSizesAndOblongsAreRefused() {
        assertThrows(LocalSSLException.class, () -> crop(ramp(), 3));
        LabelFactory factory = new LabelFactory();
        ListDataSource<Label> none = new ListDataSource<>(List.of(), factory, new SimpleDataSourceProvenance("test", factory));
        assertThrows(LocalSSLException.class, () -> new CentreCrops(none, new ImageShape(1, 4, 5), 6));
    }
}
