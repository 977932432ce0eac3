package io.localssl.image;

import com.oracle.labs.mlrg.olcut.config.Config;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.nio.file.Path;
import java.util.List;

/**
 * Reads the image files that a list names, in its order, as images of one shape: by default colour squares, as {@link ImageDirectoryDataSource} makes them.
 * <p>
 * The list is a text file in UTF-8 with a file in each line: its path, relative to the folder of the list or absolute, and behind a comma its label. Fields may be quoted
 * as in RFC 4180 (commas and doubled quotes in quotes, on one line). Blank lines and lines that begin with {@code #} are left out. A first line with the name of the path column is a
 * header: the columns then are found by their names, and others are left out. A line without a label, or with an empty one, is an unlabelled image. What becomes of files
 * that are missing or damaged, a {@link BadFilePolicy} says.
 *
 * @param <T> the output type.
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
public final class ImageListDataSource<T extends Output<T>> extends ImageFileDataSource<T> {
    /** The name that the column of paths has in a header by default. */
    public static final String PATH_COLUMN = "path";
    /** The name that the column of labels has in a header by default. */
    public static final String LABEL_COLUMN = "label";

    @Config(mandatory = true, description = "The list of image files: a path in each line, and behind a comma its label.")
    private Path list;

    @Config(description = "The name of the column of paths, if the list has a header.")
    private String pathColumn = PATH_COLUMN;

    @Config(description = "The name of the column of labels, if the list has a header.")
    private String labelColumn = LABEL_COLUMN;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init") // OLCUT sets the fields
    private ImageListDataSource() {
        super(ImageDecoder.squares(ImageDecoder.DEFAULT_SIDE));
    }

    /**
     * Opens a list of images that become colour squares.
     *
     * @param list          the list.
     * @param side          pixels a side that images are resized to.
     * @param outputFactory makes the outputs from the labels.
     * @throws ImageDataException  if the list is missing, malformed, or names no file.
     * @throws ImageShapeException if the side is below 1.
     */
    public ImageListDataSource(Path list, int side, OutputFactory<T> outputFactory) {
        this(list, PATH_COLUMN, LABEL_COLUMN, ImageDecoder.squares(side), BadFilePolicy.skip(), outputFactory);
    }

    /**
     * Opens a list.
     *
     * @param list          the list.
     * @param pathColumn    the name of the column of paths; a first line without it is no header.
     * @param labelColumn   the name of the column of labels; images have none if a header is without it.
     * @param decoder       decodes images, to one shape or in their own proportions.
     * @param badFiles      what becomes of files that are missing or cannot be decoded.
     * @param outputFactory makes the outputs from the labels.
     * @throws ImageDataException if the list is missing, malformed, or names no file, or the decoder leaves images as large as they are.
     */
    public ImageListDataSource(Path list, String pathColumn, String labelColumn, ImageDecoder decoder, BadFilePolicy badFiles, OutputFactory<T> outputFactory) {
        super(outputFactory, decoder, badFiles);
        this.list = list;
        this.pathColumn = pathColumn;
        this.labelColumn = labelColumn;
        postConfig();
    }

    @Override
    protected Path root() {
        return list.toAbsolutePath().getParent();
    }

    @Override
    protected List<LabelledFile> list() {
        return new ImageList(list, root(), pathColumn, labelColumn).read();
    }

    @Override
    protected ImageDataSource<T> copy() {
        return new ImageListDataSource<>(list, pathColumn, labelColumn, getDecoder(), getBadFilePolicy(), getOutputFactory());
    }
}
