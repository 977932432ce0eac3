package io.localssl.train;

import io.localssl.image.ImageShape;
import io.localssl.nn.Backend;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Nd4jBackend;
import io.localssl.nn.conv.ConvBackend;

import org.junit.jupiter.params.provider.Arguments;
import org.nd4j.linalg.api.buffer.DataType;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The backends every rule is checked on. */
final class AllBackends {
    private AllBackends() {
    }

    static List<Backend> all() {
        return List.of(new Nd4jBackend(), new ConvBackend());
    }

    /** Backend, type, rule, encoder, images a batch, in awkward sizes: odd maps, dropped borders of both pools, single positions, one block. */
    static Stream<Arguments> networks(List<String> rules) {
        List<Arguments> cases = new ArrayList<>();
        for (String rule : rules) {
            for (String[] net : new String[][]{{"3,4M,5M", "3-2-1", "3x13x9", "3"}, {"2M,3", null, "1x7x7", "1"}, {"4", "1", "2x1x1", "2"},
                {"5,17M,16", "2-3-1", "3x8x8", "5"}}) {
                for (Backend backend : all()) {
                    for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
                        if (backend.supports(type)) {
                            cases.add(Arguments.of(backend, type, rule, EncoderSpec.of(net[0], net[1], ImageShape.parse(net[2])), Integer.valueOf(net[3])));
                        }
                    }
                }
            }
        }
        return cases.stream();
    }
}
