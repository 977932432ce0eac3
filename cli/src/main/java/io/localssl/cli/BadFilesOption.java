package io.localssl.cli;

import io.localssl.image.BadFilePolicy;
import picocli.CommandLine.Option;

import java.util.Map;

/** What becomes of image files that cannot be decoded. */
final class BadFilesOption {
    private static final String NAME = "--bad-files";

    @Option(names = NAME, paramLabel = "SHARE", defaultValue = "0.1",
            description = "Image files that cannot be decoded are skipped up to this share of all, from 0 to 1; with 0 the first one ends the work (default: ${DEFAULT-VALUE}).")
    private double share;

    /** @return what becomes of them. */
    BadFilePolicy policy() {
        return BadFilePolicy.skip(share);
    }

    /** Adds the option to others, as text. */
    void addTo(Map<String, String> options) {
        options.put(NAME, Double.toString(share));
    }
}
