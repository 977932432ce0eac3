package io.localssl.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What of the libraries' logging reaches the terminal: nothing but severe errors, unless asked for. */
final class Logging {
    private Logging() {
    }

    static void configure(boolean verbose) {
        // the root logger is never collected, and every other logger inherits from it
        Logger.getLogger("").setLevel(verbose ? Level.INFO : Level.SEVERE);
    }
}
