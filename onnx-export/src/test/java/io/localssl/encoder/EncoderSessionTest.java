package io.localssl.encoder;

import io.localssl.embedding.Embedding;
import io.localssl.image.ImageShape;
import io.localssl.onnx.ConvEncoder;
import io.localssl.onnx.ConvEncoders;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.PixelType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.Example;

import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EncoderSessionTest {

    @ParameterizedTest(name = "{0} {1} kernels {2}")
    @CsvSource(delimiter = ' ', value = {
        "3x32x32 4,6M,5M 4-4-2",
        "1x28x28 4,3M,5M 4-5-3",     // one channel, kernels that do not divide their maps
        "3x9x13 2,3M,4M 2-2-2",      // odd maps, cut by the max-pools
        "2x7x5 1M 2",                // one block, one filter
        "4x3x3 5,2M 3-1",            // a readout of one position, a map of 1x1
    })
    void agreesWithTheNaiveForwardPass(String shapeText, String net, String kernelText) {
        ImageShape shape = ImageShape.parse(shapeText);
        int[] kernels = List.of(kernelText.split("-")).stream().mapToInt(Integer::parseInt).toArray();
        ConvEncoder encoder = ConvEncoders.random(shape, net, kernels, 7);
        List<Example<Embedding>> images = Images.random(shape, 64, 11);
        for (PixelType type : PixelType.values()) {
            for (String output : List.of("embedding", "top")) {
                try (EncoderSession session = EncoderSession.open(EncoderGraph.write(encoder, type, Map.of()).toByteString(),
                        SessionOptions.defaults().withOutputName(output))) {
                    for (int batch : new int[] {1, 2, 7, 64}) {
                        assertAgrees(encoder, output, images.subList(0, batch), session.encode(images.subList(0, batch)));
                    }
                }
            }
        }
    }

    private static void assertAgrees(ConvEncoder encoder, String output, List<Example<Embedding>> images, float[][] rows) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < rows.length; i++) {
            List<double[]> readouts = ConvEncoders.readouts(encoder, Images.pixels(encoder.shape(), images.get(i)));
            double[] expected = (output.equals("top") ? readouts.subList(readouts.size() - 1, readouts.size()) : readouts)
                    .stream().flatMapToDouble(java.util.Arrays::stream).toArray();
            assertEquals(expected.length, rows[i].length);
            for (int j = 0; j < expected.length; j++) {
                largest = Math.max(largest, Math.abs(expected[j]));
                difference = Math.max(difference, Math.abs(expected[j] - rows[i][j]));
            }
        }
        assertTrue(largest > 0.01, "the features must not vanish");
        assertTrue(difference <= 1e-5 * largest, "difference " + difference + " of " + largest);
    }
}
