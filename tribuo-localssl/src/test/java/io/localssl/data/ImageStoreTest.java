package io.localssl.data;

import io.localssl.data.Cifar10DataSource.Split;
import io.localssl.embedding.Embedding;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.datasource.ListDataSource;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageStoreTest {
    private static final LabelFactory LABELS = new LabelFactory();

    private static byte[] image(ImageStore store, int index) {
        byte[] pixels = new byte[store.getShape().size()];
        store.copyImage(index, pixels, 0);
        return pixels;
    }

    @Test
    void imagesThatDoNotFitTheHeapAreRefusedAtOnce() {
        ShapesDataSource<Embedding> many = new ShapesDataSource<>(999_999_999, 1, new EmbeddingFactory());
        ImageDataException e = assertThrows(ImageDataException.class, () -> ImageStore.read(many));
        assertTrue(e.getMessage().contains("999,999,999 images of 3x32x32") && e.getMessage().contains("3,071,999 MB") && e.getMessage().contains("-Xmx"),
                e.getMessage());
        assertEquals(2, ImageStore.read(many.limit(2)).size());
    }

    private static byte[] noise(ImageShape shape, long seed) {
        byte[] pixels = new byte[shape.size()];
        new SplittableRandom(seed).nextBytes(pixels);
        return pixels;
    }

    private static ListDataSource<Label> source(List<Example<Label>> examples) {
        return new ListDataSource<>(examples, LABELS, new SimpleDataSourceProvenance("a list", LABELS));
    }

    /** Images of 5 MB fall on chunk borders of every kind: three to a chunk, the last chunk partly filled. */
    @Test
    void imagesAreKeptAcrossChunks() {
        ImageShape shape = new ImageShape(5, 1000, 1001);
        List<Example<Label>> examples = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            examples.add(new ImageExample<>(new Label("a"), shape, noise(shape, i)));
        }
        ImageStore store = ImageStore.read(source(examples));
        assertEquals(7, store.size());
        assertEquals(shape, store.getShape());
        for (int i = 0; i < 7; i++) {
            assertArrayEquals(noise(shape, i), image(store, i), "image " + i);
        }
    }

    @Test
    void anImageLargerThanAChunkHasItsOwn() {
        ImageShape shape = new ImageShape(1, 4097, 4097);
        ImageStore store = ImageStore.read(source(List.of(new ImageExample<>(new Label("a"), shape, noise(shape, 1)),
                new ImageExample<>(new Label("a"), shape, noise(shape, 2)))));
        assertArrayEquals(noise(shape, 2), image(store, 1));
    }

    @Test
    void copiesToAPlaceAndChecksTheIndex() {
        ImageShape shape = new ImageShape(1, 2, 2);
        ImageStore store = ImageStore.read(source(List.of(new ImageExample<>(new Label("a"), shape, new byte[]{1, 2, 3, -4}))));
        byte[] pixels = new byte[6];
        store.copyImage(0, pixels, 1);
        assertArrayEquals(new byte[]{0, 1, 2, 3, -4, 0}, pixels);
        assertThrows(IndexOutOfBoundsException.class, () -> store.copyImage(1, pixels, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> store.copyImage(-1, pixels, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> store.copyImage(0, pixels, 3));
    }

    @Test
    void theStoreIsACopy() {
        ImageShape shape = new ImageShape(1, 1, 2);
        byte[] pixels = {1, 2};
        ImageStore store = ImageStore.read(source(List.of(new ImageExample<>(new Label("a"), shape, pixels))));
        pixels[0] = 9;
        assertArrayEquals(new byte[]{1, 2}, image(store, 0));
    }

    @Test
    void dataSetsOfImagesAndOfOrdinaryExamplesGiveTheSame() {
        ShapesDataSource<Label> shapes = new ShapesDataSource<>(12, 3, LABELS);
        MutableDataset<Label> images = new MutableDataset<>(shapes);
        MutableDataset<Label> arrays = new MutableDataset<>(shapes.getProvenance(), LABELS);
        images.forEach(example -> arrays.add(((ImageExample<Label>) example).toArrayExample()));
        ImageStore read = ImageStore.read(shapes);
        ImageStore ofImages = ImageStore.of(images, null);
        ImageStore ofArrays = ImageStore.of(arrays, shapes.getImageShape());
        for (int i = 0; i < 12; i++) {
            assertArrayEquals(image(read, i), image(ofImages, i));
            assertArrayEquals(image(read, i), image(ofArrays, i));
        }
        assertEquals(images.getProvenance(), ofImages.getProvenance());
    }

    @Test
    void shufflingTheDataSetChangesNothing() {
        MutableDataset<Label> images = new MutableDataset<>(new ShapesDataSource<>(12, 3, LABELS));
        ImageStore before = ImageStore.of(images, null);
        images.shuffle(true);
        ImageStore after = ImageStore.of(images, null);
        for (int i = 0; i < 12; i++) {
            assertArrayEquals(image(before, i), image(after, i));
        }
    }

    @Test
    void absentPixelsOfOrdinaryExamplesAreBlack() {
        MutableDataset<Label> sparse = new MutableDataset<>(new SimpleDataSourceProvenance("sparse", LABELS), LABELS);
        sparse.add(new ArrayExample<>(new Label("a"), new String[]{"3"}, new double[]{255}));
        assertArrayEquals(new byte[]{0, 0, 0, -1}, image(ImageStore.of(sparse, new ImageShape(1, 2, 2)), 0));
    }

    @Test
    void nothingIsRefused() {
        assertThrows(ImageDataException.class, () -> ImageStore.read(source(List.of())));
        assertThrows(ImageDataException.class,
                () -> ImageStore.of(new MutableDataset<>(new SimpleDataSourceProvenance("none", LABELS), LABELS), new ImageShape(1, 2, 2)));
    }

    @Test
    void imagesMayHaveSidesOfTheirOwn() {
        List<ImageShape> shapes = List.of(new ImageShape(1, 2, 3), new ImageShape(1, 9, 2), new ImageShape(1, 1, 1));
        List<Example<Label>> examples = new ArrayList<>();
        shapes.forEach(shape -> examples.add(new ImageExample<>(new Label("a"), shape, noise(shape, shape.size()))));
        ImageStore store = ImageStore.read(source(examples));
        assertTrue(store.isMixed());
        assertEquals(18, store.getLargestSize());
        assertEquals(25, store.getPixelBytes());
        assertEquals("1xHxW", store.describeShape());
        for (int i = 0; i < 3; i++) {
            ImageShape shape = shapes.get(i);
            assertEquals(shape, new ImageShape(store.getChannels(), store.getHeight(i), store.getWidth(i)));
            byte[] pixels = new byte[shape.size()];
            store.copyImage(i, pixels, 0);
            assertArrayEquals(noise(shape, shape.size()), pixels);
        }
        assertThrows(IndexOutOfBoundsException.class, () -> store.getHeight(3));
        ImageShapeException e = assertThrows(ImageShapeException.class, store::getShape);
        assertTrue(e.getMessage().contains("1x2x3"), e.getMessage());
    }

    @Test
    void mixedChannelsAreRefused() {
        Example<Label> first = new ImageExample<>(new Label("a"), new ImageShape(1, 2, 3), new byte[6]);
        Example<Label> second = new ImageExample<>(new Label("a"), new ImageShape(3, 1, 2), new byte[6]);
        ImageShapeException e = assertThrows(ImageShapeException.class, () -> ImageStore.read(source(List.of(first, second))));
        assertTrue(e.getMessage().contains("3x1x2") && e.getMessage().contains("place 1") && e.getMessage().contains("expected 1 channels"), e.getMessage());
        MutableDataset<Label> dataset = new MutableDataset<>(source(List.of(first)));
        assertThrows(ImageShapeException.class, () -> ImageStore.of(dataset, new ImageShape(1, 3, 2)));
    }

    @Test
    void ordinaryExamplesNeedAShapeAndWholePixelValues() {
        MutableDataset<Label> dataset = new MutableDataset<>(new SimpleDataSourceProvenance("arrays", LABELS), LABELS);
        dataset.add(new ArrayExample<>(new Label("a"), new String[]{"0", "1"}, new double[]{1, 0.5}));
        assertThrows(ImageShapeException.class, () -> ImageStore.of(dataset, null));
        assertThrows(ImageShapeException.class, () -> ImageStore.of(dataset, new ImageShape(1, 1, 1)));
        assertThrows(ImageDataException.class, () -> ImageStore.of(dataset, new ImageShape(1, 1, 2)));
    }

    @Test
    void theProvenanceOfAStoreReplaysItsSource(@TempDir Path folder) throws Exception {
        Cifar10Files.write(folder, 1, 1, 1, 1, 2);
        List<ImageDataSource<Embedding>> sources = List.of(new ShapesDataSource<>(5, 8, new EmbeddingFactory()),
                new Cifar10DataSource<>(folder, Split.TRAIN, new EmbeddingFactory()).limit(5));
        for (ImageDataSource<Embedding> source : sources) {
            ImageStore store = ImageStore.read(source);
            assertEquals(5, store.getProvenance().getNumExamples());
            assertEquals(3072, store.getProvenance().getNumFeatures());
            assertEquals(store.getProvenance(), Replay.store(store.getProvenance()));
            ImageStore again = ImageStore.read(Replay.<Embedding>source(store.getProvenance()));
            assertEquals(store.getProvenance(), again.getProvenance());
            for (int i = 0; i < 5; i++) {
                assertArrayEquals(image(store, i), image(again, i));
            }
        }
    }

    @Test
    void anyOutputTypeWillDo() {
        assertStores(new ShapesDataSource<>(3, 1, new LabelFactory()));
        assertStores(new ShapesDataSource<>(3, 1, new EmbeddingFactory()));
    }

    private static <T extends Output<T>> void assertStores(ImageDataSource<T> source) {
        assertEquals(3, ImageStore.read(source).size());
    }
}
