package io.localssl.cli;

/** How images are named on the command line. */
final class DataHelp {
    static final String SPEC = "The images: cifar10:DIR:train|test, idx:IMAGES,LABELS or shapes:N[:SEED] (generated); "
            + "a #N at the end takes the first N.";

    private DataHelp() {
    }
}
