package io.localssl.train;

import io.localssl.nn.Backend;
import io.localssl.nn.Nd4jBackend;
import io.localssl.nn.conv.ConvBackend;

import java.util.List;

/** The backends every rule is checked on. */
final class AllBackends {
    private AllBackends() {
    }

    static List<Backend> all() {
        return List.of(new Nd4jBackend(), new ConvBackend());
    }
}
