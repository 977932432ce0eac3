package io.localssl.cli;

import io.localssl.LocalSSLException;
import io.localssl.augment.ViewTransform;
import io.localssl.data.DataSpec;
import io.localssl.image.DecodedImage;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.train.LocalSSLTrainer;
import org.jspecify.annotations.Nullable;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** {@code localssl show}. */
@Command(name = "show", header = "Draw images and their labels, or the views that an encoder will see of them, on one picture.", description = {
        "Shows the first images of the data, enlarged by a whole factor if they are small. With --views the two augmented views of each stand beside it, "
                + "those that 'localssl pretrain' makes of the same data with the same seed and settings, before they are normalised."},
        footer = {"", "Examples:",
                "  localssl show --data cifar10:data/cifar10:train --out images.png",
                "  localssl show --data cifar10:data/cifar10:train --views --out views.png",
                "  localssl show --data folder:photos --views 5 --count 12 --columns 1 --out views.png"})
final class ShowCommand implements Callable<Integer> {
    private static final int MOST_IMAGES = 10_000;
    private static final int MOST_EPOCHS = 100;

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "SPEC", description = DataHelp.SPEC)
    private String data;

    @Option(names = "--count", paramLabel = "N", defaultValue = "64", description = "How many images to show (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--columns", paramLabel = "N", defaultValue = "0",
            description = "How many images, or images with their views, stand side by side; 0 for a picture that is about square (default: ${DEFAULT-VALUE}).")
    private int columns;

    @Option(names = "--views", paramLabel = "N", arity = "0..1", fallbackValue = "1", defaultValue = "0",
            description = "Show beside each image its two views, of the first N epochs of pretraining (default: 1 if N is left out).")
    private int epochs;

    @Mixin
    private ViewOptions views;

    @Mixin
    private BadFilesOption badFiles;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "The seed of the pretraining whose views are shown (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "FILE.png", description = "The picture to write.")
    private Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "Write what is shown to this file: numbers and labels of the images, and how many have each label.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        require("--count", count, 1, MOST_IMAGES);
        require("--columns", columns, 0, MOST_IMAGES);
        require("--views", epochs, 0, MOST_EPOCHS);
        if (!out.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw new LocalSSLException("found --out " + out + ", expected a name that ends in .png");
        }
        LocalSSLTrainer trainer = LocalSSLTrainer.builder().augmentation(views.augmentation()).imageSize(views.imageSize()).seed(seed).build();
        ImageDataSource<Label> source = DataSpec.parse(data).orDecodedBy(ImageDecoder.whole(views.imageSize())).withBadFiles(badFiles.policy()).open(new LabelFactory()).limit(count);
        AtomicFile.requireWritable(out);
        if (json != null) {
            AtomicFile.requireWritable(json);
        }
        List<ImageExample<Label>> images = new ArrayList<>();
        for (Example<Label> image : source) {
            images.add((ImageExample<Label>) image);
        }
        ContactSheet sheet = new ContactSheet(groups(images, trainer.viewShape(source), trainer), columns);
        AtomicFile.write(out, file -> PictureFile.png(sheet.draw(), file));
        if (json != null) {
            Json.write(json, facts(images, source.describeShape(), sheet));
        }
        String beside = epochs == 0 ? "" : epochs == 1 ? ", each beside its two views in epoch 1" : ", each beside its two views in each of the epochs 1 to " + epochs;
        spec.commandLine().getOut().printf("%s  %d images of %s%s%n", out, images.size(), source.describeShape(), beside);
        return 0;
    }

    private static void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new LocalSSLException("found " + option + " " + value + ", expected " + least + " to " + most);
        }
    }

    private List<ContactSheet.Group> groups(List<ImageExample<Label>> images, ImageShape views, LocalSSLTrainer trainer) {
        List<ContactSheet.Group> groups = new ArrayList<>();
        ViewTransform transform = epochs == 0 ? null : trainer.augmenter(views).newTransform();
        for (int i = 0; i < images.size(); i++) {
            ImageExample<Label> image = images.get(i);
            List<DecodedImage> shown = new ArrayList<>(List.of(new DecodedImage(image.getShape(), image.getPixels())));
            if (transform != null) {
                addViews(shown, i, views, transform);
            }
            String label = label(image);
            groups.add(new ContactSheet.Group(shown, label == null ? "#" + i : label));
        }
        return groups;
    }

    private void addViews(List<DecodedImage> shown, int number, ImageShape views, ViewTransform transform) {
        DecodedImage image = shown.get(0);
        for (int epoch = 1; epoch <= epochs; epoch++) {
            for (int view = 0; view < 2; view++) {
                shown.add(new DecodedImage(views, transform.levels(image.pixels(), image.shape().height(), image.shape().width(), epoch, number, view)));
            }
        }
    }

    private static @Nullable String label(ImageExample<Label> image) {
        String label = image.getOutput().getLabel();
        return label.equals(Label.UNKNOWN) ? null : label;
    }

    private Map<String, Object> facts(List<ImageExample<Label>> images, String shape, ContactSheet sheet) {
        List<Map<String, Object>> shown = new ArrayList<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < images.size(); i++) {
            Map<String, Object> entry = new LinkedHashMap<>();
            String label = label(images.get(i));
            entry.put("index", i);
            entry.put("label", label);
            shown.add(entry);
            if (label != null) {
                counts.merge(label, 1, Integer::sum);
            }
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("data", data);
        facts.put("shape", shape);
        facts.put("views", epochs);
        facts.put("seed", seed);
        facts.put("columns", sheet.columns());
        facts.put("scale", sheet.scale());
        facts.put("counts", counts);
        facts.put("images", shown);
        return facts;
    }
}
