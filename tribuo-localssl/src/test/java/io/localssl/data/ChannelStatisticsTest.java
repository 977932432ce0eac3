package io.localssl.data;

import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.datasource.ListDataSource;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class ChannelStatisticsTest {

    private static ImageStore store(ImageShape shape, List<byte[]> images) {
        LabelFactory factory = new LabelFactory();
        List<Example<Label>> examples = new ArrayList<>();
        images.forEach(pixels -> examples.add(new ImageExample<>(new Label("a"), shape, pixels)));
        return ImageStore.read(new ListDataSource<>(examples, factory, new SimpleDataSourceProvenance("list", factory)));
    }

    /** The textbook two-pass formula in double, per channel. */
    @ParameterizedTest
    @CsvSource({"1,1,1,2", "3,32,32,10", "2,5,7,3", "4,1,9,1"})
    void agreesWithTheTextbook(int channels, int height, int width, int count) {
        ImageShape shape = new ImageShape(channels, height, width);
        SplittableRandom random = new SplittableRandom(17);
        List<byte[]> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[shape.size()];
            random.nextBytes(pixels);
            images.add(pixels);
        }
        ChannelStatistics found = ChannelStatistics.of(store(shape, images));
        int area = height * width;
        for (int c = 0; c < channels; c++) {
            double mean = 0;
            for (byte[] pixels : images) {
                for (int j = 0; j < area; j++) {
                    mean += (pixels[c * area + j] & 0xFF) / 255.0 / area / count;
                }
            }
            double variance = 0;
            for (byte[] pixels : images) {
                for (int j = 0; j < area; j++) {
                    variance += Math.pow((pixels[c * area + j] & 0xFF) / 255.0 - mean, 2) / area / count;
                }
            }
            assertEquals(mean, found.mean()[c], 1e-6);
            assertEquals(Math.sqrt(variance), found.std()[c], 1e-6);
        }

        Collections.reverse(images);
        ChannelStatistics reversed = ChannelStatistics.of(store(shape, images));
        assertArrayEquals(found.mean(), reversed.mean());
        assertArrayEquals(found.std(), reversed.std());
    }

    /** Over all pixels, whichever image they are in: two images are as one that is both of them side by side. */
    @Test
    void everyPixelCountsWhateverItsImage() {
        byte[] narrow = {1, 2, 3, 10, 20, 30};
        byte[] wide = {-1, 7, 7, 9, 9, 9, 50, 60, 70, 80, 90, 100};
        byte[] both = {1, 2, 3, -1, 7, 7, 9, 9, 9, 10, 20, 30, 50, 60, 70, 80, 90, 100};
        MutableDataset<Label> mixed = new MutableDataset<>(new SimpleDataSourceProvenance("mixed", new LabelFactory()), new LabelFactory());
        mixed.add(new ImageExample<>(new Label("a"), new ImageShape(2, 3, 1), narrow));
        mixed.add(new ImageExample<>(new Label("a"), new ImageShape(2, 2, 3), wide));
        ChannelStatistics found = ChannelStatistics.of(ImageStore.of(mixed, null));
        ChannelStatistics expected = ChannelStatistics.of(store(new ImageShape(2, 1, 9), List.of(both)));
        assertArrayEquals(expected.mean(), found.mean());
        assertArrayEquals(expected.std(), found.std());
    }

    @Test
    void aFlatChannelHasTheFloor() {
        ChannelStatistics flat = ChannelStatistics.of(store(new ImageShape(2, 1, 2), List.of(new byte[]{77, 77, 0, -1}, new byte[]{77, 77, 0, -1})));
        assertArrayEquals(new float[]{77f / 255, 0.5f}, flat.mean());
        assertArrayEquals(new float[]{1f / 255, 0.5f}, flat.std());
    }

    @Test
    void anAlmostFlatBrightChannelDoesNotCancel() {
        byte[] pixels = new byte[40_000];
        Arrays.fill(pixels, (byte) 254);
        for (int i = 0; i < pixels.length; i += 2) {
            pixels[i] = (byte) 250;
        }
        ChannelStatistics statistics = ChannelStatistics.of(store(new ImageShape(1, 200, 200), Collections.nCopies(50, pixels)));
        assertEquals(2f / 255, statistics.std()[0]);
    }
}
