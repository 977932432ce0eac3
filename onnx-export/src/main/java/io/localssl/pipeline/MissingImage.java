package io.localssl.pipeline;

/** What becomes of a row of a table whose image is missing: its cell is empty, there is no such file, or the file cannot be decoded. */
public enum MissingImage {
    /** The work ends with a {@link MissingImageException}. */
    FAIL,
    /** The features of the column are 0: a black image, or an embedding that a linear model passes over. */
    ZEROS,
    /** As {@link #ZEROS}, and every row has one feature more, {@link ImageFieldProcessor#MISSING}: 1 where the image is missing, else 0. */
    INDICATE,
    /** The row is left out. That takes an {@link ImageRowProcessor}: with another one the work ends as with {@link #FAIL}. */
    SKIP
}
