package io.localssl.cli;

import io.localssl.data.ImageStore;
import io.localssl.data.ShapesDataSource;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.train.Footprint;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class RequirementsTest {
    private static final ImageStore IMAGES = ImageStore.read(new ShapesDataSource<>(1000, 1, new EmbeddingFactory()));
    private static final Footprint FOOTPRINT = new Footprint(1_234, 5_678_901, 90_000_001, 7_000_000);
    private static final String NEEDS = "encoder 1,234 parameters, matrices 5,678,901: 91 MB with gradients and moments; 7 MB for the maps of a batch; "
            + "1,000 images of 3x32x32: 4 MB";

    @Test
    void saysWhatARunTakes() {
        assertEquals(NEEDS, Requirements.line(FOOTPRINT, IMAGES, 100_072_001));
    }

    @Test
    void warnsOfASmallMachine() {
        assertEquals(NEEDS + "; this machine has 101 MB and will run out of memory: take a smaller --batch or --net", Requirements.line(FOOTPRINT, IMAGES, 100_072_000));
    }
}
