package io.localssl.image;

import com.oracle.labs.mlrg.olcut.config.Config;
import org.jspecify.annotations.Nullable;
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
public abstract class ImageFileDataSource<T extends Output<T>> extends ImageDataSource<T> {
    @Config(description = "What becomes of files that cannot be decoded; by default they are skipped, up to one in ten.")
    private BadFilePolicy badFiles = BadFilePolicy.skip();

    private List<LabelledFile> files = List.of();

    /**
     * An image on the disk.
     *
     * @param path  where it is.
     * @param label its label, null if it has none.
     */
    public record LabelledFile(Path path, @Nullable String label) {
    }

    /** For OLCUT. */
    protected ImageFileDataSource() {
    }

    /**
     * For constructors, which call {@link #postConfig} when their own fields are set.
     *
     * @param outputFactory makes the outputs from the labels.
     * @param badFiles      what becomes of files that cannot be decoded.
     */
    protected ImageFileDataSource(OutputFactory<T> outputFactory, BadFilePolicy badFiles) {
        super(outputFactory);
        this.badFiles = badFiles;
    }

    /** @return what becomes of files that cannot be decoded. */
    public final BadFilePolicy getBadFilePolicy() {
        return badFiles;
    }

    /** @return what decodes every file to the shape of this source. */
    protected abstract ImageDecoder decoder();

    /** @return the folder of the data set. */
    protected abstract Path root();

    /**
     * Lists the files without opening them.
     *
     * @return the files in the order in which they are read.
     * @throws ImageDataException if they cannot be listed.
     */
    protected abstract List<LabelledFile> list();

    /**
     * Lists the first file of each class, then the second of each, and so on: so the first N images hold all classes alike.
     *
     * @param classes the files of each class.
     * @param <E>     the type of the files.
     * @return all of them.
     */
    protected static <E> List<E> takingTurns(Collection<List<E>> classes) {
        List<E> files = new ArrayList<>();
        List<Iterator<E>> turns = new ArrayList<>(classes.stream().map(List::iterator).toList());
        while (!turns.isEmpty()) {
            turns.removeIf(turn -> !turn.hasNext());
            turns.forEach(turn -> files.add(turn.next()));
        }
        return files;
    }

    /** @throws ImageDataException if the decoder leaves images of any size. */
    @Override
    public final ImageShape getImageShape() {
        ImageShape shape = decoder().getShape();
        if (shape == null) {
            throw new ImageDataException("found a decoder that leaves images as large as they are, expected one with a height and a width: a source has one shape");
        }
        return shape;
    }

    @Override
    protected final int inspect() {
        getImageShape(); // refused before any file is listed
        files = list();
        if (files.isEmpty()) {
            throw new ImageDataException("found no image in " + root() + ", expected at least one; check the path");
        }
        return files.size();
    }

    @Override
    public final PixelReader open() {
        List<LabelledFile> wanted = files.subList(0, size());
        DecodedFiles decoded = new DecodedFiles(wanted.stream().map(LabelledFile::path).toList(), decoder(), badFiles);
        return new PixelReader() {
            @Override
            public boolean hasNext() {
                return decoded.hasNext();
            }

            @Override
            public @Nullable String read(byte[] pixels) {
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
    public final List<String> state() {
        return files.subList(0, size()).stream()
                .map(file -> file.label() + " " + (Files.exists(file.path()) ? BinaryFile.state(file.path()) : file.path())).toList();
    }

    /**
     * One hash stands for all files: that of their labels, their paths within the folder and their own hashes, in order. A file that is missing counts as such: whether
     * that matters, the {@link BadFilePolicy} says when it comes to be read.
     */
    @Override
    public final Map<String, String> fingerprints() {
        Path root = root();
        List<String> lines = files.subList(0, size()).parallelStream().map(file -> line(root, file)).toList();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            lines.forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
            return Map.of("files", HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String line(Path root, LabelledFile file) {
        Path path = file.path().startsWith(root) ? root.relativize(file.path()) : file.path();
        String hash = Files.isRegularFile(file.path()) ? BinaryFile.sha256(file.path()) : "missing";
        return hash + "  " + path.toString().replace('\\', '/') + (file.label() == null ? "\n" : "  " + file.label() + "\n");
    }
}
