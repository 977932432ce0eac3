package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageShape;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads JPEG and PNG files of any size in a folder that has a sub-folder for each class, as colour images of one square shape: the largest square in the middle of
 * each, resized by antialiased bilinear resampling. Grey images have three equal channels; the labels are the names of the sub-folders.
 * <p>
 * Within a sub-folder files count at any depth, in the order of their paths; the first of each class is read, then the second of each, and so on. Hidden files and
 * folders, whose names begin with a dot, and files beside the sub-folders are left out; any other file must be an image.
 *
 * @param <T> the output type.
 */
public final class FolderDataSource<T extends Output<T>> extends ImageFileDataSource<T> {
    static final int DEFAULT_SIDE = 64;

    @Config(mandatory = true, description = "The folder with a sub-folder for each class.")
    private Path directory;

    @Config(description = "Pixels a side.")
    private int side = DEFAULT_SIDE;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init") // OLCUT sets the fields
    private FolderDataSource() {
    }

    /**
     * Opens a folder.
     *
     * @param directory     the folder with a sub-folder for each class.
     * @param side          pixels a side that images are resized to.
     * @param outputFactory makes the outputs from the names of the sub-folders.
     * @throws ImageDataException if the folder is missing or has no file in a sub-folder, or the side is below 1.
     */
    public FolderDataSource(Path directory, int side, OutputFactory<T> outputFactory) {
        super(outputFactory);
        this.directory = directory;
        this.side = side;
        postConfig();
    }

    @Override
    public ImageShape getImageShape() {
        return new ImageShape(3, side, side);
    }

    @Override
    Path root() {
        return directory;
    }

    @Override
    List<LabelledFile> list() {
        if (side < 1) {
            throw new ImageDataException("found a side of " + side + " pixels, expected at least 1");
        }
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
    void fit(RgbImage image, Path file, byte[] pixels) {
        image.toSquare(side, pixels);
    }

    @Override
    ImageDataSource<T> copy() {
        return new FolderDataSource<>(directory, side, getOutputFactory());
    }
}
