package io.localssl.image;

import com.oracle.labs.mlrg.olcut.config.Config;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads image files of any size and format that {@link ImageDecoder} knows, in a folder, as images of one shape: by default colour squares, the largest square in the
 * middle of each, resized by antialiased bilinear resampling.
 * <p>
 * If the folder has sub-folders with image files, each is a class, and its name the label. Within a sub-folder files count at any depth, in the order of their paths; the first
 * of each class is read, then the second of each, and so on. Files beside the sub-folders are left out. A folder of files alone has no labels: its images come in the
 * order of their names, with {@link OutputFactory#getUnknownOutput}.
 * <p>
 * Hidden files and folders, whose names begin with a dot, are left out, and so are files that are neither called images (such as {@code a.jpg}) nor begin like one: notes,
 * tables, annotations. Symbolic links count as what they lead to; links in a circle end where they come back. What becomes of image files that cannot be decoded, a
 * {@link BadFilePolicy} says: by default they are skipped and named in a warning at the end.
 *
 * @param <T> the output type.
 */
public final class ImageDirectoryDataSource<T extends Output<T>> extends ImageFileDataSource<T> {
    @Config(mandatory = true, description = "The folder of images, with a sub-folder for each class if they have labels.")
    private Path directory;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init") // OLCUT sets the fields
    private ImageDirectoryDataSource() {
        super(ImageDecoder.squares(ImageDecoder.DEFAULT_SIDE));
    }

    /**
     * Opens a folder of images that become colour squares.
     *
     * @param directory     the folder.
     * @param side          pixels a side that images are resized to.
     * @param outputFactory makes the outputs from the names of the sub-folders.
     * @throws ImageDataException  if the folder is missing or has no file.
     * @throws ImageShapeException if the side is below 1.
     */
    public ImageDirectoryDataSource(Path directory, int side, OutputFactory<T> outputFactory) {
        this(directory, ImageDecoder.squares(side), BadFilePolicy.skip(), outputFactory);
    }

    /**
     * Opens a folder.
     *
     * @param directory     the folder.
     * @param decoder       decodes images, to one shape or in their own proportions.
     * @param badFiles      what becomes of files that cannot be decoded.
     * @param outputFactory makes the outputs from the names of the sub-folders.
     * @throws ImageDataException if the folder is missing or has no image file, or the decoder leaves images as large as they are.
     */
    public ImageDirectoryDataSource(Path directory, ImageDecoder decoder, BadFilePolicy badFiles, OutputFactory<T> outputFactory) {
        super(outputFactory, decoder, badFiles);
        this.directory = directory;
        postConfig();
    }

    @Override
    protected Path root() {
        return directory;
    }

    @Override
    protected List<LabelledFile> list() {
        DataFolder folder = new DataFolder(directory);
        List<Path> entries = folder.entries();
        Path root = folder.realPath();
        List<List<LabelledFile>> classes = new ArrayList<>();
        for (Path entry : entries.stream().filter(Files::isDirectory).toList()) {
            String name = entry.getFileName().toString();
            Set<Path> visited = new HashSet<>(Set.of(root)); // a class that links to the folder of all classes has no files of its own
            classes.add(new DataFolder(entry).files(visited).stream().filter(ImageNames::isImage).map(file -> new LabelledFile(file, name)).toList());
        }
        List<LabelledFile> labelled = takingTurns(classes);
        return labelled.isEmpty() ? entries.stream().filter(entry -> !Files.isDirectory(entry) && ImageNames.isImage(entry)).map(file -> new LabelledFile(file, null)).toList() : labelled;
    }

    @Override
    protected ImageDataSource<T> copy() {
        return new ImageDirectoryDataSource<>(directory, getDecoder(), getBadFilePolicy(), getOutputFactory());
    }
}
