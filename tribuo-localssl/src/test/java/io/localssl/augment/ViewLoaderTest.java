package io.localssl.augment;

import io.localssl.data.ImageSource;
import io.localssl.data.ImageStore;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(30)
class ViewLoaderTest {
    private static final ImageShape SHAPE = new ImageShape(3, 9, 7);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 7})
    void viewsDoNotDependOnTheThreads(int threads) {
        Images images = new Images(41);
        int[] order = shuffled(41, 3);
        try (ViewLoader loader = new ViewLoader(images, augmenter(), 8, threads)) {
            for (int epoch = 0; epoch < 3; epoch++) {
                loader.start(epoch, order);
                assertArrayEquals(expectedViews(images, order, epoch, 8), allViews(loader));
            }
        }
    }

    /** Made one by one, in the layout that is promised: of each batch first all views 1, then all views 2. */
    private static float[] expectedViews(Images images, int[] order, int epoch, int batchSize) {
        ViewTransform transform = augmenter().newTransform();
        float[] views = new float[2 * order.length * SHAPE.size()];
        byte[] image = new byte[SHAPE.size()];
        int offset = 0;
        for (int from = 0; from < order.length; from += batchSize) {
            for (int view = 0; view < 2; view++) {
                for (int i = from; i < Math.min(order.length, from + batchSize); i++) {
                    images.copyImage(order[i], image, 0);
                    transform.apply(image, epoch, order[i], view, views, offset);
                    offset += SHAPE.size();
                }
            }
        }
        return views;
    }

    private static float[] allViews(ViewLoader loader) {
        float[] views = new float[0];
        for (ViewBatch batch = loader.next(); batch != null; batch = loader.next()) {
            int length = 2 * batch.size() * SHAPE.size();
            views = Arrays.copyOf(views, views.length + length);
            System.arraycopy(batch.pixels(), 0, views, views.length - length, length);
        }
        return views;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void batchesComeInOrderAndTheLastMayBePartial(int threads) {
        int[] order = shuffled(23, 4);
        try (ViewLoader loader = new ViewLoader(new Images(23), augmenter(), 5, threads)) {
            loader.start(0, order);
            List<Integer> seen = new ArrayList<>();
            List<Integer> sizes = new ArrayList<>();
            for (ViewBatch batch = loader.next(); batch != null; batch = loader.next()) {
                sizes.add(batch.size());
                for (int row = 0; row < batch.size(); row++) {
                    seen.add(batch.image(row));
                }
            }
            assertEquals(List.of(5, 5, 5, 5, 3), sizes);
            assertEquals(Arrays.stream(order).boxed().toList(), seen);
            assertNull(loader.next(), "after the end it stays at the end");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4})
    void oneImageAndBatchesLargerThanTheData(int threads) {
        for (int size : new int[]{1, 3}) {
            for (int batchSize : new int[]{size, 100, Integer.MAX_VALUE}) {
                try (ViewLoader loader = new ViewLoader(new Images(size), augmenter(), batchSize, threads)) {
                    loader.start(0, shuffled(size, 1));
                    ViewBatch batch = loader.next();
                    assertNotNull(batch);
                    assertEquals(size, batch.size());
                    assertNull(loader.next());
                }
            }
        }
    }

    /** When the loader is made, not when the image comes. */
    @Test
    void refusesAnImageSmallerThanPlainCrops() {
        TwoViewAugmenter plain = new TwoViewAugmenter(AugmentationSettings.builder().crop("plain").build(), new ImageShape(3, SHAPE.height() + 1, SHAPE.width()), 1);
        AugmentationException e = assertThrows(AugmentationException.class, () -> new ViewLoader(new Images(4), plain, 2, 0));
        assertTrue(e.getMessage().contains("plain crops of " + (SHAPE.height() + 1) + " rows"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void anEpochMayHaveNoImagesOrSomeTwice(int threads) {
        Images images = new Images(4);
        try (ViewLoader loader = new ViewLoader(images, augmenter(), 3, threads)) {
            assertNull(loader.next(), "before the first epoch");
            loader.start(0, new int[0]);
            assertNull(loader.next());
            int[] order = {2, 2, 0, 2, 1, 3, 3};
            loader.start(1, order);
            assertArrayEquals(expectedViews(images, order, 1, 3), allViews(loader));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void anEpochMayBeLeftInTheMiddle(int threads) {
        Images images = new Images(60);
        int[] order = shuffled(60, 5);
        try (ViewLoader loader = new ViewLoader(images, augmenter(), 4, threads)) {
            for (int epoch = 0; epoch < 20; epoch++) {
                loader.start(epoch, order);
                for (int i = 0; i < epoch % 4; i++) {
                    assertNotNull(loader.next());
                }
            }
            loader.start(20, order);
            assertArrayEquals(expectedViews(images, order, 20, 4), allViews(loader));
        }
    }

    @Test
    void aNewEpochWaitsForTheImagesInWork() throws InterruptedException {
        Images images = new Images(12);
        images.gate = new CountDownLatch(1);
        int[] order = shuffled(12, 5);
        try (ViewLoader loader = new ViewLoader(images, augmenter(), 4, 2)) {
            loader.start(0, order);
            images.entered.await();
            Thread caller = callAndAwaitWaiting(() -> loader.start(1, order));
            images.gate.countDown();
            caller.join();
            assertArrayEquals(expectedViews(images, order, 1, 4), allViews(loader));
        }
    }

    @Test
    void aFewBuffersGoRound() {
        try (ViewLoader loader = new ViewLoader(new Images(200), augmenter(), 4, 2)) {
            Map<float[], Boolean> buffers = new IdentityHashMap<>();
            for (int epoch = 0; epoch < 3; epoch++) {
                loader.start(epoch, shuffled(200, epoch));
                for (ViewBatch batch = loader.next(); batch != null; batch = loader.next()) {
                    buffers.put(batch.pixels(), true);
                }
            }
            assertEquals(3, buffers.size());
        }
    }

    @Test
    void theBatchInTheHandsOfTheCallerIsLeftAlone() throws InterruptedException {
        Images images = new Images(100);
        try (ViewLoader loader = new ViewLoader(images, augmenter(), 2, 2)) {
            loader.start(0, shuffled(100, 2));
            loader.next();
            ViewBatch batch = loader.next();
            float[] before = batch.pixels().clone();
            awaitReads(images, 2 * 4); // the batch before, this one, and two that are prepared ahead
            Thread.sleep(50);
            assertEquals(8, images.reads.get(), "no more than two batches are prepared ahead");
            assertArrayEquals(before, batch.pixels());
        }
    }

    @Test
    void theNextBatchIsPreparedWhileTheCallerWorks() throws InterruptedException {
        Images images = new Images(10);
        try (ViewLoader loader = new ViewLoader(images, augmenter(), 2, 1)) {
            loader.start(0, shuffled(10, 2));
            awaitReads(images, 6); // without any call of next
        }
    }

    @Test
    void theOrderIsCopied() {
        int[] order = shuffled(30, 6);
        int[] kept = order.clone();
        Images images = new Images(30);
        try (ViewLoader loader = new ViewLoader(images, augmenter(), 2, 0)) {
            loader.start(0, order);
            Arrays.fill(order, 0);
            assertArrayEquals(expectedViews(images, kept, 0, 2), allViews(loader));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aFailureReachesTheCallerAndTheNextEpochWorks(int threads) {
        Images images = new Images(20);
        images.broken = 13;
        int[] order = shuffled(20, 7);
        try (ViewLoader loader = new ViewLoader(images, augmenter(), 3, threads)) {
            loader.start(4, order);
            AugmentationException e = assertThrows(AugmentationException.class, () -> allViews(loader));
            assertEquals("found a failure while making the views of image 13 in epoch 4: found 12 bytes, expected more; get the file again", e.getMessage());
            assertInstanceOf(ImageDataException.class, e.getCause());
            assertThrows(AugmentationException.class, loader::next, "it stays failed until a new epoch is started");

            images.broken = -1;
            loader.start(5, order);
            assertArrayEquals(expectedViews(images, order, 5, 3), allViews(loader));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void anImageThatDoesNotExistIsAFailure(int threads) {
        try (ViewLoader loader = new ViewLoader(new Images(5), augmenter(), 2, threads)) {
            loader.start(0, new int[]{1, 5});
            AugmentationException e = assertThrows(AugmentationException.class, loader::next);
            assertTrue(e.getMessage().contains("image 5"), e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void closeEndsTheWorkersInTheMiddleOfAnEpoch(int threads) {
        long before = workers();
        ViewLoader loader = new ViewLoader(new Images(1000), augmenter(), 4, threads);
        loader.start(0, shuffled(1000, 8));
        assertNotNull(loader.next());
        assertEquals(before + threads, workers());
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            assertTrue(!thread.getName().startsWith("localssl-augment") || thread.isDaemon());
        }
        loader.close();
        assertEquals(before, workers());
        loader.close();
        assertThrows(AugmentationException.class, loader::next);
        assertThrows(AugmentationException.class, () -> loader.start(1, new int[]{0}));
        assertEquals(before, workers());
    }

    @Test
    void closeBeforeTheFirstEpochIsFine() {
        long before = workers();
        new ViewLoader(new Images(3), augmenter(), 2, 2).close();
        assertEquals(before, workers());
    }

    @Test
    void closeWakesACallerThatWaits() throws InterruptedException {
        Images images = new Images(10);
        images.gate = new CountDownLatch(1);
        ViewLoader loader = new ViewLoader(images, augmenter(), 2, 1);
        loader.start(0, shuffled(10, 1));
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread caller = callNext(loader, seen);
        Thread closer = new Thread(loader::close);
        closer.start();
        caller.join();
        assertInstanceOf(AugmentationException.class, seen.get());
        images.gate.countDown();
        closer.join();
    }

    @Test
    void anInterruptedCallerStopsWaiting() throws InterruptedException {
        Images images = new Images(10);
        images.gate = new CountDownLatch(1);
        try (ViewLoader loader = new ViewLoader(images, augmenter(), 2, 1)) {
            loader.start(0, shuffled(10, 1));
            AtomicReference<Throwable> seen = new AtomicReference<>();
            Thread caller = callNext(loader, seen);
            caller.interrupt();
            caller.join();
            assertInstanceOf(AugmentationException.class, seen.get());
            assertInstanceOf(InterruptedException.class, seen.get().getCause());
            images.gate.countDown();
            assertNotNull(loader.next(), "the loader itself is not harmed");
        }
    }

    @Test
    void closeOfAnInterruptedThreadStillWaitsForTheWorkers() {
        long before = workers();
        ViewLoader loader = new ViewLoader(new Images(100), augmenter(), 2, 2);
        loader.start(0, shuffled(100, 1));
        Thread.currentThread().interrupt();
        loader.close();
        assertTrue(Thread.interrupted(), "the interruption is passed on");
        assertEquals(before, workers());
    }

    @Test
    void anInterruptedWorkerClosesTheLoader() throws InterruptedException {
        try (ViewLoader loader = new ViewLoader(new Images(100), augmenter(), 2, 1)) {
            loader.start(0, shuffled(100, 1));
            loader.next();
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().startsWith("localssl-augment")) {
                    thread.interrupt();
                    thread.join();
                }
            }
            assertThrows(AugmentationException.class, () -> allViews(loader));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void countsTheSecondsOfTheWorkers(int threads) {
        try (ViewLoader loader = new ViewLoader(new Images(300), augmenter(), 50, threads)) {
            assertEquals(0, loader.getAugmentSeconds());
            loader.start(0, shuffled(300, 1));
            allViews(loader);
            double first = loader.getAugmentSeconds();
            loader.start(1, shuffled(300, 1));
            allViews(loader);
            assertTrue(first > 0 && loader.getAugmentSeconds() > first && loader.getAugmentSeconds() < 30);
        }
    }

    @Test
    void refusesWhatCannotWork() {
        assertThrows(AugmentationException.class, () -> new ViewLoader(new Images(3), augmenter(), 0, 1));
        assertThrows(AugmentationException.class, () -> new ViewLoader(new Images(3), augmenter(), 1, -1));
        TwoViewAugmenter grey = new TwoViewAugmenter(AugmentationSettings.defaults(), new ImageShape(1, 9, 7), new float[1], new float[]{1}, 1);
        assertThrows(ImageShapeException.class, () -> new ViewLoader(new Images(3), grey, 1, 1));
        AugmentationException e = assertThrows(AugmentationException.class, () -> new ViewBatch(3, new ImageShape(1, 20_000, 20_000)));
        assertTrue(e.getMessage().contains("smaller batch size"), e.getMessage());
    }

    /** Each image is cut out of its own rows and columns: as a loader of images of that one shape would make it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void imagesWithSidesOfTheirOwn(int threads) {
        List<ImageShape> shapes = List.of(SHAPE, new ImageShape(3, 40, 6), new ImageShape(3, 5, 70), new ImageShape(3, 33, 32), SHAPE);
        MutableDataset<Label> mixed = new MutableDataset<>(new SimpleDataSourceProvenance("mixed", new LabelFactory()), new LabelFactory());
        for (int i = 0; i < shapes.size(); i++) {
            mixed.add(new ImageExample<>(new Label("a"), shapes.get(i), Views.randomImage(shapes.get(i), i)));
        }
        ViewTransform transform = augmenter().newTransform();
        int[] order = {3, 1, 4, 0, 2};
        try (ViewLoader loader = new ViewLoader(ImageStore.of(mixed, null), augmenter(), 5, threads)) {
            loader.start(2, order);
            ViewBatch batch = loader.next();
            float[] expected = new float[SHAPE.size()];
            for (int row = 0; row < 2 * order.length; row++) {
                int image = order[row % order.length];
                transform.apply(Views.randomImage(shapes.get(image), image), shapes.get(image).height(), shapes.get(image).width(), 2, image, row / order.length, expected, 0);
                assertArrayEquals(expected, Arrays.copyOfRange(batch.pixels(), row * SHAPE.size(), (row + 1) * SHAPE.size()));
            }
        }
    }

    private static Thread callNext(ViewLoader loader, AtomicReference<Throwable> seen) throws InterruptedException {
        return callAndAwaitWaiting(() -> {
            try {
                loader.next();
            } catch (AugmentationException e) {
                seen.set(e);
            }
        });
    }

    private static Thread callAndAwaitWaiting(Runnable call) throws InterruptedException {
        Thread caller = new Thread(call);
        caller.start();
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (caller.getState() != Thread.State.WAITING && System.nanoTime() < end) {
            Thread.sleep(1);
        }
        assertSame(Thread.State.WAITING, caller.getState());
        return caller;
    }

    private static void awaitReads(Images images, int reads) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (images.reads.get() < reads && System.nanoTime() < end) {
            Thread.sleep(1);
        }
        assertTrue(images.reads.get() >= reads, "found " + images.reads.get() + " images read");
    }

    private static long workers() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("localssl-augment") && thread.isAlive()).count();
    }

    private static int[] shuffled(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static TwoViewAugmenter augmenter() {
        return new TwoViewAugmenter(AugmentationSettings.defaults(), SHAPE, new float[]{0.5f, 0.4f, 0.3f}, new float[]{0.25f, 0.2f, 0.3f}, 11);
    }

    /** Random images; one may be broken, and reading may be held up at a gate. */
    private static final class Images implements ImageSource {
        private final int size;
        private final AtomicInteger reads = new AtomicInteger();
        private volatile int broken = -1;
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private final CountDownLatch entered = new CountDownLatch(1);

        private Images(int size) {
            this.size = size;
        }

        @Override
        public ImageShape getShape() {
            return SHAPE;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public void copyImage(int index, byte[] destination, int offset) {
            if (index >= size) {
                throw new IndexOutOfBoundsException("image " + index + " of " + size);
            }
            if (index == broken) {
                throw new ImageDataException("found 12 bytes, expected more; get the file again");
            }
            entered.countDown();
            try {
                gate.await(10, TimeUnit.SECONDS); // a failed test must not leave a worker that nobody can end
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            System.arraycopy(Views.randomImage(SHAPE, index), 0, destination, offset, SHAPE.size());
            reads.incrementAndGet();
        }
    }
}
