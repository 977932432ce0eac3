package io.localssl.data.fetch;

/** Is told how a fetch goes, by the thread that fetches. */
public interface FetchListener {
    /** A listener that does nothing. */
    FetchListener NONE = new FetchListener() { };

    /** What is done with a file. */
    enum Stage {
        /** It comes from the server. */
        DOWNLOAD,
        /** Its checksum is computed. */
        CHECK,
        /** It is unpacked. */
        UNPACK
    }

    /**
     * A stage begins.
     *
     * @param stage which.
     * @param file  the name of the file.
     * @param done  bytes of the file that are done already, more than 0 where a download goes on.
     * @param total bytes of the file.
     */
    default void onStage(Stage stage, String file, long done, long total) {
    }

    /**
     * The stage goes on.
     *
     * @param done bytes of the file that are done; fewer than before if a download begins again.
     */
    default void onProgress(long done) {
    }

    /**
     * Something happened that a person may want to know, such as another try.
     *
     * @param line what happened.
     */
    default void onNotice(String line) {
    }
}
