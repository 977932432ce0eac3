package io.localssl.image;

import org.jspecify.annotations.Nullable;

/** An image file that is not decoded. The message names the file, what was found and what was expected; the {@link Reason} is for programs. */
public final class ImageDecodeException extends ImageDataException {
    private static final long serialVersionUID = 1L;

    /** Why a file is not decoded. */
    public enum Reason {
        /** There is no such file, or it may not be read. */
        UNREADABLE("check the path and its permissions"),
        /** The file has no bytes. */
        EMPTY("fetch it again or remove it"),
        /** The first bytes are those of no image format. */
        NOT_AN_IMAGE("remove it"),
        /** An image of a format, or of a kind within its format, that is not decoded. */
        UNSUPPORTED("convert it to JPEG or PNG, or remove it"),
        /** More pixels or bytes than allowed, or than there is memory for. */
        TOO_LARGE("make it smaller or raise the limit"),
        /** The file ends before the image does. */
        TRUNCATED("fetch it again or remove it"),
        /** The content contradicts itself or its checksum. */
        CORRUPT("fetch it again or remove it"),
        /** A whole image, but not of the only shape that {@link Fit#EXACT} takes. */
        WRONG_SHAPE("resize it, or decode with another fit");

        private final String advice;

        Reason(String advice) {
            this.advice = advice;
        }
    }

    private final Reason reason;
    private final String file;

    ImageDecodeException(Reason reason, String file, String found, String expected, @Nullable Throwable cause) {
        super(file + ": found " + found + ", expected " + expected + "; " + reason.advice, cause);
        this.reason = reason;
        this.file = file;
    }

    /** @return why the file is not decoded. */
    public Reason getReason() {
        return reason;
    }

    /** @return the file, by the name that the decoder was given. */
    public String getFile() {
        return file;
    }
}
