package io.localssl.cli;

import io.localssl.image.BadFilePolicy;
import picocli.CommandLine.Option;

/** What becomes of image files that cannot be decoded. */
final class BadFilesOption {
    @Option(names = "--bad-files", paramLabel = "SHARE", defaultValue = "0.1",
            description = "Image files that cannot be decoded are skipped up to this share of all, from 0 to 1; with 0 the first one ends the work (default: ${DEFAULT-VALUE}).")
    private double share;

    BadFilePolicy policy() {
        return BadFilePolicy.skip(share);
    }
}
