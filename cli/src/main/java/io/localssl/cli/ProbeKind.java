package io.localssl.cli;

import io.localssl.eval.KnnProbe;
import io.localssl.eval.LinearProbe;
import io.localssl.eval.Probe;
import io.localssl.eval.RidgeProbe;

import java.util.Locale;

/** The probes that a comparison may choose from: those that judge features alone. */
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
    },
    KNN {
        @Override
        Probe probe(long seed, int threads) {
            return KnnProbe.builder().threads(threads).build();
        }
    };

    /** @return the probe with its default settings, which takes no notice of what it has no use for. */
    abstract Probe probe(long seed, int threads);

    /** @return the name on the command line and in tables. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
