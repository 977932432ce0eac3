package io.localssl.nn.conv;

import io.localssl.LocalSSLException;
import io.localssl.image.ImageShape;
import io.localssl.nn.EncoderSpec;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConvolutionTimingTest {

    /** On maps of one position, Winograd's method computes sixteen, each with 36 products: no machine is faster with it. */
    @Test
    void aMapOfOnePositionIsComputedDirectly() {
        EncoderSpec spec = EncoderSpec.of("64,64", "1-1", ImageShape.parse("64x1x1"));
        assertEquals(List.of(ConvolutionMethod.DIRECT, ConvolutionMethod.DIRECT), ConvolutionTiming.fastest(spec, 64, 2));
    }

    @Test
    void everyBlockGetsAMethodWhateverItsSizes() {
        assertEquals(3, ConvolutionTiming.fastest(EncoderSpec.of("5M,17,3M", "1-1-1", ImageShape.parse("3x13x9")), 3, 1).size());
    }

    @Test
    void methodsAreWrittenAndRead() {
        List<ConvolutionMethod> methods = List.of(ConvolutionMethod.DIRECT, ConvolutionMethod.WINOGRAD, ConvolutionMethod.WINOGRAD);
        assertEquals("direct-winograd-winograd", ConvolutionMethod.format(methods));
        assertEquals(methods, ConvolutionMethod.parse("direct-winograd-winograd"));
        for (String text : List.of("", "fft", "direct-", "Direct", "direct,winograd")) {
            String message = assertThrows(LocalSSLException.class, () -> ConvolutionMethod.parse(text)).getMessage();
            assertTrue(message.contains("expected direct or winograd"), message);
        }
    }
}
