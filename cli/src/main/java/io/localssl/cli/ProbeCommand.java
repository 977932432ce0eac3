package io.localssl.cli;

import io.localssl.data.DataSpec;
import io.localssl.data.ImageStore;
import io.localssl.encoder.EncoderModel;
import io.localssl.encoder.EncoderSession;
import io.localssl.encoder.ImageEncoder;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.encoder.SessionOptions;
import io.localssl.eval.FeatureMatrix;
import io.localssl.eval.LinearProbe;
import io.localssl.eval.ProbeResult;
import io.localssl.train.LocalSSLTrainer;
import org.jspecify.annotations.Nullable;
import org.tribuo.DataSource;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code localssl probe}. */
@Command(name = "probe", header = "Measure how good the features of an encoder are.", description = {
        "Trains one linear layer on frozen features and counts the right answers: "
                + "cross-entropy, Adam 1e-3, batches of 32, features as they are, the last epoch counts."},
        footer = {"", "Examples:",
                "  localssl probe --encoder runs/cifar10/encoder.onnx --train cifar10:data/cifar10:train --test cifar10:data/cifar10:test",
                "  localssl probe --encoder random --net vgg6s --train shapes:1000:1 --test shapes:1000:2"})
final class ProbeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--encoder", required = true, paramLabel = "FILE|random|pixels",
            description = "An ONNX file, or one of two baselines: an untrained encoder, the pixels themselves.")
    private String encoder;

    @Option(names = "--train", required = true, paramLabel = "SPEC", description = "The labelled images to learn from, written as for pretrain.")
    private String train;

    @Option(names = "--test", required = true, paramLabel = "SPEC", description = "The labelled images to judge on, written likewise.")
    private String test;

    @Option(names = "--net", paramLabel = "NET", defaultValue = "vgg6s", description = "The net of the random encoder (default: ${DEFAULT-VALUE}).")
    private String net;

    @Option(names = "--pool", paramLabel = "K-K-..", description = "The readout kernels of the random encoder (default: the paper's grids).")
    private @Nullable String pool;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "The seed of the probe and of the random encoder (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "20",
            description = "How often the probe sees each image (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Mixin
    private ThreadsOption threads;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result to this file.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        LinearProbe probe = LinearProbe.builder().epochs(epochs).seed(seed).build();
        if (json != null) {
            AtomicFile.requireWritable(json);
        }
        DataSource<Label> trainImages = new WatchedImages<>(DataSpec.parse(train).open(new LabelFactory()), "training images");
        DataSource<Label> testImages = new WatchedImages<>(DataSpec.parse(test).open(new LabelFactory()), "test images");
        ProbeResult result;
        if (encoder.equals("pixels")) {
            result = probe.evaluate(FeatureMatrix.pixels(trainImages), FeatureMatrix.pixels(testImages));
        } else {
            try (ImageEncoder open = open(trainImages)) {
                result = probe.evaluate(FeatureMatrix.encode(trainImages, open), FeatureMatrix.encode(testImages, open));
            }
        }
        if (json != null) {
            Json.write(json, toMap(result));
        }
        spec.commandLine().getOut().printf(Locale.ROOT, "%.1f %% of %d test images right (linear probe of %s on %d images, %d features)%n",
                100 * result.accuracy(), result.testSize(), encoder, result.trainSize(), result.dimension());
        return 0;
    }

    private ImageEncoder open(DataSource<Label> trainImages) {
        SessionOptions options = threads.session();
        if (!encoder.equals("random")) {
            return OnnxImageEncoder.builder(Path.of(encoder)).threads(options.threads()).build();
        }
        LocalSSLTrainer.Builder untrained = LocalSSLTrainer.builder().net(net).epochs(0).seed(seed);
        try (EncoderModel model = (pool == null ? untrained : untrained.pool(pool)).build().train(ImageStore.read(trainImages))) {
            return EncoderSession.open(model.getOnnx(), options);
        }
    }

    private static Map<String, Object> toMap(ProbeResult result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("accuracy", result.accuracy());
        map.put("n_train", result.trainSize());
        map.put("n_test", result.testSize());
        map.put("dimension", result.dimension());
        map.putAll(result.figures());
        map.put("class_accuracy", result.classAccuracy());
        return map;
    }
}
