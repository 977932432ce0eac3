package io.localssl.encoder;

import com.google.protobuf.ByteString;
import io.localssl.LocalSSLException;
import io.localssl.embedding.Embedding;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.onnx.ConvEncoders;
import io.localssl.onnx.EncoderFormatException;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.PixelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Example;
import org.tribuo.MutableDataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files that were cut or changed are refused with a typed exception of one line, or still work. */
class DamagedFilesTest {
    @TempDir
    private Path folder;

    @Test
    void cutOnnxModelsAreRefused() {
        byte[] onnx = EncoderGraph.write(ConvEncoders.small(TinyImages.SHAPE, 1), PixelType.FLOAT, Map.of()).toByteArray();
        int refused = 0;
        for (int length = 0; length < onnx.length; length += 97) {
            refused += opens(Arrays.copyOf(onnx, length)) ? 0 : 1;
        }
        // the metadata is at the end: cut between two entries, what is left is an encoder
        assertTrue(refused >= onnx.length / 97 - 5, refused + " of " + onnx.length / 97);
    }

    @Test
    void changedOnnxModelsAreRefusedOrRun() {
        byte[] onnx = EncoderGraph.write(ConvEncoders.small(TinyImages.SHAPE, 1), PixelType.UINT8, Map.of()).toByteArray();
        SplittableRandom random = new SplittableRandom(4);
        int refused = 0;
        for (int i = 0; i < 600; i++) {
            byte[] changed = onnx.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                changed[random.nextInt(onnx.length)] ^= (byte) (1 << random.nextInt(8));
            }
            refused += opens(changed) ? 0 : 1;
        }
        assertTrue(refused > 50, "only " + refused + " of 600 changes were noticed");
    }

    private static boolean opens(byte[] onnx) {
        try (EncoderSession session = EncoderSession.open(ByteString.copyFrom(onnx))) {
            List<Example<Embedding>> images = Images.random(session.getImageShape(), 3, 1);
            assertEquals(session.getDimension(), session.encode(images)[2].length);
            return true;
        } catch (LocalSSLException e) {
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            return false;
        }
    }

    @Test
    void damagedModelsAreRefused() throws IOException {
        Path path = folder.resolve("model.tribuo");
        try (EncoderModel model = new FakePretrainer(TinyImages.SHAPE, 1).train(new MutableDataset<>(new TinyImages<>(new EmbeddingFactory(), 6, 3)))) {
            model.serializeToFile(path);
        }
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length += whole.length / 40) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertOneLine(assertThrows(EncoderFormatException.class, () -> EncoderModel.load(path)));
        }
        SplittableRandom random = new SplittableRandom(4);
        int refused = 0;
        for (int i = 0; i < 150; i++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(path, changed);
            try (EncoderModel model = EncoderModel.load(path)) {
                model.encode(Images.random(model.getImageShape(), 1, 1));
            } catch (LocalSSLException e) {
                assertOneLine(e);
                refused++;
            }
        }
        assertTrue(refused > 20, "only " + refused + " of 150 changes were noticed");
    }

    @Test
    void aMissingModelIsRefused() {
        Path none = folder.resolve("none.tribuo");
        assertOneLine(assertThrows(EncoderFormatException.class, () -> EncoderModel.load(none)));
    }

    private static void assertOneLine(LocalSSLException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
}
