package io.localssl.cli;

import io.localssl.LocalSSLException;
import io.localssl.data.DataSpec;
import io.localssl.data.ImageStore;
import io.localssl.encoder.EncoderModel;
import io.localssl.encoder.EncoderSession;
import io.localssl.encoder.ImageEncoder;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.eval.BlockResults;
import io.localssl.eval.FeatureMatrix;
import io.localssl.eval.LabelledImages;
import io.localssl.eval.Probe;
import io.localssl.eval.ProbeResult;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageShape;
import io.localssl.nn.EncoderSpec;
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
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code localssl probe}. */
@Command(name = "probe", header = "Measure how good the features of an encoder are.", description = {
        "Learns the classes of the training images from frozen features and counts the right answers on the test images."},
        footer = {"", "Examples:",
                "  localssl probe --encoder runs/cifar10/encoder.onnx \\",
                "      --train cifar10:data/cifar10:train --test cifar10:data/cifar10:test",
                "  localssl probe --encoder random --probe ridge --per-block \\",
                "      --train shapes:1000:1 --test shapes:1000:2",
                "  localssl probe --encoder pixels --probe knn --neighbours 50 \\",
                "      --train shapes:1000:1 --test shapes:1000:2"})
final class ProbeCommand implements Callable<Integer> {
    /** What images of any size become for encoders that are not there yet. */
    private static final ImageShape SQUARE = new ImageShape(3, ImageDecoder.DEFAULT_SIDE, ImageDecoder.DEFAULT_SIDE);

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

    @Mixin
    private ProbeOptions options;

    @Mixin
    private BlockOptions blocks;

    @Mixin
    private BadFilesOption badFiles;

    @Mixin
    private ThreadsOption threads;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result to this file.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        options.check();
        checkEncoder();
        if (json != null) {
            AtomicFile.requireWritable(json);
        }
        DataSpec trainSpec = DataSpec.parse(train);
        DataSpec testSpec = DataSpec.parse(test);
        ProbeReport report;
        try (OnnxImageEncoder file = isFile() ? OnnxImageEncoder.builder(Path.of(encoder)).threads(threads.session().threads()).build() : null) {
            ImageShape shape = file == null ? SQUARE : file.getImageShape();
            ImageDecoder decoder = ImageDecoder.of(shape);
            boolean cropped = options.isPaper() && shape.channels() == 3;
            report = judge(open(trainSpec, cropped ? ImageDecoder.whole(shape.height()) : decoder), open(testSpec, decoder), file);
        }
        if (json != null) {
            Json.write(json, report.toMap());
        }
        report.print(spec.commandLine().getOut());
        return 0;
    }

    private ImageDataSource<Label> open(DataSpec images, ImageDecoder decoder) {
        return images.orDecodedBy(decoder).withBadFiles(badFiles.policy()).open(new LabelFactory());
    }

    private static ImageShape shapeOf(ImageDataSource<Label> images, ImageShape mixed) {
        return images.isMixed() ? mixed : images.getImageShape();
    }

    private boolean isFile() {
        return !encoder.equals("random") && !encoder.equals("pixels");
    }

    /** Refuses what this encoder and this probe cannot do. */
    private void checkEncoder() {
        boolean pixels = encoder.equals("pixels");
        if (pixels) {
            blocks.refuse("--encoder pixels, expected an encoder, which has blocks; leave it out");
        }
        if (pixels && options.isPaper()) {
            throw new LocalSSLException("found --probe paper with --encoder pixels, expected an encoder; use --probe linear for pixels");
        }
        if (options.isPaper() && blocks.perBlock()) {
            throw new LocalSSLException("found --per-block with --probe paper, which would encode all images anew for each block; "
                    + "use another probe, or --blocks with one block a run");
        }
    }

    private ProbeReport judge(ImageDataSource<Label> trainSource, ImageDataSource<Label> testSource, @Nullable ImageEncoder file) {
        ImageShape shape = file != null ? file.getImageShape() : shapeOf(trainSource, SQUARE);
        PrintWriter err = spec.commandLine().getErr();
        DataSource<Label> trainImages = WatchedImages.fitted(trainSource, "training images", shape, err);
        DataSource<Label> testImages = options.testImages(WatchedImages.fitted(testSource, "test images", shape, err), shape);
        if (options.isPaper()) {
            ImageStore.requireRoom(trainSource);
        }
        Probe probe = options.probe(threads.session().threads());
        if (encoder.equals("pixels")) {
            ProbeResult result = probe.evaluate(FeatureMatrix.pixels(trainImages, shape), FeatureMatrix.pixels(testImages, shape));
            return new ProbeReport(options.name(), encoder, new BlockResults(List.of(), result), new int[0]);
        }
        DataSource<Label> judged = options.isPaper() ? WatchedImages.of(trainSource, "training images") : trainImages; // whole ones, for crops
        if (file != null) {
            return judge(probe, file, judged, testImages);
        }
        try (ImageEncoder untrained = untrained(shape, trainImages)) {
            return judge(probe, untrained, judged, testImages);
        }
    }

    private ProbeReport judge(Probe probe, ImageEncoder open, DataSource<Label> trainImages, DataSource<Label> testImages) {
        int count = open.getBlockDimensions().size();
        blocks.check(count);
        return new ProbeReport(options.name(), encoder, results(probe, open, trainImages, testImages), blocks.numbers(count));
    }

    private BlockResults results(Probe probe, ImageEncoder open, DataSource<Label> trainImages, DataSource<Label> testImages) {
        if (options.isPaper()) {
            LabelledImages images = LabelledImages.read(trainImages);
            FeatureMatrix features = blocks.select(FeatureMatrix.encode(testImages, open));
            return new BlockResults(List.of(), options.paperProbe().evaluate(images, features, open));
        }
        FeatureMatrix trainFeatures = blocks.select(FeatureMatrix.encode(trainImages, open));
        FeatureMatrix testFeatures = blocks.select(FeatureMatrix.encode(testImages, open));
        return blocks.perBlock() ? probe.evaluateBlocks(trainFeatures, testFeatures)
                : new BlockResults(List.of(), probe.evaluate(trainFeatures, testFeatures));
    }

    /** By a rule that fits the net, any of them: the first weights are the same. */
    private ImageEncoder untrained(ImageShape shape, DataSource<Label> trainImages) {
        EncoderSpec encoder = EncoderSpec.of(net, pool, shape);
        blocks.check(encoder.depth()); // before the images are read
        String rule = encoder.patches() == null ? "clapp++" : "clapp:prediction-steps=1";
        LocalSSLTrainer.Builder untrained = LocalSSLTrainer.builder().rule(rule).net(net).epochs(0).seed(options.seed());
        try (EncoderModel model = (pool == null ? untrained : untrained.pool(pool)).build().train(ImageStore.read(trainImages))) {
            return EncoderSession.open(model.getOnnx(), threads.session());
        }
    }
}
