package io.localssl.image;

import io.localssl.image.ImageDecodeException.Reason;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Counts the files of one run that cannot be decoded. */
final class BadFiles {
    private static final Logger logger = Logger.getLogger(DecodedFiles.class.getName());
    /** Names in a summary. */
    private static final int NAMED = 20;

    private final int files;
    private final BadFilePolicy policy;
    private final Map<Reason, Integer> counts = new EnumMap<>(Reason.class);
    private final List<String> names = new ArrayList<>();
    private int bad = 0;

    /**
     * @param files  the number of all files.
     * @param policy how many may be bad.
     */
    BadFiles(int files, BadFilePolicy policy) {
        this.files = files;
        this.policy = policy;
    }

    /**
     * Counts a bad file.
     *
     * @throws ImageDataException if it is one too many.
     */
    void add(ImageDecodeException failure) {
        if (policy.isFail()) {
            throw failure;
        }
        bad++;
        counts.merge(failure.getReason(), 1, Integer::sum);
        if (names.size() < NAMED) {
            names.add(failure.getFile() + " (" + failure.getReason() + ")");
        }
        logger.fine(failure.getMessage());
        if (bad > policy.allowed(files)) {
            throw new ImageDataException("found " + this + ", expected at most " + policy.allowed(files) + "; replace or remove them, or allow a larger share of bad files; "
                    + "the last one is " + failure.getMessage(), failure);
        }
    }

    /** Tells at the end what was skipped, if anything was. */
    void summarise() {
        if (bad > 0) {
            logger.warning("skipped " + this);
        }
    }

    /** @return for example {@code 2 of 30 files that cannot be decoded (1 EMPTY, 1 CORRUPT): a.jpg (EMPTY), b.png (CORRUPT)}. */
    @Override
    public String toString() {
        String reasons = counts.entrySet().stream().map(entry -> entry.getValue() + " " + entry.getKey()).collect(Collectors.joining(", "));
        return bad + " of " + files + " files that cannot be decoded (" + reasons + "): " + String.join(", ", names) + (bad > names.size() ? " and " + (bad - names.size()) + " more" : "");
    }
}
