package io.localssl.data;

import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.impl.ArrayExample;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ShapesDataSourceTest {

    private static ShapesDataSource<Label> shapes(int size, long seed) {
        return new ShapesDataSource<>(size, seed, new LabelFactory());
    }

    private static List<String> labels(ShapesDataSource<Label> source) {
        return Replay.examples(source).stream().map(example -> example.getOutput().getLabel()).toList();
    }

    /** The bits of the first images. If this changes on purpose, every published number on generated images changes with it. */
    @Test
    void theImagesAreTheSameOnEveryMachine() {
        assertEquals("8142f8d61e2af705039e3910844c8418c28095011c1194656dce5c471d04f99a",
                ((HashProvenance) shapes(10, 1).getProvenance().getInstanceValues().get("sha256-first-ten-images")).getValue());
    }

    @Test
    void anImageDependsOnSeedAndPlaceOnly() {
        List<Example<Label>> many = Replay.examples(shapes(57, 5));
        assertEquals(57, many.size());
        assertEquals(many.subList(0, 23), Replay.examples(shapes(23, 5)));
        assertEquals(many, Replay.examples(shapes(57, 5)));
        assertEquals(many.subList(0, 23), Replay.examples(shapes(57, 5).limit(23)));
    }

    @Test
    void everyImageIsNew() {
        Set<Example<Label>> different = new HashSet<>();
        for (long seed : new long[]{0, 1, 2, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            different.addAll(Replay.examples(shapes(50, seed)));
        }
        assertEquals(300, different.size());
    }

    @Test
    void eachTenImagesHoldEveryClassOnceInMixedOrder() {
        ShapesDataSource<Label> source = shapes(200, 9);
        List<String> labels = labels(source);
        assertEquals(10, new HashSet<>(source.getClassNames()).size());
        Set<List<String>> orders = new HashSet<>();
        for (int i = 0; i < 200; i += 10) {
            assertEquals(Set.copyOf(source.getClassNames()), Set.copyOf(labels.subList(i, i + 10)));
            orders.add(labels.subList(i, i + 10));
        }
        assertTrue(orders.size() > 18, orders.size() + " orders of 20");
    }

    @Test
    void provenanceReplays() {
        ImageDataSource<Label> source = shapes(30, -3).limit(12);
        ImageDataSource<Label> again = Replay.source(source.getProvenance());
        assertEquals(source.getProvenance(), again.getProvenance());
        assertEquals(Replay.examples(source), Replay.examples(again));
        assertNotEquals(source.getProvenance(), shapes(30, -4).limit(12).getProvenance());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void aSizeBelowOneIsRefused(int size) {
        assertThrows(ImageDataException.class, () -> shapes(size, 1));
    }

    /** What the set is for: a linear classifier on the pixels must have little to hold on to, or an encoder would have nothing to show. */
    @Test
    void rawPixelsDoBadly() {
        Model<Label> model = new LogisticRegressionTrainer().train(unitScale(shapes(600, 1)));
        double accuracy = new LabelEvaluator().evaluate(model, unitScale(shapes(300, 2))).accuracy();
        assertTrue(accuracy > 0.1 && accuracy < 0.4, "accuracy " + accuracy);
    }

    private static MutableDataset<Label> unitScale(ShapesDataSource<Label> source) {
        MutableDataset<Label> dataset = new MutableDataset<>(source.getProvenance(), source.getOutputFactory());
        String[] names = source.getImageShape().featureNames();
        double[] values = new double[names.length];
        for (Example<Label> example : source) {
            byte[] pixels = ((ImageExample<Label>) example).getPixels();
            Arrays.setAll(values, i -> (pixels[i] & 0xFF) / 255.0);
            dataset.add(new ArrayExample<>(example.getOutput(), names, values));
        }
        return dataset;
    }

    /** The figure is bright and the ground dark, and the noise is small: pixel values must spread without piling up at the ends. */
    @Test
    void pixelValuesAreWellSpread() {
        int[] counts = new int[256];
        for (Example<Label> example : shapes(100, 1)) {
            for (byte pixel : ((ImageExample<Label>) example).getPixels()) {
                counts[pixel & 0xFF]++;
            }
        }
        assertTrue(counts[0] + counts[255] < 0.05 * 100 * 3072, counts[0] + " black, " + counts[255] + " white");
        for (int value = 30; value < 225; value++) {
            assertTrue(counts[value] > 0, "no pixel of value " + value);
        }
    }

    /** Were one outline larger than another, the mean brightness would tell the classes. */
    @ParameterizedTest
    @EnumSource(Silhouette.class)
    void outlinesCoverAboutTheAreaOfADisc(Silhouette outline) {
        assertTrue(outline.distance(5, 5) > 0);
        double step = 0.01;
        double area = 0;
        for (double y = -2; y < 2; y += step) {
            for (double x = -2; x < 2; x += step) {
                area += outline.distance(x, y) < 0 ? step * step : 0;
            }
        }
        assertEquals(Math.PI, area, 0.45);
    }
}
