package io.localssl.encoder;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.localssl.LocalSSLException;
import io.localssl.embedding.Embedding;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;
import io.localssl.onnx.ConvEncoder;
import io.localssl.onnx.ConvEncoders;
import io.localssl.onnx.EncoderFormatException;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.NaiveEncoder;
import io.localssl.onnx.OnnxModels;
import io.localssl.onnx.PixelType;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.impl.ArrayExample;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EncoderSessionTest {
    private static final ImageShape SHAPE = new ImageShape(3, 8, 8);
    private static final ConvEncoder SMALL = ConvEncoders.small(SHAPE, 5);

    private static ByteString small(PixelType type) {
        return EncoderGraph.write(SMALL, type, Map.of()).toByteString();
    }

    /** The readout of the last block is an output of its own, so its place in the embedding can be checked. */
    @Test
    void knowsWhereEachBlockLiesInTheEmbedding() {
        ConvEncoder encoder = ConvEncoders.random(SHAPE, "4,3M,5", new int[] {4, 2, 3}, 5);
        ByteString onnx = EncoderGraph.write(encoder, PixelType.FLOAT, Map.of()).toByteString();
        Example<Embedding> image = new ImageExample<>(Embedding.UNLABELLED, SHAPE, new byte[SHAPE.size()]);
        try (EncoderSession all = EncoderSession.open(onnx); EncoderSession top = EncoderSession.open(onnx, SessionOptions.defaults().withOutputName("top"))) {
            assertEquals(List.of(4 * 2 * 2, 3 * 2 * 2, 5), all.getBlockDimensions());
            assertEquals(List.of(5), top.getBlockDimensions());
            assertArrayEquals(top.encode(image), Arrays.copyOfRange(all.encode(image), 16 + 12, 16 + 12 + 5));
        }
        ByteString silent = EncoderGraph.write(encoder, PixelType.FLOAT, Map.of()).toBuilder().clearMetadataProps().build().toByteString();
        try (EncoderSession foreign = EncoderSession.open(silent)) {
            assertEquals(List.of(16 + 12 + 5), foreign.getBlockDimensions());
        }
    }

    @Test
    void answersForTheFile() {
        try (EncoderSession session = EncoderSession.open(small(PixelType.FLOAT))) {
            assertEquals(SHAPE, session.getImageShape());
            assertEquals("embedding", session.getOutputName());
            assertEquals(SMALL.embeddingDimension(), session.getDimension());
            assertEquals(small(PixelType.FLOAT), session.getOnnx());
            assertEquals(Optional.empty(), session.getTrainingProvenance());
            assertEquals(0, session.encode(List.of()).length);
        }
        // the digest of the three letters abc, FIPS 180-2
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", EncoderSession.sha256(ByteString.copyFromUtf8("abc")));
    }

    @Test
    void theBatchSizeDoesNotShowInTheFeatures() {
        List<Example<Embedding>> images = Images.random(SHAPE, 10, 1);
        float[][] expected = encode(small(PixelType.FLOAT), SessionOptions.defaults(), images);
        for (int batchSize : new int[] {1, 3, 10, 1000}) {
            assertArrayEquals(expected, encode(small(PixelType.FLOAT), SessionOptions.defaults().withBatchSize(batchSize), images));
        }
        assertArrayEquals(expected, encode(small(PixelType.FLOAT), SessionOptions.defaults().withThreads(2), images));
    }

    private static float[][] encode(ByteString onnx, SessionOptions options, List<Example<Embedding>> images) {
        try (EncoderSession session = EncoderSession.open(onnx, options)) {
            return session.encode(images);
        }
    }

    @Test
    void findsPixelsByNameInAnyExample() {
        Example<Embedding> image = Images.random(SHAPE, 1, 3).get(0);
        List<String> names = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        image.forEach(feature -> {
            if (feature.getValue() != 0 && names.size() < 100) { // an example that leaves pixels out
                names.add(feature.getName());
                values.add(feature.getValue());
            }
        });
        ArrayExample<Embedding> sparse = new ArrayExample<>(Embedding.UNLABELLED, names.toArray(new String[0]),
                values.stream().mapToDouble(Double::doubleValue).toArray());
        for (PixelType type : PixelType.values()) {
            try (EncoderSession session = EncoderSession.open(small(type), SessionOptions.defaults().withOutputName("top"))) {
                session.encode(image); // leaves its pixels in the buffer
                EncoderAgreementTest.assertClose(List.of(NaiveEncoder.readouts(SMALL, Images.pixels(SHAPE, sparse)).get(2)), session.encode(List.of(sparse)));
            }
        }
    }

    @Test
    void runsAForeignEncoderOfAnyBatchOrOne() {
        List<Example<Embedding>> images = Images.random(SHAPE, 5, 1);
        try (EncoderSession any = EncoderSession.open(OnnxModels.foreignEncoder(17, -1).toByteString());
             EncoderSession one = EncoderSession.open(OnnxModels.foreignEncoder(17, 1).toByteString())) {
            assertEquals("features", any.getOutputName());
            assertEquals(4 * 2 * 2, any.getDimension());
            float[][] rows = any.encode(images);
            assertTrue(rows[0][0] != rows[1][0] && rows[0][0] != rows[0][1], "the features must differ");
            assertArrayEquals(rows, one.encode(images));
        }
    }

    @Test
    void refusesModelsThatAreNoEncoder() {
        assertRefused("found an ONNX model with inputs [x, y], expected an encoder with one, the images",
                identity(OnnxModels.value("x", DataType.FLOAT, -1, 3, 8, 8)).addInput(OnnxModels.value("y", DataType.FLOAT, 1)));
        String images = " (-1: any), expected [batch, channels, height, width] of images of one size, in any batch or a batch of 1; export the encoder so";
        assertRefused("found an input of shape [-1, 192]" + images, identity(OnnxModels.value("x", DataType.FLOAT, -1, 192)));
        assertRefused("found an input of shape [4, 3, 8, 8]" + images, identity(OnnxModels.value("x", DataType.FLOAT, 4, 3, 8, 8)));
        assertRefused("found an input of shape [-1, 3, -1, -1]" + images, identity(OnnxModels.value("x", DataType.FLOAT, -1, 3, -1, -1)));
        assertRefused("found an input of type INT64, expected FLOAT or UINT8 pixels", identity(OnnxModels.value("x", DataType.INT64, -1, 3, 8, 8)));
        assertRefused("found output 'out' of type UINT8, expected FLOAT; choose another output", identity(OnnxModels.value("x", DataType.UINT8, -1, 3, 8, 8)));
        assertRefused("found output 'out' of shape [3, 8, 8] for one image, expected one row, [1, ...]; choose another output",
                graph("Squeeze", OnnxModels.value("x", DataType.FLOAT, 1, 3, 8, 8), OnnxModels.value("out", DataType.FLOAT, 3, 8, 8)));
        ByteString foreign = OnnxModels.foreignEncoder(13, -1).toByteString();
        SessionOptions missing = SessionOptions.defaults().withOutputName("embedding");
        assertEquals("found no output 'embedding' in the encoder, expected one of [features, largest]",
                assertThrows(EncoderFormatException.class, () -> EncoderSession.open(foreign, missing)).getMessage());
    }

    private static GraphProto.Builder identity(ValueInfoProto input) {
        return graph("Identity", input, input.toBuilder().setName("out").build());
    }

    private static GraphProto.Builder graph(String type, ValueInfoProto input, ValueInfoProto output) {
        return GraphProto.newBuilder().setName("g").addInput(input).addOutput(output).addNode(OnnxModels.node(type, "n", List.of("x"), List.of("out")));
    }

    private static void assertRefused(String message, GraphProto.Builder graph) {
        ByteString onnx = OnnxModels.model(13, graph).toByteString();
        assertEquals(message, assertThrows(EncoderFormatException.class, () -> EncoderSession.open(onnx)).getMessage());
    }

    @Test
    void refusesBytesThatAreNoModelInOneLine() {
        for (ByteString bytes : List.of(ByteString.EMPTY, ByteString.copyFromUtf8("no model"), small(PixelType.FLOAT).substring(0, 500))) {
            String message = assertThrows(EncoderFormatException.class, () -> EncoderSession.open(bytes)).getMessage();
            assertTrue(message.startsWith("found " + bytes.size() + " bytes that ONNX Runtime cannot load, expected an encoder in ONNX format: "), message);
            assertEquals(1, message.lines().count());
        }
    }

    @Test
    void refusesAnOptionBelowOne() {
        assertThrows(LocalSSLException.class, () -> SessionOptions.defaults().withThreads(0));
        assertThrows(LocalSSLException.class, () -> SessionOptions.defaults().withBatchSize(0));
    }

    @Test
    void refusesImagesOfAnotherShapeAndStaysUsable() {
        List<Example<Embedding>> good = Images.random(SHAPE, 3, 1);
        Example<Embedding> wrong = Images.random(new ImageShape(3, 8, 9), 1, 1).get(0);
        Example<Embedding> transposed = Images.random(new ImageShape(8, 3, 8), 1, 1).get(0);
        Example<Embedding> scaled = new ArrayExample<>(Embedding.UNLABELLED, new String[] {"000"}, new double[] {0.5});
        Example<Embedding> foreign = new ArrayExample<>(Embedding.UNLABELLED, new String[] {"age"}, new double[] {1});
        for (PixelType type : PixelType.values()) {
            try (EncoderSession session = EncoderSession.open(small(type))) {
                float[][] expected = session.encode(good);
                assertThrows(ImageShapeException.class, () -> session.encode(wrong));
                assertThrows(ImageShapeException.class, () -> session.encode(List.of(good.get(0), transposed)));
                assertThrows(ImageShapeException.class, () -> session.encode(foreign));
                if (type == PixelType.UINT8) {
                    assertThrows(ImageDataException.class, () -> session.encode(scaled));
                }
                assertArrayEquals(expected, session.encode(good));
            }
        }
    }

    @Test
    void manyThreadsGetWhatOneGets() throws Exception {
        List<Example<Embedding>> images = Images.random(SHAPE, 150, 9);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (EncoderSession session = EncoderSession.open(small(PixelType.UINT8), SessionOptions.defaults().withBatchSize(16))) {
            float[][] expected = session.encode(images);
            List<Callable<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                int start = i;
                int end = Math.min(images.size(), start + 1 + i * 3);
                calls.add(() -> {
                    assertArrayEquals(Arrays.copyOfRange(expected, start, end), session.encode(images.subList(start, end)));
                    return null;
                });
            }
            for (Future<Void> call : threads.invokeAll(calls)) {
                call.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void closesUnderRunningThreads() throws Exception {
        List<Example<Embedding>> images = Images.random(SHAPE, 64, 9);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 10; round++) {
                EncoderSession session = EncoderSession.open(small(PixelType.FLOAT));
                float[][] expected = session.encode(images);
                CountDownLatch encoding = new CountDownLatch(20);
                List<Future<Void>> calls = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    calls.add(threads.submit(() -> encodeUntilClosed(session, images, expected, encoding)));
                }
                assertTrue(encoding.await(60, TimeUnit.SECONDS));
                session.close();
                session.close();
                for (Future<Void> call : calls) {
                    call.get();
                }
                assertEquals("found a closed encoder, expected an open one; close it after its last use, or open it again",
                        assertThrows(IllegalStateException.class, () -> session.encode(images)).getMessage());
                assertEquals(SHAPE, session.getImageShape());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void encodeUntilClosed(EncoderSession session, List<Example<Embedding>> images, float[][] expected, CountDownLatch encoding) {
        while (true) {
            try {
                assertArrayEquals(expected, session.encode(images));
                encoding.countDown();
            } catch (IllegalStateException e) {
                return null;
            }
        }
    }

    @Test
    void usesItsBuffersAgain() {
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).findFirst().orElseThrow();
        List<Example<Embedding>> images = Images.random(SHAPE, 100, 9);
        try (EncoderSession session = EncoderSession.open(small(PixelType.FLOAT))) {
            session.encode(images);
            long before = direct.getCount();
            for (int i = 0; i < 50; i++) {
                session.encode(images);
                session.encode(images.get(i));
            }
            assertTrue(direct.getCount() <= before, "direct buffers grew from " + before + " to " + direct.getCount());
        }
    }

    @Test
    void namesTheOpsetThatIsTooNew() {
        ModelProto tooNew = OnnxModels.foreignEncoder(9999, -1);
        String message = assertThrows(EncoderFormatException.class, () -> EncoderSession.open(tooNew.toByteString())).getMessage();
        assertTrue(message.contains("9999"), message);
    }
}
