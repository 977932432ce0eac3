package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.localssl.image.BadFilePolicy;
import io.localssl.image.DecodedFiles;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDecoder;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * A source of images that are a file each. Files are decoded on all cores and come in their order; those that cannot be decoded are skipped, counted and named in a
 * warning at the end, or end the reading, as a {@link BadFilePolicy} says. They count in {@link #size()}, as whether they can be decoded is known only then.
 *
 * @param <T> the output type.
 */
abstract class ImageFileDataSource<T extends Output<T>> extends ImageDataSource<T> {
    @Config(description = "What becomes of files that cannot be decoded; by default they are skipped, up to one in ten.")
    private BadFilePolicy badFiles = BadFilePolicy.skip();

    private List<LabelledFile> files = List.of();

    /**
     * An image on the disk.
     *
     * @param path  where it is.
     * @param label its label.
     */
    record LabelledFile(Path path, String label) {
    }

    /** For OLCUT. */
    ImageFileDataSource() {
    }

    ImageFileDataSource(OutputFactory<T> outputFactory, BadFilePolicy badFiles) {
        super(outputFactory);
        this.badFiles = badFiles;
    }

    /** What becomes of files that cannot be decoded. */
    final BadFilePolicy badFiles() {
        return badFiles;
    }

    /** Decodes every file to the shape of this source. */
    abstract ImageDecoder decoder();

    /** The folder of the data set. */
    abstract Path root();

    /** Lists the files in the order in which they are read, without opening them. */
    abstract List<LabelledFile> list();

    /** Lists the first file of each class, then the second of each, and so on: so the first N images hold all classes alike. */
    static List<LabelledFile> takingTurns(Collection<List<LabelledFile>> classes) {
        List<LabelledFile> files = new ArrayList<>();
        List<Iterator<LabelledFile>> turns = new ArrayList<>(classes.stream().map(List::iterator).toList());
        while (!turns.isEmpty()) {
            turns.removeIf(turn -> !turn.hasNext());
            turns.forEach(turn -> files.add(turn.next()));
        }
        return files;
    }

    @Override
    final int inspect() {
        files = list();
        if (files.isEmpty()) {
            throw new ImageDataException("found no image in " + root() + ", expected at least one; check the path");
        }
        return files.size();
    }

    @Override
    final ImageReader open() {
        List<LabelledFile> wanted = files.subList(0, size());
        DecodedFiles decoded = new DecodedFiles(wanted.stream().map(LabelledFile::path).toList(), decoder(), badFiles);
        return new ImageReader() {
            @Override
            public boolean hasNext() {
                return decoded.hasNext();
            }

            @Override
            public String read(byte[] pixels) {
                DecodedFiles.DecodedFile file = decoded.next();
                System.arraycopy(file.image().pixels(), 0, pixels, 0, pixels.length);
                return wanted.get(file.index()).label();
            }

            @Override
            public void close() {
                // each file is closed when it is read
            }
        };
    }

    /** Files that are missing are noticed when they come to be read. */
    @Override
    final List<String> state() {
        return files.subList(0, size()).stream()
                .map(file -> file.label() + " " + (Files.exists(file.path()) ? BinaryFile.state(file.path()) : file.path())).toList();
    }

    /**
     * One hash stands for all files: that of their labels, their paths within the folder and their own hashes, in order. A file that is missing counts as such: whether
     * that matters, the {@link BadFilePolicy} says when it comes to be read.
     */
    @Override
    final Map<String, String> fingerprints() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (LabelledFile file : files.subList(0, size())) {
                String path = root().relativize(file.path()).toString().replace('\\', '/');
                String hash = Files.isRegularFile(file.path()) ? BinaryFile.sha256(file.path()) : "missing";
                digest.update((hash + "  " + path + "  " + file.label() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return Map.of("files", HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
