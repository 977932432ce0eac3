package io.localssl.image;

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
 * A source of images that are a file each on the disk.
 *
 * @param <T> the output type.
 */
public abstract class ImageFileDataSource<T extends Output<T>> extends EncodedImageDataSource<T> {
    private List<LabelledFile> files = List.of();

    /**
     * An image on the disk.
     *
     * @param path  where it is.
     * @param label its label, null if it has none.
     */
    public record LabelledFile(Path path, @Nullable String label) {
    }

    /**
     * For OLCUT.
     *
     * @param standard decodes where no other decoder is set.
     */
    protected ImageFileDataSource(ImageDecoder standard) {
        super(standard);
    }

    /**
     * For constructors, which call {@link #postConfig} when their own fields are set.
     *
     * @param outputFactory makes the outputs from the labels.
     * @param decoder       decodes every file.
     * @param badFiles      what becomes of files that cannot be decoded.
     */
    protected ImageFileDataSource(OutputFactory<T> outputFactory, ImageDecoder decoder, BadFilePolicy badFiles) {
        super(outputFactory, decoder, badFiles);
    }

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

    @Override
    protected final int inspect() {
        requireDecoder();
        files = list();
        if (files.isEmpty()) {
            throw new ImageDataException("found no image in " + root() + ", expected at least one; check the path");
        }
        return files.size();
    }

    @Override
    public final PixelReader open() {
        List<LabelledFile> wanted = files.subList(0, size());
        DecodedFiles decoded = new DecodedFiles(wanted.stream().map(LabelledFile::path).toList(), getDecoder(), getBadFilePolicy());
        return new DecodedPixels(decoded, index -> wanted.get(index).label(), () -> { });
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
