package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.localssl.image.BadFilePolicy;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageShape;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads image files of any size and format that {@link ImageDecoder} knows, in a folder that has a sub-folder for each class, as images of one shape: by default colour
 * squares, the largest square in the middle of each, resized by antialiased bilinear resampling. The labels are the names of the sub-folders.
 * <p>
 * Within a sub-folder files count at any depth, in the order of their paths; the first of each class is read, then the second of each, and so on. Hidden files and
 * folders, whose names begin with a dot, and files beside the sub-folders are left out. What becomes of other files that are no images, or damaged ones, a
 * {@link BadFilePolicy} says: by default they are skipped and named in a warning at the end.
 *
 * @param <T> the output type.
 */
public final class FolderDataSource<T extends Output<T>> extends ImageFileDataSource<T> {
    static final int DEFAULT_SIDE = 64;

    @Config(mandatory = true, description = "The folder with a sub-folder for each class.")
    private Path directory;

    @Config(description = "How images are decoded, to one shape; by default to colour squares of 64 pixels a side.")
    private ImageDecoder decoder = squares(DEFAULT_SIDE);

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init") // OLCUT sets the fields
    private FolderDataSource() {
    }

    /**
     * Opens a folder of images that become colour squares.
     *
     * @param directory     the folder with a sub-folder for each class.
     * @param side          pixels a side that images are resized to.
     * @param outputFactory makes the outputs from the names of the sub-folders.
     * @throws ImageDataException if the folder is missing or has no file in a sub-folder, or the side is below 1.
     */
    public FolderDataSource(Path directory, int side, OutputFactory<T> outputFactory) {
        this(directory, squares(side), BadFilePolicy.skip(), outputFactory);
    }

    /**
     * Opens a folder.
     *
     * @param directory     the folder with a sub-folder for each class.
     * @param decoder       decodes images to one shape.
     * @param badFiles      what becomes of files that cannot be decoded.
     * @param outputFactory makes the outputs from the names of the sub-folders.
     * @throws ImageDataException if the folder is missing or has no file in a sub-folder, or the decoder leaves images of any size.
     */
    public FolderDataSource(Path directory, ImageDecoder decoder, BadFilePolicy badFiles, OutputFactory<T> outputFactory) {
        super(outputFactory, badFiles);
        this.directory = directory;
        this.decoder = decoder;
        postConfig();
    }

    private static ImageDecoder squares(int side) {
        if (side < 1) {
            throw new ImageDataException("found a side of " + side + " pixels, expected at least 1");
        }
        return ImageDecoder.of(new ImageShape(3, side, side));
    }

    @Override
    public ImageShape getImageShape() {
        ImageShape shape = decoder.getShape();
        if (shape == null) {
            throw new ImageDataException("found a decoder that leaves images as large as they are, expected one with a height and a width: a source has one shape");
        }
        return shape;
    }

    @Override
    ImageDecoder decoder() {
        return decoder;
    }

    @Override
    Path root() {
        return directory;
    }

    @Override
    List<LabelledFile> list() {
        getImageShape(); // refused before any file is listed
        List<List<LabelledFile>> classes = new ArrayList<>();
        for (Path folder : new DataFolder(directory).entries().stream().filter(Files::isDirectory).toList()) {
            String name = folder.getFileName().toString();
            classes.add(new DataFolder(folder).files().stream().map(file -> new LabelledFile(file, name)).toList());
        }
        if (classes.isEmpty()) {
            throw new ImageDataException("found no sub-folder in " + directory + ", expected one for each class with its images; put the images into one, "
                    + "whatever its name, if they have no classes");
        }
        return takingTurns(classes);
    }

    @Override
    ImageDataSource<T> copy() {
        return new FolderDataSource<>(directory, decoder, badFiles(), getOutputFactory());
    }
}
