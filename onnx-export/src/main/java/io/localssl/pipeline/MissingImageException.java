package io.localssl.pipeline;

import io.localssl.image.ImageDataException;
import org.jspecify.annotations.Nullable;

/** A row of a table has no image. The message names the column, the file, and the row where it is known; the cause, if any, tells why a file is not decoded. */
public final class MissingImageException extends ImageDataException {
    private static final long serialVersionUID = 1L;

    private final MissingImage policy;
    private final String place;

    /**
     * @param policy what was to become of the row.
     * @param place  the column, and what was found and expected there.
     * @param cause  why a file is not decoded, if there is one.
     */
    MissingImageException(MissingImage policy, String place, @Nullable Throwable cause) {
        super(policy == MissingImage.SKIP ? place + "; to skip the row, use an ImageRowProcessor in the place of the RowProcessor" : place, cause);
        this.policy = policy;
        this.place = place;
    }

    boolean isSkipped() {
        return policy == MissingImage.SKIP;
    }

    /** The column, and what was found and expected there. */
    String place() {
        return place;
    }
}
