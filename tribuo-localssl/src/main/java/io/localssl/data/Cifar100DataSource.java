package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.nio.file.Path;
import java.util.List;

/**
 * Reads the binary version of CIFAR-100 (Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009): 3x32x32 images in 100 fine classes, five of
 * which make each of 20 coarse ones.
 * <p>
 * A record is a byte of coarse label, 0 to 19, a byte of fine label, 0 to 99, and 1024 bytes each of red, green and blue, row by row; the files {@code train.bin} and
 * {@code test.bin} are any number of records and nothing else. The labels become the names in {@code fine_label_names.txt} or {@code coarse_label_names.txt} if that
 * file is there, else the official names.
 *
 * @param <T> the output type.
 * @see <a href="https://www.cs.toronto.edu/~kriz/cifar.html">CIFAR-100</a>
 */
public final class Cifar100DataSource<T extends Output<T>> extends CifarDataSource<T> {

    /** The two parts of the data set. */
    public enum Split {
        /** The training images. */
        TRAIN("train.bin"),
        /** The test images. */
        TEST("test.bin");

        private final String file;

        Split(String file) {
            this.file = file;
        }
    }

    /** The two ways in which the images are labelled. */
    public enum Labels {
        /** 100 classes. */
        FINE,
        /** 20 classes, of five fine ones each. */
        COARSE
    }

    private static final LabelByte FINE = new LabelByte("fine label", "fine_label_names.txt", List.of(
            "apple", "aquarium_fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle", "bowl", "boy", "bridge", "bus", "butterfly", "camel", "can",
            "castle", "caterpillar", "cattle", "chair", "chimpanzee", "clock", "cloud", "cockroach", "couch", "crab", "crocodile", "cup", "dinosaur", "dolphin",
            "elephant", "flatfish", "forest", "fox", "girl", "hamster", "house", "kangaroo", "keyboard", "lamp", "lawn_mower", "leopard", "lion", "lizard", "lobster",
            "man", "maple_tree", "motorcycle", "mountain", "mouse", "mushroom", "oak_tree", "orange", "orchid", "otter", "palm_tree", "pear", "pickup_truck",
            "pine_tree", "plain", "plate", "poppy", "porcupine", "possum", "rabbit", "raccoon", "ray", "road", "rocket", "rose", "sea", "seal", "shark", "shrew",
            "skunk", "skyscraper", "snail", "snake", "spider", "squirrel", "streetcar", "sunflower", "sweet_pepper", "table", "tank", "telephone", "television",
            "tiger", "tractor", "train", "trout", "tulip", "turtle", "wardrobe", "whale", "willow_tree", "wolf", "woman", "worm"));
    private static final LabelByte COARSE = new LabelByte("coarse label", "coarse_label_names.txt", List.of(
            "aquatic_mammals", "fish", "flowers", "food_containers", "fruit_and_vegetables", "household_electrical_devices", "household_furniture", "insects",
            "large_carnivores", "large_man-made_outdoor_things", "large_natural_outdoor_scenes", "large_omnivores_and_herbivores", "medium_mammals",
            "non-insect_invertebrates", "people", "reptiles", "small_mammals", "trees", "vehicles_1", "vehicles_2"));
    private static final Layout LAYOUT = new Layout("CIFAR-100", "cifar-100-binary", List.of(COARSE, FINE));

    @Config(mandatory = true, description = "TRAIN or TEST.")
    private Split split;

    @Config(description = "FINE or COARSE.")
    private Labels labels = Labels.FINE;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init") // OLCUT sets the fields
    private Cifar100DataSource() {
        super(LAYOUT);
    }

    /**
     * Opens one part of the data set with its fine labels.
     *
     * @param directory     the folder {@code cifar-100-binary}, or the folder it is in.
     * @param split         the part.
     * @param outputFactory makes the outputs from the class names.
     * @throws ImageDataException if the file is missing or is not a whole number of records, or the class names are not 100.
     */
    public Cifar100DataSource(Path directory, Split split, OutputFactory<T> outputFactory) {
        this(directory, split, Labels.FINE, outputFactory);
    }

    /**
     * Opens one part of the data set.
     *
     * @param directory     the folder {@code cifar-100-binary}, or the folder it is in.
     * @param split         the part.
     * @param labels        which labels.
     * @param outputFactory makes the outputs from the class names.
     * @throws ImageDataException if the file is missing or is not a whole number of records, or the class names are not as many as classes.
     */
    public Cifar100DataSource(Path directory, Split split, Labels labels, OutputFactory<T> outputFactory) {
        super(LAYOUT, directory, outputFactory);
        this.split = split;
        this.labels = labels;
        postConfig();
    }

    @Override
    List<String> files() {
        return List.of(split.file);
    }

    @Override
    LabelByte label() {
        return labels == Labels.FINE ? FINE : COARSE;
    }

    @Override
    protected ImageDataSource<T> copy() {
        return new Cifar100DataSource<>(directory(), split, labels, getOutputFactory());
    }
}
