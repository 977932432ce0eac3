package io.localssl.image;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.MutableDataset;
import org.tribuo.MutableFeatureMap;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.transform.TransformationMap;
import org.tribuo.transform.transformations.LinearScalingTransformation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageExampleTest {
    private static final ImageShape SHAPE = new ImageShape(3, 4, 5);

    private ImageExample<Label> image;
    private byte[] pixels;

    @BeforeEach
    void anImage() {
        pixels = new byte[SHAPE.size()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (5 * i % 256);
        }
        image = new ImageExample<>(new Label("cat"), SHAPE, pixels.clone());
    }

    @Test
    void everyPixelIsAFeatureInOrderZerosToo() {
        List<Feature> features = new ArrayList<>();
        image.forEach(features::add);
        assertEquals(60, image.size());
        assertEquals(60, features.size());
        for (int i = 0; i < 60; i++) {
            assertEquals(SHAPE.featureName(i), features.get(i).getName());
            assertEquals(5 * i % 256, features.get(i).getValue());
        }
        Iterator<Feature> exhausted = image.iterator();
        exhausted.forEachRemaining(feature -> { });
        assertThrows(NoSuchElementException.class, exhausted::next);
    }

    @Test
    void aWrongNumberOfPixelsIsRefused() {
        ImageShapeException e = assertThrows(ImageShapeException.class, () -> new ImageExample<>(new Label("cat"), SHAPE, new byte[59]));
        assertTrue(e.getMessage().contains("59") && e.getMessage().contains("60"), e.getMessage());
    }

    /** Counts what only this example holds: itself and its pixels; the shape and the output are shared by all images of a source. */
    @Test
    void aColourImageOfSide32OwnsAtMost4KB() throws IllegalAccessException {
        ImageExample<Label> cifar = new ImageExample<>(new Label("cat"), new ImageShape(3, 32, 32), new byte[3072]);
        long bytes = 16;
        for (Class<?> type = ImageExample.class; type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                bytes += 8;
                if (field.getType().isArray()) {
                    assertEquals(byte.class, field.getType().getComponentType());
                    field.setAccessible(true);
                    bytes += 16 + Array.getLength(field.get(cifar));
                }
            }
        }
        assertTrue(bytes <= 4096, bytes + " bytes");
        assertTrue(bytes >= 3072, bytes + " bytes");
    }

    /** The same on the heap as it is: 4,000 images in a Tribuo data set must cost under 4 KB each. */
    @Test
    void aDatasetOfImagesCostsUnder4KBEach() {
        Label label = new Label("cat");
        ImageShape shape = new ImageShape(3, 32, 32);
        List<Example<Label>> images = new ArrayList<>(4000);
        long before = usedMemory();
        for (int i = 0; i < 4000; i++) {
            images.add(new ImageExample<>(label, shape, new byte[3072]));
        }
        long each = (usedMemory() - before) / images.size();
        assertTrue(each <= 4096, each + " bytes an image");
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void pixelsAreCopiedOut() {
        assertArrayEquals(pixels, image.getPixels());
        image.getPixels()[7] = 99;
        assertArrayEquals(pixels, image.getPixels());

        byte[] bytes = new byte[62];
        image.copyPixels(bytes, 1);
        float[] floats = new float[62];
        image.copyPixels(floats, 1);
        for (int i = 0; i < 60; i++) {
            assertEquals(pixels[i], bytes[i + 1]);
            assertEquals(pixels[i] & 0xFF, floats[i + 1]);
        }
        assertEquals(0, bytes[61] + bytes[0] + floats[0] + floats[61]);
    }

    @Test
    void lookupFindsPixelsByNameOnly() {
        assertEquals(255, image.lookup("51").getValue());
        assertEquals("51", image.lookup("51").getName());
        for (String name : List.of("60", "051", "1", "", "cat")) {
            assertNull(image.lookup(name), name);
        }
    }

    @Test
    void setTakesWholePixelValuesOnly() {
        image.set(new Feature("07", 200));
        assertEquals(200, image.lookup("07").getValue());
        assertEquals((byte) 200, image.getPixels()[7]);
        for (double bad : new double[]{-1, 256, 0.5, Double.NaN, Double.NEGATIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> image.set(new Feature("07", bad)));
        }
        assertThrows(IllegalArgumentException.class, () -> image.set(new Feature("7", 1)));
        assertEquals(200, image.lookup("07").getValue());
    }

    @Test
    void theFeaturesAreFixed() {
        Feature feature = new Feature("07", 1);
        assertThrows(UnsupportedOperationException.class, () -> image.add(feature));
        assertThrows(UnsupportedOperationException.class, () -> image.addAll(List.of(feature)));
        assertThrows(UnsupportedOperationException.class, () -> image.removeFeatures(List.of(feature)));
        image.addAll(List.of());
        image.removeFeatures(List.of());
        image.reduceByName(Double::sum);
        image.sort();
        assertTrue(image.validateExample());
        assertArrayEquals(pixels, image.getPixels());
    }

    @Test
    void denseMeansExactlyThePixels() {
        MutableFeatureMap map = new MutableFeatureMap();
        for (int i = 0; i < 59; i++) {
            map.add(SHAPE.featureName(i), 1);
        }
        assertFalse(image.isDense(map));
        MutableFeatureMap foreign = new MutableFeatureMap();
        map.keySet().forEach(name -> foreign.add(name, 1));
        foreign.add("colour", 1);
        assertFalse(image.isDense(foreign));
        map.add(SHAPE.featureName(59), 1);
        assertTrue(image.isDense(map));

        image.densify(map);
        assertThrows(UnsupportedOperationException.class, () -> image.densify(foreign));
    }

    @Test
    void theArrayExampleHoldsTheSame() {
        image.setWeight(0.5f);
        image.setMetadataValue(Example.NAME, "0001.png");
        ArrayExample<Label> array = image.toArrayExample();
        assertEquals(image.getOutput(), array.getOutput());
        assertEquals(0.5f, array.getWeight());
        assertEquals("0001.png", array.getMetadataValue(Example.NAME).orElseThrow());
        Iterator<Feature> expected = image.iterator();
        for (Feature feature : array) {
            assertEquals(expected.next(), feature);
        }
        assertFalse(expected.hasNext());
        array.set(new Feature("07", 0.25));
        assertEquals(35, image.lookup("07").getValue());
    }

    @Test
    void copiesAreIndependent() {
        image.setMetadataValue(Example.NAME, "0001.png");
        Example<Label> copy = image.copy();
        assertEquals(image, copy);
        assertEquals(image.hashCode(), copy.hashCode());
        copy.set(new Feature("07", 1));
        assertNotEquals(image, copy);
        assertEquals(35, image.lookup("07").getValue());
    }

    @Test
    void equalityLooksAtEverything() {
        assertEquals(image, new ImageExample<>(new Label("cat"), SHAPE, pixels));
        assertNotEquals(image, new ImageExample<>(new Label("dog"), SHAPE, pixels));
        assertNotEquals(image, new ImageExample<>(new Label("cat"), new ImageShape(4, 3, 5), pixels));
        ImageExample<Label> heavy = new ImageExample<>(new Label("cat"), SHAPE, pixels);
        heavy.setWeight(2);
        assertNotEquals(image, heavy);
        ImageExample<Label> named = new ImageExample<>(new Label("cat"), SHAPE, pixels);
        named.setMetadataValue(Example.NAME, "x");
        assertNotEquals(image, named);
    }

    @Test
    void protobufRoundTrip() {
        image.setWeight(0.25f);
        image.setMetadataValue(Example.NAME, "0001.png");
        Example<?> back = Example.deserialize(image.serialize());
        assertNotSame(image, back);
        assertEquals(image, back);
        assertInstanceOf(ImageExample.class, back);
    }

    @Test
    void aDatasetOfImagesIsWrittenAndReadBack() throws Exception {
        LabelFactory factory = new LabelFactory();
        MutableDataset<Label> dataset = new MutableDataset<>(new SimpleDataSourceProvenance("noise", factory), factory);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 7; i++) {
            byte[] noise = new byte[SHAPE.size()];
            random.nextBytes(noise);
            dataset.add(new ImageExample<>(new Label(i % 2 == 0 ? "a" : "b"), SHAPE, noise));
        }
        assertEquals(60, dataset.getFeatureMap().size());
        assertTrue(dataset.isDense());
        for (int i = 0; i < 60; i++) {
            assertEquals(i, dataset.getFeatureIDMap().getID(SHAPE.featureName(i)));
        }

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        dataset.serializeToStream(bytes);
        Dataset<Label> back = Dataset.castDataset(Dataset.deserializeFromStream(new ByteArrayInputStream(bytes.toByteArray())), Label.class);
        assertEquals(dataset.getData(), back.getData());
        assertEquals(dataset.getProvenance(), back.getProvenance());
    }

    @Test
    void transformationsNeedTheArrayExample() {
        LabelFactory factory = new LabelFactory();
        MutableDataset<Label> images = new MutableDataset<>(new SimpleDataSourceProvenance("one", factory), factory);
        images.add(image);
        images.add(new ImageExample<>(new Label("cat"), SHAPE, new byte[60]));
        TransformationMap toUnit = new TransformationMap(List.of(new LinearScalingTransformation(0, 0.5)));
        assertThrows(IllegalArgumentException.class, () -> images.transform(images.createTransformers(toUnit)));

        MutableDataset<Label> arrays = new MutableDataset<>(new SimpleDataSourceProvenance("one", factory), factory);
        arrays.add(image.toArrayExample());
        arrays.add(new ImageExample<>(new Label("cat"), SHAPE, new byte[60]).toArrayExample());
        arrays.transform(arrays.createTransformers(toUnit));
        assertEquals(0.5, arrays.getExample(0).lookup("07").getValue());
    }
}
