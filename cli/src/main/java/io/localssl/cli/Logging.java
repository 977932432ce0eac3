package io.localssl.cli;

import io.localssl.image.DecodedFiles;

import java.io.PrintWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What of the libraries' logging reaches the terminal: severe errors, and one line on the files that were skipped; more if asked for. */
final class Logging {
    /** Tells of files that cannot be decoded. Held here: a logger that nobody holds is collected, and forgets its level. */
    private static final Logger SKIPPED_FILES = Logger.getLogger(DecodedFiles.class.getName());

    private Logging() {
    }

    static void configure(boolean verbose, PrintWriter err) {
        // the root logger is never collected, and every other logger inherits from it
        Logger.getLogger("").setLevel(verbose ? Level.INFO : Level.SEVERE);
        for (Handler earlier : SKIPPED_FILES.getHandlers()) {
            SKIPPED_FILES.removeHandler(earlier);
        }
        SKIPPED_FILES.setLevel(Level.WARNING);
        SKIPPED_FILES.setUseParentHandlers(false);
        SKIPPED_FILES.addHandler(new Lines(err));
    }

    /** Writes the message alone, as errors are written. */
    private static final class Lines extends Handler {
        private final PrintWriter err;

        Lines(PrintWriter err) {
            this.err = err;
        }

        @Override
        public void publish(LogRecord message) {
            if (Terminal.isInteractive()) {
                err.println(); // a progress bar may stand in this line
            }
            err.println("localssl: " + message.getMessage());
            err.flush();
        }

        @Override
        public void flush() {
            err.flush();
        }

        @Override
        public void close() {
            // the writer is the command's
        }
    }
}
