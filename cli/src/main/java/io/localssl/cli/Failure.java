package io.localssl.cli;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.config.io.ConfigLoaderException;
import io.localssl.LocalSSLException;
import io.localssl.data.fetch.FetchException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What a failure means to the user: one line, and an exit code. */
final class Failure {
    private static final int WORK_FAILED = 1;
    private static final int BAD_INPUT = 2;

    private Failure() {
    }

    /** @return 2 if the user can put it right (usage, options, data, files), 1 if not. */
    static int exitCode(Throwable failure) {
        if (find(failure, FetchException.class) != null) {
            return WORK_FAILED; // the network's or the server's fault
        }
        boolean input = failure instanceof CommandLine.ParameterException
                || find(failure, LocalSSLException.class) != null
                || find(failure, PropertyException.class) != null
                || find(failure, ConfigLoaderException.class) != null;
        return input ? BAD_INPUT : WORK_FAILED;
    }

    /** @return the failure in one line. */
    static String line(Throwable failure) {
        return text(failure).strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    private static String text(Throwable failure) {
        if (failure instanceof CommandLine.ParameterException usage) {
            return usage.getMessage() + "; see " + usage.getCommandLine().getCommandSpec().qualifiedName() + " -h";
        }
        // OLCUT wraps what a configured object throws; the innermost message is the one that says what to do
        LocalSSLException refused = find(failure, LocalSSLException.class);
        if (refused != null) {
            return refused.getMessage();
        }
        PropertyException configuration = find(failure, PropertyException.class);
        if (configuration != null) {
            return "found a configuration that cannot be used: " + configuration.getMessage();
        }
        ConfigLoaderException unreadable = find(failure, ConfigLoaderException.class);
        if (unreadable != null) {
            return "found a configuration that cannot be read: " + unreadable.getMessage();
        }
        IOException file = find(failure, IOException.class);
        if (file != null) {
            String name = file instanceof FileSystemException system ? system.getFile() + ": " : "";
            return "a file cannot be read or written: " + name + reason(file);
        }
        if (failure instanceof OutOfMemoryError) {
            return "found too little memory (" + failure.getMessage() + "), expected more; "
                    + "start Java with a larger -Xmx, or use fewer images or a smaller net";
        }
        if (root(failure).toString().contains("bad_alloc")) { // how ND4J says it
            return "found too little memory beside Java's heap, expected more; use a smaller batch or a smaller net";
        }
        return "the work failed: " + root(failure) + "; run it again with --verbose to see where";
    }

    /** @return why a file cannot be read or written, in a few words. */
    static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (failure instanceof AccessDeniedException) {
            return "access denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "a file is in the place of a folder";
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return String.valueOf(failure.getMessage());
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }

    private static <E extends Throwable> @Nullable E find(Throwable failure, Class<E> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
