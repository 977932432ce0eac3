package io.localssl.cli;

import io.localssl.LocalSSLException;
import io.localssl.data.DataSpec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A recipe of a paper: an OLCUT file of this program. It says all there is to say about the recipe; here is only how single settings of it are changed.
 *
 * @param name its name.
 */
record Recipe(String name) {
    static final List<String> NAMES = List.of("cifar10", "stl10", "tiny-imagenet", "imagenet", "clapp-stl10", "clapp-s-stl10", "scff-cifar10");

    private static final String TRAINER = "trainer";
    private static final String AUGMENTATION = "augmentation";
    private static final String IMAGES = "images";
    /** Only there if images are a file each. */
    private static final String BAD_FILES = "bad-files";

    /** Where the settings of the command line are in the file. */
    private static final Map<String, Setting> SETTINGS = Map.ofEntries(
            Map.entry("--rule", new Setting(TRAINER, "rule")),
            Map.entry("--net", new Setting(TRAINER, "net")),
            Map.entry("--pool", new Setting(TRAINER, "pool")),
            Map.entry("--epochs", new Setting(TRAINER, "epochs")),
            Map.entry("--batch", new Setting(TRAINER, "batchSize")),
            Map.entry("--optimiser", new Setting(TRAINER, "optimiser")),
            Map.entry("--learning-rate", new Setting(TRAINER, "learningRate")),
            Map.entry("--schedule", new Setting(TRAINER, "schedule")),
            Map.entry("--warm-up", new Setting(TRAINER, "warmUpEpochs")),
            Map.entry("--weight-decay", new Setting(TRAINER, "weightDecay")),
            Map.entry("--crop", new Setting(AUGMENTATION, "crop")),
            Map.entry("--jitter", new Setting(AUGMENTATION, "jitterProbability")),
            Map.entry("--grey", new Setting(AUGMENTATION, "greyProbability")),
            Map.entry("--blur", new Setting(AUGMENTATION, "blurProbability")),
            Map.entry("--min-crop-area", new Setting(AUGMENTATION, "minCropArea")),
            Map.entry("--image-size", new Setting(TRAINER, "imageSize")),
            Map.entry("--bad-files", new Setting(BAD_FILES, "maxShare")),
            Map.entry("--seed", new Setting(TRAINER, "seed")),
            Map.entry("--activations", new Setting(TRAINER, "activations")),
            Map.entry("--threads", new Setting(TRAINER, "threads")));

    /** A property of a component. */
    private record Setting(String component, String property) {
    }

    /** @throws LocalSSLException if there is no such recipe. */
    Recipe {
        if (!NAMES.contains(name)) {
            throw new LocalSSLException("found recipe '" + name + "', expected one of " + String.join(", ", NAMES) + "; see localssl recipes");
        }
    }

    private URL resource() {
        return Objects.requireNonNull(Recipe.class.getResource("recipes/" + name + ".xml"), name);
    }

    /** @return the file. */
    String xml() {
        try (InputStream in = resource().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return which images it is for. */
    String images() {
        return configuration().global("images");
    }

    /** @return the accuracies that its paper reports in per cent, a rule each; empty if it reports none. */
    String reported() {
        return configuration().global("reported");
    }

    /** @return a property of its trainer. */
    String trainer(String property) {
        return configuration().get(TRAINER, property);
    }

    private RunConfiguration configuration() {
        return RunConfiguration.read(resource());
    }

    /**
     * The recipe for a folder of images.
     *
     * @param data    the folder, perhaps with #N behind it.
     * @param changes the settings that are to be others, by the names of their options.
     * @return what to train.
     */
    RunConfiguration configure(String data, Map<String, String> changes) {
        RunConfiguration configuration = configuration();
        DataSpec.Limited images = DataSpec.limited(data);
        configuration.setGlobal("data", images.name());
        configuration.set(IMAGES, "limit", Integer.toString(images.limit()));
        changes.forEach((option, value) -> {
            Setting setting = Objects.requireNonNull(SETTINGS.get(option), option);
            if (!setting.component().equals(BAD_FILES) || configuration.has(BAD_FILES)) {
                configuration.set(setting.component(), setting.property(), value);
            }
        });
        if (changes.containsKey("--net") && !changes.containsKey("--pool")) {
            configuration.set(TRAINER, "pool", ""); // the recipe's kernels are those of its net
        }
        if (changes.containsKey("--epochs") && !changes.containsKey("--warm-up")) { // a trial of fewer epochs than the recipe warms up for rises all along
            int warmUp = Math.min(Integer.parseInt(trainer("warmUpEpochs")), Math.max(0, Integer.parseInt(changes.get("--epochs"))));
            configuration.set(TRAINER, "warmUpEpochs", Integer.toString(warmUp));
        }
        return configuration;
    }
}
