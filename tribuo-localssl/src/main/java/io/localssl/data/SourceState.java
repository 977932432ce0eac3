package io.localssl.data;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.FileProvenance;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageSourceProvenance;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What tells whether packed images are still those of their source. What outputs are made of the labels plays no part: a packed file keeps the labels
 * themselves.
 *
 * @param source a hash of the configuration of the source: which images, whatever they are like.
 * @param state  a hash of that and of what the images are like: for files their paths, lengths and times of modification. Hashing their content would be surer
 *               and take seconds a gigabyte at every start; length and time cost next to nothing, and whoever writes to a file changes them.
 */
record SourceState(String source, String state) {

    static SourceState of(ImageDataSource<?> images) {
        List<String> lines = new ArrayList<>(List.of(images.getClass().getName()));
        Map<String, Provenance> settings = new TreeMap<>(new ImageSourceProvenance(images, Map.of()).getConfiguredParameters());
        settings.remove("outputFactory");
        settings.forEach((name, value) -> lines.add(name + "=" + (value instanceof FileProvenance file ? file.getValue().getAbsolutePath() : value)));
        String source = hash(lines);
        lines.add(images.size() + " images of " + images.describeShape());
        lines.addAll(images.state());
        return new SourceState(source, hash(lines));
    }

    private static String hash(List<String> lines) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
