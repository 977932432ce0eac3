package io.localssl.eval;

import io.localssl.LocalSSLException;
import io.localssl.encoder.ImageEncoder;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.datasource.ListDataSource;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

class FeatureMatrixTest {
    private static final ImageShape SHAPE = new ImageShape(1, 1, 2);

    private static ListDataSource<Label> source(List<? extends Example<Label>> examples) {
        LabelFactory factory = new LabelFactory();
        return new ListDataSource<>(new ArrayList<Example<Label>>(examples), factory, new SimpleDataSourceProvenance("test", factory));
    }

    private static ImageExample<Label> image(String label, int first, int second) {
        return new ImageExample<>(new Label(label), SHAPE, new byte[]{(byte) first, (byte) second});
    }

    /** An encoder whose one feature is the first pixel. */
    private static ImageEncoder firstPixel() {
        ImageEncoder encoder = mock(ImageEncoder.class);
        when(encoder.getBlockDimensions()).thenReturn(List.of(1));
        when(encoder.encode(anyList())).thenAnswer(call -> {
            List<Example<?>> images = call.getArgument(0);
            float[][] rows = new float[images.size()][1];
            for (int i = 0; i < rows.length; i++) {
                rows[i][0] = (float) images.get(i).lookup("0").getValue();
            }
            return rows;
        });
        return encoder;
    }

    @Test
    void pixelsAreScaledToOne() {
        FeatureMatrix matrix = FeatureMatrix.pixels(source(List.of(image("a", 0, 255), image("b", 51, 102), image("a", 1, 2))), SHAPE);
        assertArrayEquals(new float[]{0, 1}, matrix.getRow(0));
        assertArrayEquals(new float[]{0.2f, 0.4f}, matrix.getRow(1));
        assertEquals(List.of("a", "b"), matrix.getClassNames());
        assertEquals(0, matrix.getLabel(2));
        assertEquals(1, matrix.getLabel(1));
        assertEquals(2, matrix.getDimension());
    }

    @Test
    void imagesThatKnowTheirShapeNeedNoOther() {
        assertArrayEquals(new float[]{0, 1}, FeatureMatrix.pixels(source(List.of(image("a", 0, 255)))).getRow(0));
        assertThrows(ImageDataException.class, () -> FeatureMatrix.pixels(source(List.of())));
        Example<Label> shapeless = new ArrayExample<>(new Label("a"), new String[]{"1"}, new double[]{255});
        assertThrows(ImageShapeException.class, () -> FeatureMatrix.pixels(source(List.of(shapeless))));
    }

    @Test
    void sparseExamplesOfOtherSourcesAreReadByName() {
        Example<Label> sparse = new ArrayExample<>(new Label("a"), new String[]{"1"}, new double[]{255});
        assertArrayEquals(new float[]{0, 1}, FeatureMatrix.pixels(source(List.of(sparse)), SHAPE).getRow(0));
    }

    /** More images than one chunk, and not a multiple of it: rows and labels stay together. */
    @Test
    void encodesInOrderAcrossChunks() {
        List<ImageExample<Label>> images = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            images.add(image("class" + i % 7, i % 250, 0));
        }
        FeatureMatrix matrix = FeatureMatrix.encode(source(images), firstPixel());
        assertEquals(600, matrix.size());
        for (int i = 0; i < 600; i++) {
            assertEquals(i % 250, matrix.getRow(i)[0]);
            assertEquals("class" + i % 7, matrix.getClassNames().get(matrix.getLabel(i)));
        }
    }

    @Test
    void refusesWhatCannotBeJudged() {
        assertThrows(ImageDataException.class, () -> FeatureMatrix.pixels(source(List.of()), SHAPE));
        ImageDataException unlabelled = assertThrows(ImageDataException.class,
                () -> FeatureMatrix.pixels(source(List.of(image("a", 1, 2), image(Label.UNKNOWN, 1, 2))), SHAPE));
        assertTrue(unlabelled.getMessage().contains("number 1"), unlabelled.getMessage());
        assertThrows(ImageShapeException.class, () -> FeatureMatrix.pixels(source(List.of(image("a", 1, 2))), new ImageShape(3, 1, 2)));
    }

    @Test
    void refusesRowsThatDoNotFit() {
        assertThrows(LocalSSLException.class, () -> FeatureMatrix.of(new float[0][], List.of()));
        assertThrows(LocalSSLException.class, () -> FeatureMatrix.of(new float[][]{{1}}, List.of("a", "b")));
        assertThrows(LocalSSLException.class, () -> FeatureMatrix.of(new float[][]{{1}, {1, 2}}, List.of("a", "b")));
        assertThrows(LocalSSLException.class, () -> FeatureMatrix.of(new float[][]{{Float.NaN}}, List.of("a")));
        assertThrows(LocalSSLException.class, () -> FeatureMatrix.of(new float[][]{{Float.POSITIVE_INFINITY}}, List.of("a")));
    }
}
