package io.localssl.augment;

import com.sun.management.ThreadMXBean;
import io.localssl.image.ImageShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Making views leaves nothing for the garbage collector, not even before the compiler could have removed it. */
class AllocationTest {
    private static final int IMAGES = 100;
    private static final int TRIES = 4;

    @ParameterizedTest
    @ValueSource(strings = {"3x32x32", "1x28x28", "3x64x64", "3x96x96"})
    void aViewAllocatesNothing(String size) {
        ImageShape shape = ImageShape.parse(size);
        float[] half = new float[shape.channels()];
        Arrays.fill(half, 0.5f);
        ViewTransform transform = new TwoViewAugmenter(AugmentationSettings.defaults(), shape, half, half, 7).newTransform();
        byte[] image = Views.randomImage(shape, 1);
        float[] view = new float[shape.size()];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) { // the Java machine may have to allocate something of its own in one of them
            long before = threads.getCurrentThreadAllocatedBytes();
            make(transform, image, view);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least, "bytes for " + IMAGES + " images");
    }

    /** After the largest image, that is. */
    @ParameterizedTest
    @ValueSource(strings = {"resized", "plain"})
    void neitherDoViewsOfImagesOfAnySize(String crop) {
        ImageShape shape = new ImageShape(3, 64, 64);
        float[] half = {0.5f, 0.5f, 0.5f};
        ViewTransform transform = new TwoViewAugmenter(AugmentationSettings.builder().crop(crop).build(), shape, half, half, 7).newTransform();
        int[][] sides = {{400, 300}, {64, 64}, crop.equals("plain") ? new int[]{64, 91} : new int[]{20, 31}, {300, 400}};
        byte[] image = Views.randomImage(new ImageShape(3, 400, 400), 1);
        float[] view = new float[shape.size()];
        transform.apply(image, 400, 400, 1, 0, 0, view, 0);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int j = 0; j < IMAGES; j++) {
                transform.apply(image, sides[j % 4][0], sides[j % 4][1], 1, j, j & 1, view, 0);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least, "bytes for " + IMAGES + " views");
    }

    private static void make(ViewTransform transform, byte[] image, float[] view) {
        for (int i = 0; i < IMAGES; i++) {
            transform.apply(image, 1, i, 0, view, 0);
            transform.apply(image, 1, i, 1, view, 0);
        }
    }
}
