package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.localssl.image.BadFilePolicy;
import io.localssl.image.DataFolder;
import io.localssl.image.Fit;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageFileDataSource;
import io.localssl.image.ImageShape;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads Tiny ImageNet as it is unpacked: 64x64 JPEG files of 200 classes, grey ones in three equal channels. The labels are WordNet ids such as n02125311.
 * <p>
 * {@code wnids.txt} lists the classes. The training images are in {@code train/WNID/images}, read in turns: the first of each class, then the second, and so on. The
 * labelled test images are those of {@code val/val_annotations.txt}, in its order; those in {@code test} have no labels.
 *
 * @param <T> the output type.
 * @see <a href="http://cs231n.stanford.edu/tiny-imagenet-200.zip">Tiny ImageNet</a>
 */
public final class TinyImageNetDataSource<T extends Output<T>> extends ImageFileDataSource<T> {

    /** The labelled parts of the data set. */
    public enum Split {
        /** The training images. */
        TRAIN,
        /** The images for tests. */
        VAL
    }

    private static final ImageShape SHAPE = new ImageShape(3, 64, 64);
    private static final ImageDecoder DECODER = ImageDecoder.builder().shape(SHAPE).fit(Fit.EXACT).build();
    private static final String FOLDER = "tiny-imagenet-200";
    private static final String CLASS_FILE = "wnids.txt";
    private static final String FILE_NAME = "[\\w-][\\w.-]*";
    private static final String ANNOTATIONS = "val/val_annotations.txt";

    @Config(mandatory = true, description = "The folder tiny-imagenet-200, or the folder it is in.")
    private Path directory;

    @Config(mandatory = true, description = "TRAIN or VAL.")
    private Split split;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init") // OLCUT sets the fields
    private TinyImageNetDataSource() {
        super(DECODER);
    }

    /**
     * Opens one part of the data set.
     *
     * @param directory     the folder {@code tiny-imagenet-200}, or the folder it is in.
     * @param split         the part.
     * @param outputFactory makes the outputs from the WordNet ids.
     * @throws ImageDataException if a list or a folder is missing or malformed.
     */
    public TinyImageNetDataSource(Path directory, Split split, OutputFactory<T> outputFactory) {
        this(directory, split, BadFilePolicy.skip(), outputFactory);
    }

    /**
     * Opens one part of the data set.
     *
     * @param directory     the folder {@code tiny-imagenet-200}, or the folder it is in.
     * @param split         the part.
     * @param badFiles      what becomes of files that are missing, cannot be decoded, or are of another size.
     * @param outputFactory makes the outputs from the WordNet ids.
     * @throws ImageDataException if a list or a folder is missing or malformed.
     */
    public TinyImageNetDataSource(Path directory, Split split, BadFilePolicy badFiles, OutputFactory<T> outputFactory) {
        super(outputFactory, DECODER, badFiles);
        this.directory = directory;
        this.split = split;
        postConfig();
    }

    @Override
    protected Path root() {
        return DataFolder.in(directory, FOLDER).path();
    }

    @Override
    protected List<LabelledFile> list() {
        DataFolder folder = new DataFolder(root());
        List<String> classes = classes(folder);
        return split == Split.TRAIN ? listTrain(folder, classes) : listVal(folder, new HashSet<>(classes));
    }

    private static List<String> classes(DataFolder folder) {
        List<String> classes = folder.lines(CLASS_FILE);
        Set<String> seen = new HashSet<>();
        for (String name : classes) {
            if (!name.matches("n[0-9]+") || !seen.add(name)) {
                throw new ImageDataException("found the line '" + name + "' in " + folder.file(CLASS_FILE) + ", expected different WordNet ids such as n02125311, one a line");
            }
        }
        return classes;
    }

    private static List<LabelledFile> listTrain(DataFolder folder, List<String> classes) {
        List<List<LabelledFile>> files = new ArrayList<>();
        for (String name : classes) {
            files.add(new DataFolder(folder.file("train").resolve(name).resolve("images")).files().stream().map(file -> new LabelledFile(file, name)).toList());
        }
        return takingTurns(files);
    }

    private static List<LabelledFile> listVal(DataFolder folder, Set<String> classes) {
        List<LabelledFile> files = new ArrayList<>();
        for (String line : folder.lines(ANNOTATIONS)) {
            String[] fields = line.split("\t");
            if (fields.length < 2 || !fields[0].matches(FILE_NAME) || !classes.contains(fields[1])) {
                throw new ImageDataException("found the line '" + line + "' in " + folder.file(ANNOTATIONS) + ", expected a file name, a tab and one of the "
                        + classes.size() + " classes of " + CLASS_FILE);
            }
            files.add(new LabelledFile(folder.file("val").resolve("images").resolve(fields[0]), fields[1]));
        }
        return files;
    }

    @Override
    protected ImageDataSource<T> copy() {
        return new TinyImageNetDataSource<>(directory, split, getBadFilePolicy(), getOutputFactory());
    }
}
