package io.localssl.cli;

import io.localssl.encoder.SessionOptions;
import io.localssl.train.LocalSSLTrainer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.LinkedHashMap;
import java.util.Map;

/** The settings that pretraining runs have in common, whatever their rule and seed. */
final class TrainingOptions {
    @Spec
    private CommandSpec mixin;

    @Option(names = "--net", paramLabel = "NET", defaultValue = "vgg6s",
            description = "A net by its name, or the channels of each block, M for a max-pool: 32,64M,128M; localssl nets lists all (default: ${DEFAULT-VALUE}).")
    private String net;

    @Option(names = "--pool", paramLabel = "K-K-..",
            description = "The pooling kernel of loss and readout for each block, such as 4-4-4-2-2-1 (default: the paper's grids).")
    private @Nullable String pool;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "10",
            description = "Passes over the images; 0 gives the untrained encoder (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "32", description = "Images a step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--optimiser", paramLabel = "NAME", defaultValue = "adamw",
            description = "adamw, or lars for momentum with layer-wise rates (default: ${DEFAULT-VALUE}).")
    private String optimiser;

    @Option(names = "--learning-rate", paramLabel = "R", defaultValue = "2e-4", description = "The largest learning rate (default: ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(names = "--schedule", paramLabel = "NAME", defaultValue = "constant",
            description = "constant, or cosine for half a cosine down to 0 after the warm-up (default: ${DEFAULT-VALUE}).")
    private String schedule;

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "0",
            description = "Epochs in which the rate of the cosine schedule rises (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--weight-decay", paramLabel = "R", defaultValue = "0", description = "The decay of the optimiser (default: ${DEFAULT-VALUE}).")
    private double weightDecay;

    @Mixin
    private ViewOptions views;

    @Option(names = "--activations", paramLabel = "WHAT", defaultValue = "keep",
            description = "keep, or recompute: less memory for rules with contexts from other blocks, such as clapp++dfb, the same weights (default: ${DEFAULT-VALUE}).")
    private String activations;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
            description = "Compute threads, 0 for one a processor (default: ${DEFAULT-VALUE}). Same seed, same threads, same machine: same weights.")
    private int threads;

    /** @return a builder with these settings; rule and seed are to be set. */
    LocalSSLTrainer.Builder trainer() {
        LocalSSLTrainer.Builder trainer = LocalSSLTrainer.builder().net(net).epochs(epochs).batchSize(batch).optimiser(optimiser).learningRate(learningRate)
                .schedule(schedule).warmUpEpochs(warmUp)
                .weightDecay(weightDecay).augmentation(views.augmentation()).imageSize(views.imageSize()).activations(activations).threads(threads);
        return pool == null ? trainer : trainer.pool(pool);
    }

    /** @return all of these settings as text by the names of their options, those that are not set left out: a command line for another run. */
    Map<String, String> byOption() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (OptionSpec option : mixin.options()) {
            if (option.getValue() != null) {
                settings.put(option.longestName(), option.getValue().toString());
            }
        }
        return settings;
    }

    /** @return the description of a net, as {@link io.localssl.nn.EncoderSpec#of} reads it. */
    String net() {
        return net;
    }

    /** @return the pooling kernels, null for the default. */
    @Nullable String pool() {
        return pool;
    }

    /** @return how views are cut from images. */
    Crop crop() {
        return views.crop();
    }

    /** @return rows and columns of views, 0 for those of the images. */
    int imageSize() {
        return views.imageSize();
    }

    /** @return passes over the images. */
    int epochs() {
        return epochs;
    }

    /** @return how encoders run, with the same number of threads. */
    SessionOptions session() {
        return ThreadsOption.session(threads);
    }
}
