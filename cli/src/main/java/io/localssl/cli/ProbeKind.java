package io.localssl.cli;

import io.localssl.eval.LinearProbe;
import io.localssl.eval.Probe;
import io.localssl.eval.RidgeProbe;

import java.util.Locale;

/** The probes that judge features, as they are chosen on the command line. */
enum ProbeKind {
    RIDGE {
        @Override
        Probe probe(long seed, int threads) {
            return RidgeProbe.builder().seed(seed).threads(threads).build();
        }
    },
    LINEAR {
        @Override
        Probe probe(long seed, int threads) {
            return LinearProbe.builder().seed(seed).build();
        }
    };

    /** @return the probe with its default settings; one that computes in one thread only takes no notice of the number. */
    abstract Probe probe(long seed, int threads);

    /** @return the name on the command line and in tables. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
