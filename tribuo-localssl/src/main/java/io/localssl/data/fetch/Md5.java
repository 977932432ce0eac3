package io.localssl.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The checksum that data sets are published with. It finds damage, and no forgery. */
final class Md5 {
    private static final int BUFFER = 1 << 18;

    private Md5() {
    }

    /** Reads a file as it lies on the disk, and tells the listener. */
    static String of(Path path, RemoteFile file, FetchListener listener) throws IOException {
        MessageDigest digest = digest();
        listener.onStage(FetchListener.Stage.CHECK, file.fileName(), 0, file.bytes());
        long done = 0;
        try (InputStream in = Files.newInputStream(path)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                done += n;
                listener.onProgress(done);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
