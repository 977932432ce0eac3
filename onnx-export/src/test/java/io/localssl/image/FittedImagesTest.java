package io.localssl.image;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static io.localssl.image.EncodedImages.colour;
import static io.localssl.image.EncodedImages.encode;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FittedImagesTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void images() throws IOException {
        int[][] sides = {{20, 30}, {31, 9}, {8, 8}, {1, 40}, {17, 13}};
        for (int i = 0; i < sides.length; i++) {
            Files.write(Files.createDirectories(folder.resolve("class" + i % 2)).resolve(i + ".png"), encode(colour(sides[i][1], sides[i][0]), "png"));
        }
    }

    private ImageDirectoryDataSource<Label> open(ImageDecoder decoder) {
        return new ImageDirectoryDataSource<>(folder, decoder, BadFilePolicy.fail(), new LabelFactory());
    }

    /** No side is larger than 64, so that decoding in their own proportions changes nothing. */
    private ImageDirectoryDataSource<Label> whole(int channels) {
        return open(ImageDecoder.builder().shape(new ImageShape(channels, 64, 64)).fit(Fit.SHRINK).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"3x8x8", "3x5x12", "3x12x5", "3x40x40", "1x8x8"})
    void theyAreWhatTheDecoderMakes(String wanted) {
        ImageShape shape = ImageShape.parse(wanted);
        assertEquals(Sources.examples(open(ImageDecoder.of(shape))), Sources.examples(new FittedImages<>(whole(shape.channels()), shape)));
    }

    @Test
    void otherChannelsAreRefused() {
        ImageShapeException e = assertThrows(ImageShapeException.class, () -> Sources.examples(new FittedImages<>(whole(3), new ImageShape(1, 8, 8))));
        assertTrue(e.getMessage().contains("3x20x30") && e.getMessage().contains("1 channels"), e.getMessage());
    }

    @Test
    void onlyWhatHasAnotherSizeIsFitted() {
        ImageShape shape = new ImageShape(3, 8, 8);
        ImageDataSource<Label> same = open(ImageDecoder.of(shape));
        assertSame(same, FittedImages.of(same, shape));
        assertSame(same, FittedImages.of(same, new ImageShape(1, 9, 9)), "resizing does not change channels");
        ImageDataSource<Label> larger = open(ImageDecoder.squares(16));
        assertEquals(Sources.examples(new FittedImages<>(larger, shape)), Sources.examples(FittedImages.of(larger, shape)));
        assertEquals(Sources.examples(same), Sources.examples(FittedImages.of(whole(3), shape)));
    }
}
