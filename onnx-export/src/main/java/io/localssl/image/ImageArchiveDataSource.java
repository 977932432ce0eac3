package io.localssl.image;

import com.oracle.labs.mlrg.olcut.config.Config;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads the image files in a zip, tar or gzipped tar file, recognised by its content, without unpacking it to the disk, as images of one shape: by default colour squares,
 * as {@link ImageDirectoryDataSource} makes them.
 * <p>
 * The label of an image is the name of the folder it is in, or where all images are in folders of one name, as {@code images} in those of Tiny ImageNet's classes, of the
 * nearest one above that is not the same for all; an image in no folder has none. Images come in the order of the archive. Hidden files and folders are left out,
 * and files that are neither called images nor begin like one. What becomes of image files that cannot be decoded, a {@link BadFilePolicy} says; the archive itself is
 * refused if it is damaged, has a name that leads out of it, a link, a device or a sparse file, or becomes more than 200 times as large as it is (and 64 MiB). Opening a
 * tar file reads it once.
 *
 * @param <T> the output type.
 */
public final class ImageArchiveDataSource<T extends Output<T>> extends EncodedImageDataSource<T> {
    @Config(mandatory = true, description = "The zip, tar or gzipped tar file.")
    private Path archive;

    private List<Optional<String>> labels = List.of();

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init") // OLCUT sets the fields
    private ImageArchiveDataSource() {
        super(ImageDecoder.squares(ImageDecoder.DEFAULT_SIDE));
    }

    /**
     * Opens an archive of images that become colour squares.
     *
     * @param archive       the archive.
     * @param side          pixels a side that images are resized to.
     * @param outputFactory makes the outputs from the names of the folders.
     * @throws ImageDataException  if the archive is missing, refused, or has no file.
     * @throws ImageShapeException if the side is below 1.
     */
    public ImageArchiveDataSource(Path archive, int side, OutputFactory<T> outputFactory) {
        this(archive, ImageDecoder.squares(side), BadFilePolicy.skip(), outputFactory);
    }

    /**
     * Opens an archive.
     *
     * @param archive       the archive.
     * @param decoder       decodes images, to one shape or in their own proportions.
     * @param badFiles      what becomes of files that cannot be decoded.
     * @param outputFactory makes the outputs from the names of the folders.
     * @throws ImageDataException if the archive is missing, refused, or has no image file, or the decoder leaves images as large as they are.
     */
    public ImageArchiveDataSource(Path archive, ImageDecoder decoder, BadFilePolicy badFiles, OutputFactory<T> outputFactory) {
        super(outputFactory, decoder, badFiles);
        this.archive = archive;
        postConfig();
    }

    @Override
    protected int inspect() {
        requireDecoder();
        List<List<String>> folders = new ArrayList<>();
        try (ArchivedImages images = new ArchivedImages(archive, 0)) {
            for (String name = images.nextName(); name != null; name = images.nextName()) {
                folders.add(foldersOf(name));
                images.skip();
            }
        }
        if (folders.isEmpty()) {
            throw new ImageDataException("found no image in " + archive + ", expected at least one image; check the path");
        }
        int level = level(folders);
        labels = folders.stream().map(above -> above.stream().skip(level).findFirst()).toList();
        return folders.size();
    }

    /** The folders that an image is in, from the innermost. */
    private static List<String> foldersOf(String name) {
        List<String> parts = new ArrayList<>(List.of(name.split("/")));
        parts.remove(parts.size() - 1);
        parts.removeIf("."::equals);
        Collections.reverse(parts);
        return parts;
    }

    /** How far above images the folders are that tell them apart; 0 if none do. */
    private static int level(List<List<String>> folders) {
        int depth = folders.stream().mapToInt(List::size).min().orElseThrow();
        return IntStream.range(0, depth).filter(level -> folders.stream().map(above -> above.get(level)).distinct().limit(2).count() > 1).findFirst().orElse(0);
    }

    @Override
    public PixelReader open() {
        ArchivedImages images = new ArchivedImages(archive, getDecoder().maxBytes());
        return new DecodedPixels(new DecodedFiles(images, size(), getDecoder(), getBadFilePolicy()), index -> labels.get(index).orElse(null), images::close);
    }

    @Override
    public List<String> state() {
        return List.of(BinaryFile.state(archive));
    }

    @Override
    public Map<String, String> fingerprints() {
        return Map.of("archive", BinaryFile.sha256(archive));
    }

    @Override
    protected ImageDataSource<T> copy() {
        return new ImageArchiveDataSource<>(archive, getDecoder(), getBadFilePolicy(), getOutputFactory());
    }
}
