package io.localssl.cli;

import io.localssl.eval.FeatureMatrix;
import io.localssl.eval.LinearProbe;
import io.localssl.eval.ProbeResult;

import java.util.Locale;

/** The probes that judge features, as they are chosen on the command line. */
enum ProbeKind {
    LINEAR {
        @Override
        ProbeResult evaluate(long seed, FeatureMatrix train, FeatureMatrix test) {
            return LinearProbe.builder().seed(seed).build().evaluate(train, test);
        }
    };

    abstract ProbeResult evaluate(long seed, FeatureMatrix train, FeatureMatrix test);

    /** @return the name on the command line and in tables. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
