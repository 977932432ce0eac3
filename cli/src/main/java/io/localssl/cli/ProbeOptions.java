package io.localssl.cli;

import io.localssl.LocalSSLException;
import io.localssl.eval.AugmentedProbe;
import io.localssl.eval.KnnProbe;
import io.localssl.eval.LinearProbe;
import io.localssl.eval.Probe;
import io.localssl.eval.RidgeProbe;
import io.localssl.image.CentreCrops;
import io.localssl.image.FittedImages;
import io.localssl.image.ImageShape;
import org.jspecify.annotations.Nullable;
import org.tribuo.DataSource;
import org.tribuo.classification.Label;
import picocli.CommandLine.Option;

import java.util.List;

/** Which probe, and its settings. */
final class ProbeOptions {
    static final String PAPER = "paper";
    private static final List<String> NAMES = List.of("linear", "ridge", "knn", PAPER);

    @Option(names = "--probe", paramLabel = "PROBE", defaultValue = "linear", description = {
            "linear: one layer, cross-entropy, Adam 1e-3, batches of 32, features as they are (the default).",
            "ridge: least squares on standardised features, exact, in seconds.",
            "knn: the nearest training images vote, weighted by similarity.",
            "paper: linear, on new crops and flips of the images in each epoch; slow."})
    private String name;

    @Option(names = "--epochs", paramLabel = "N", description = "How often linear (default: 20) and paper (default: 300) see each image.")
    private @Nullable Integer epochs;

    @Option(names = "--penalty", paramLabel = "L",
            description = "The penalty of ridge, scikit-learn's alpha (default: chosen on a fifth of the training images).")
    private @Nullable Double penalty;

    @Option(names = "--neighbours", paramLabel = "K", description = "How many training images vote in knn (default: 20).")
    private @Nullable Integer neighbours;

    @Option(names = "--test-resize", paramLabel = "N",
            description = "Resize test images to this side before the centre crop of paper: 105 for STL-10 (default: their own).")
    private @Nullable Integer testResize;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "The seed of the probe and of the random encoder (default: ${DEFAULT-VALUE}).")
    private long seed;

    /** @return the name of the probe. */
    String name() {
        return name;
    }

    /** @return whether it is the paper's, which takes images rather than features. */
    boolean isPaper() {
        return name.equals(PAPER);
    }

    /** @return the seed. */
    long seed() {
        return seed;
    }

    /** Refuses unknown probes and settings of another probe. */
    void check() {
        if (!NAMES.contains(name)) {
            throw new LocalSSLException("found the probe '" + name + "', expected one of " + String.join(", ", NAMES));
        }
        requireProbe("--epochs", epochs, "linear", PAPER);
        requireProbe("--penalty", penalty, "ridge");
        requireProbe("--neighbours", neighbours, "knn");
        requireProbe("--test-resize", testResize, PAPER);
        if (isPaper()) { // the probes refuse values that are out of range
            paperProbe();
        } else {
            probe(1);
        }
    }

    private void requireProbe(String option, @Nullable Object value, String... probes) {
        if (value != null && !List.of(probes).contains(name)) {
            throw new LocalSSLException("found " + option + " with the probe " + name + ", expected it with --probe " + String.join(" or ", probes)
                    + "; leave it out or choose that probe");
        }
    }

    /** @return the probe, if it is one of features. */
    Probe probe(int threads) {
        return switch (name) {
            case "ridge" -> {
                RidgeProbe.Builder ridge = RidgeProbe.builder().seed(seed).threads(threads);
                yield (penalty == null ? ridge : ridge.penalty(penalty)).build();
            }
            case "knn" -> {
                KnnProbe.Builder knn = KnnProbe.builder().threads(threads);
                yield (neighbours == null ? knn : knn.neighbours(neighbours)).build();
            }
            default -> {
                LinearProbe.Builder linear = LinearProbe.builder().seed(seed);
                yield (epochs == null ? linear : linear.epochs(epochs)).build();
            }
        };
    }

    /**
     * The images as the probe sees them when it judges.
     *
     * @param images the images.
     * @param shape  their shape.
     * @return the images themselves, or where the paper's probe is to resize them first (STL-10: to 105), as much of the middle as they were large.
     */
    DataSource<Label> testImages(DataSource<Label> images, ImageShape shape) {
        if (testResize == null) {
            return images;
        }
        if (shape.height() != shape.width() || testResize < shape.height()) {
            throw new LocalSSLException("found images of " + shape + " to be resized to " + testResize + " before the centre crop, expected squares and at least their side");
        }
        return new CentreCrops<>(new FittedImages<>(images, new ImageShape(shape.channels(), testResize, testResize)), shape);
    }

    /** @return the paper's probe. */
    AugmentedProbe paperProbe() {
        AugmentedProbe.Builder paper = AugmentedProbe.builder().seed(seed);
        return (epochs == null ? paper : paper.epochs(epochs)).build();
    }
}
