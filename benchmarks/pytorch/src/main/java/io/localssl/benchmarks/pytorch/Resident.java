package io.localssl.benchmarks.pytorch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of this process as Linux counts it, Java's own part included. */
final class Resident {

    private static final long KIB_PER_MIB = 1024;

    private Resident() {
    }

    /** MiB at this moment. */
    static long now() {
        return read("VmRSS:");
    }

    /** The highest it has been, in MiB. */
    static long peak() {
        return read("VmHWM:");
    }

    private static long read(String key) {
        try {
            String line = Files.readAllLines(Path.of("/proc/self/status")).stream().filter(row -> row.startsWith(key)).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
