package io.localssl.encoder;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.localssl.embedding.Embedding;
import io.localssl.image.ImageShape;
import io.localssl.onnx.ConvEncoders;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.PixelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tribuo.Example;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** What encoding leaves to the garbage collector, in bytes that the calling thread allocates on the Java heap. */
class EncoderAllocationTest {
    /** An image of 3072 bytes, or 12288 as floats. */
    private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
    private static final int CALLS = 200;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static ByteString encoder(PixelType type) {
        return EncoderGraph.write(ConvEncoders.small(SHAPE, 5), type, Map.of()).toByteString();
    }

    /** The mean of many calls, after as many that load classes and make buffers. */
    private long bytesOfACall(EncoderSession session, List<Example<Embedding>> images) {
        long before = 0;
        for (int call = 0; call < 2 * CALLS; call++) {
            if (call == CALLS) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            session.encode(images);
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
    }

    private static long bytesOfARow(EncoderSession session) {
        return 16 + 4L * session.getDimension() + 4;
    }

    @ParameterizedTest
    @EnumSource(PixelType.class)
    void anImageCostsItsRow(PixelType type) {
        List<Example<Embedding>> images = Images.random(SHAPE, 64, 1);
        try (EncoderSession session = EncoderSession.open(encoder(type))) {
            long image = bytesOfACall(session, images) / images.size();
            long row = bytesOfARow(session);
            assertTrue(image <= row + 64, "an image took " + image + " bytes and its row is " + row);
        }
    }

    /** What a call takes is ONNX Runtime's, which cannot do without names, handles and a result. */
    @ParameterizedTest
    @EnumSource(PixelType.class)
    void aCallCostsLittleMore(PixelType type) {
        List<Example<Embedding>> images = Images.random(SHAPE, 1, 1);
        try (EncoderSession session = EncoderSession.open(encoder(type))) {
            long call = bytesOfACall(session, images);
            long row = bytesOfARow(session);
            assertTrue(call <= row + 1024, "a call took " + call + " bytes and its row is " + row);
        }
    }

    /** The tensors of a full batch are made anew after the smaller one at the end of a call; that has its price by call, not by image. */
    @Test
    void aSmallerBatchAtTheEndCostsACallAndNoImage() {
        List<Example<Embedding>> images = Images.random(SHAPE, 70, 1);
        try (EncoderSession session = EncoderSession.open(encoder(PixelType.FLOAT))) {
            long call = bytesOfACall(session, images);
            long rows = images.size() * bytesOfARow(session);
            assertTrue(call <= rows + 8192, "a call took " + call + " bytes and its rows are " + rows);
        }
    }
}
