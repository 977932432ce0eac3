package io.localssl.eval;

import io.localssl.LocalSSLException;
import io.localssl.augment.AugmentationSettings;
import io.localssl.augment.TwoViewAugmenter;
import io.localssl.augment.ViewTransform;
import io.localssl.data.ImageStore;
import io.localssl.data.ShapesDataSource;
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
import org.tribuo.provenance.SimpleDataSourceProvenance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

class AugmentedProbeTest {
    private static final ImageShape SHAPE = new ImageShape(1, 6, 8);

    /** Dark and bright images, with a bright column at the left. */
    private static ListDataSource<Label> images(int n) {
        LabelFactory factory = new LabelFactory();
        List<Example<Label>> examples = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            byte[] pixels = new byte[SHAPE.size()];
            Arrays.fill(pixels, (byte) (i % 2 == 0 ? 40 + i % 7 : 200 - i % 5));
            for (int row = 0; row < 6; row++) {
                pixels[8 * row] = (byte) 255;
            }
            examples.add(new ImageExample<>(new Label(i % 2 == 0 ? "dark" : "bright"), SHAPE, pixels));
        }
        return new ListDataSource<>(examples, factory, new SimpleDataSourceProvenance("test", factory));
    }

    /** Two blocks: the mean of the pixels on the scale [0, 1], and their first and last column's mean. */
    private static ImageEncoder encoder() {
        ImageEncoder encoder = mock(ImageEncoder.class);
        when(encoder.getImageShape()).thenReturn(SHAPE);
        when(encoder.getBlockDimensions()).thenReturn(List.of(1, 2));
        when(encoder.encode(anyList())).thenAnswer(call -> {
            List<ImageExample<?>> images = call.getArgument(0);
            float[][] rows = new float[images.size()][3];
            for (int i = 0; i < rows.length; i++) {
                byte[] pixels = images.get(i).getPixels();
                for (int p = 0; p < pixels.length; p++) {
                    float value = (pixels[p] & 0xFF) / 255f;
                    rows[i][0] += value / pixels.length;
                    rows[i][1] += p % 8 == 0 ? value / 6 : 0;
                    rows[i][2] += p % 8 == 7 ? value / 6 : 0;
                }
            }
            return rows;
        });
        return encoder;
    }

    @Test
    void learnsFromCropsWhatHoldsForWholeImages() {
        ImageEncoder encoder = encoder();
        FeatureMatrix test = FeatureMatrix.encode(images(30), encoder);
        ProbeResult result = AugmentedProbe.builder().epochs(60).learningRate(0.05).batchSize(8).build()
                .evaluate(LabelledImages.read(images(40)), test, encoder);
        assertEquals(1, result.accuracy());
        assertEquals(40, result.trainSize());
        assertEquals(30, result.testSize());
        assertEquals(3, result.dimension());
        assertTrue(result.figures().get("train_loss") < 0.6, result.toString());
    }

    @Test
    void readsTheBlocksOfTheTestFeatures() {
        ImageEncoder encoder = encoder();
        FeatureMatrix test = FeatureMatrix.encode(images(30), encoder);
        AugmentedProbe probe = AugmentedProbe.builder().epochs(3).seed(3).build();
        ProbeResult second = probe.evaluate(LabelledImages.read(images(40)), test.blocks(1), encoder);
        assertEquals(2, second.dimension());
        assertEquals(second, probe.evaluate(LabelledImages.read(images(40)), test.blocks(1), encoder));
        assertNotEquals(second.figures(), AugmentedProbe.builder().epochs(3).seed(4).build()
                .evaluate(LabelledImages.read(images(40)), test.blocks(1), encoder).figures());
    }

    /** Of an image that brightens from left to right, each crop brightens too, or darkens if it was mirrored; nothing else happens to its values. */
    @Test
    void cropsAndFlipsAndNothingElse() {
        byte[] pixels = new byte[SHAPE.size()];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (byte) (40 + 30 * (p % 8));
        }
        AugmentedRows rows = new AugmentedRows(one(pixels), encoder(), Columns.all(List.of(1, 2)), 1);
        int mirrored = 0;
        Set<String> different = new HashSet<>();
        for (int epoch = 1; epoch <= 400; epoch++) {
            byte[] crop = rows.crop(epoch, 0).getPixels();
            assertArrayEquals(crop, rows.crop(epoch, 0).getPixels());
            different.add(Arrays.toString(crop));
            int sign = (crop[7] & 0xFF) < (crop[0] & 0xFF) ? -1 : 1;
            mirrored += sign < 0 ? 1 : 0;
            for (int p = 0; p < crop.length; p++) {
                assertTrue((crop[p] & 0xFF) >= 40 && (crop[p] & 0xFF) <= 250, "a value that the image does not have: " + (crop[p] & 0xFF));
                assertTrue(p % 8 == 0 || sign * ((crop[p] & 0xFF) - (crop[p - 1] & 0xFF)) >= 0, "columns out of order");
            }
        }
        assertEquals(200, mirrored, 40); // four standard deviations of 400 coin tosses
        assertTrue(different.size() > 20, different.size() + " different crops in 400 epochs");
    }

    private static LabelledImages one(byte[] pixels) {
        LabelFactory factory = new LabelFactory();
        return LabelledImages.read(new ListDataSource<>(List.of(new ImageExample<>(new Label("a"), SHAPE, pixels)), factory,
                new SimpleDataSourceProvenance("test", factory)));
    }

    /** An image of any size becomes crops of the encoder's shape: those that training makes of it. */
    @Test
    void imagesOfOtherSizesAreCroppedToTheEncodersShape() {
        ImageShape large = new ImageShape(1, 13, 9);
        ImageShape small = new ImageShape(1, 4, 5);
        LabelFactory factory = new LabelFactory();
        List<Example<Label>> examples = List.of(new ImageExample<>(new Label("a"), large, ramp(large)), new ImageExample<>(new Label("b"), small, ramp(small)));
        LabelledImages images = LabelledImages.read(new ListDataSource<>(examples, factory, new SimpleDataSourceProvenance("test", factory)));
        AugmentedRows rows = new AugmentedRows(images, encoder(), Columns.all(List.of(1, 2)), 1);
        AugmentationSettings crops = AugmentationSettings.builder().minCropArea(0.08).jitterProbability(0).greyProbability(0).blurProbability(0).build();
        ViewTransform views = new TwoViewAugmenter(crops, SHAPE, 1).newTransform();
        for (int epoch = 1; epoch <= 5; epoch++) {
            assertArrayEquals(views.levels(ramp(large), 13, 9, epoch, 0, 0), rows.crop(epoch, 0).getPixels());
            assertArrayEquals(views.levels(ramp(small), 4, 5, epoch, 1, 0), rows.crop(epoch, 1).getPixels());
        }
    }

    private static byte[] ramp(ImageShape shape) {
        byte[] pixels = new byte[shape.size()];
        for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (byte) (2 * p);
        }
        return pixels;
    }

    @Test
    void anImageOfOneColourStaysTheSame() {
        byte[] pixels = new byte[SHAPE.size()];
        for (int value : new int[]{0, 1, 128, 254, 255}) {
            Arrays.fill(pixels, (byte) value);
            AugmentedRows rows = new AugmentedRows(one(pixels), encoder(), Columns.all(List.of(1, 2)), 1);
            assertArrayEquals(pixels, rows.crop(1, 0).getPixels());
        }
    }

    @Test
    void imagesAndLabelsStayTogether() {
        ShapesDataSource<Label> source = new ShapesDataSource<>(30, 1, new LabelFactory());
        LabelledImages images = LabelledImages.read(source);
        ImageStore store = images.getImages();
        byte[] pixels = new byte[store.getShape().size()];
        int i = 0;
        for (Example<Label> example : source) {
            store.copyImage(i, pixels, 0);
            assertArrayEquals(((ImageExample<Label>) example).getPixels(), pixels);
            assertEquals(example.getOutput().getLabel(), images.getClassNames().get(images.getLabel(i)));
            i++;
        }
        assertEquals(30, i);
    }

    @Test
    void refusesWhatCannotWork() {
        ImageEncoder encoder = encoder();
        LabelledImages train = LabelledImages.read(images(4));
        FeatureMatrix other = FeatureMatrix.of(new float[][]{{1, 2, 3}}, List.of("dark"));
        AugmentedProbe probe = AugmentedProbe.builder().epochs(1).build();
        assertThrows(LocalSSLException.class, () -> probe.evaluate(train, other, encoder));
        FeatureMatrix test = FeatureMatrix.encode(images(4), encoder);
        LabelledImages shapes = LabelledImages.read(new ShapesDataSource<>(3, 1, new LabelFactory()));
        assertThrows(ImageShapeException.class, () -> probe.evaluate(shapes, test, encoder));
        assertThrows(LocalSSLException.class, () -> AugmentedProbe.builder().epochs(0).build());
        LabelFactory factory = new LabelFactory();
        ListDataSource<Label> unlabelled = new ListDataSource<>(List.of(new ImageExample<>(new Label(Label.UNKNOWN), SHAPE, new byte[SHAPE.size()])), factory,
                new SimpleDataSourceProvenance("test", factory));
        assertThrows(ImageDataException.class, () -> LabelledImages.read(unlabelled));
    }
}
