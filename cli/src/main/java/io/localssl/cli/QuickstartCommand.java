package io.localssl.cli;

import com.google.protobuf.ByteString;
import io.localssl.data.ChannelStatistics;
import io.localssl.data.ImageStore;
import io.localssl.data.ShapesDataSource;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.encoder.EncoderSession;
import io.localssl.encoder.ImageEncoder;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.encoder.SessionOptions;
import io.localssl.eval.FeatureMatrix;
import io.localssl.eval.LinearProbe;
import io.localssl.eval.ProbeResult;
import io.localssl.nn.EncoderSpec;
import io.localssl.pipeline.EncodedModel;
import io.localssl.pipeline.EncodingTrainer;
import io.localssl.train.LocalSSLTrainer;
import io.localssl.train.UntrainedEncoder;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/** {@code localssl quickstart}: the main job on generated images, about two minutes on two cores. */
@Command(name = "quickstart", header = "See the whole road in about two minutes, without any data.", description = {
        "Pretrain an encoder on generated images without labels, export it to ONNX, "
                + "train a Tribuo classifier on its features with few labels, and compare it with raw pixels and with the untrained encoder."},
        footer = {"", "Example:", "  localssl quickstart --out quickstart"})
final class QuickstartCommand implements Callable<Integer> {
    // half the channels of vgg6s and five times the paper's rate: as much as can be learned while somebody waits, about two minutes on two cores
    private static final String RULE = "clapp++";
    private static final String NET = "16,32M,32,64M,128M,128M";
    private static final double LEARNING_RATE = 1e-3;
    private static final String IMAGES = "3000";
    private static final String EPOCHS = "12";
    private static final int LABELLED = 500;
    private static final int TEST = 1000;
    private static final long SEED = 1;
    private static final long PRETRAINING_SEED = 1;
    private static final long LABELLED_SEED = 2;
    private static final long TEST_SEED = 3;

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "quickstart", description = "The folder for the results (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--images", paramLabel = "N", defaultValue = IMAGES, description = "Generated images to pretrain on (default: ${DEFAULT-VALUE}).")
    private int images;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = EPOCHS, description = "Passes over them (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Override
    public Integer call() throws IOException {
        RunFolder run = new RunFolder(out);
        run.requireWritable();
        PrintWriter text = spec.commandLine().getOut();
        text.printf("1. Pretraining with %s on %d generated images without labels%n", RULE, images);
        text.flush();
        ImageStore unlabelled = ImageStore.read(new ShapesDataSource<>(images, PRETRAINING_SEED, new EmbeddingFactory()));
        new PretrainingRun(run, false, spec.commandLine().getErr(), false).train(trainer(), unlabelled).close();

        text.printf("2. Training a Tribuo classifier on its features with %d labels%n", LABELLED);
        text.flush();
        ShapesDataSource<Label> train = new ShapesDataSource<>(LABELLED, LABELLED_SEED, new LabelFactory());
        ShapesDataSource<Label> test = new ShapesDataSource<>(TEST, TEST_SEED, new LabelFactory());
        SessionOptions options = SessionOptions.defaults().withThreads(Runtime.getRuntime().availableProcessors());
        try (OnnxImageEncoder pretrained = OnnxImageEncoder.builder(run.encoder()).threads(options.threads()).build();
             EncoderSession untrained = EncoderSession.open(untrained(unlabelled), options)) {
            double classifier = trainClassifier(pretrained, train, test);
            text.printf("3. Comparing features: linear probes on the same %d labels, %d test images%n%n", LABELLED, TEST);
            LinearProbe probe = LinearProbe.builder().build();
            row(text, "raw pixels", probe.evaluate(FeatureMatrix.pixels(train), FeatureMatrix.pixels(test)));
            row(text, "untrained encoder", probe(probe, untrained, train, test));
            row(text, "pretrained encoder", probe(probe, pretrained, train, test));
            text.printf(Locale.ROOT, "%n   The Tribuo classifier on the pretrained encoder: %.1f %% right%n", 100 * classifier);
        }
        printFiles(text, run);
        return 0;
    }

    private LocalSSLTrainer.Builder trainer() {
        return LocalSSLTrainer.builder().rule(RULE).net(NET).epochs(epochs).learningRate(LEARNING_RATE).seed(SEED);
    }

    private static ByteString untrained(ImageStore images) {
        return UntrainedEncoder.onnx(EncoderSpec.of(NET, null, images.getShape()), ChannelStatistics.of(images), SEED);
    }

    private static ProbeResult probe(LinearProbe probe, ImageEncoder encoder, ShapesDataSource<Label> train, ShapesDataSource<Label> test) {
        return probe.evaluate(FeatureMatrix.encode(train, encoder), FeatureMatrix.encode(test, encoder));
    }

    private double trainClassifier(OnnxImageEncoder encoder, ShapesDataSource<Label> train, ShapesDataSource<Label> test) throws IOException {
        EncodedModel<Label> model = new EncodingTrainer<>(new LogisticRegressionTrainer(), encoder).train(new MutableDataset<>(train));
        model.serializeToFile(classifier());
        model.saveONNXModel("io.localssl", 0, fusedClassifier());
        return new LabelEvaluator().evaluate(model, test).accuracy();
    }

    private Path classifier() {
        return out.resolve("classifier.tribuo");
    }

    private Path fusedClassifier() {
        return out.resolve("classifier.onnx");
    }

    private static void row(PrintWriter text, String name, ProbeResult result) {
        text.printf(Locale.ROOT, "   %-20s %6d features  %5.1f %% right%n", name, result.dimension(), 100 * result.accuracy());
        text.flush();
    }

    private void printFiles(PrintWriter text, RunFolder run) {
        text.println();
        text.println("The files:");
        text.printf("   %s  the encoder in ONNX; %s is the same for Tribuo%n", run.encoder(), run.model().getFileName());
        text.printf("   %s  from pixels to class scores; also %s%n", fusedClassifier(), classifier().getFileName());
        text.printf("   %s  trainer and data, to repeat the run%n", run.config());
        text.printf("   %s  losses and speed of each epoch%n", run.metrics());
        text.println();
        text.println("From Java:");
        text.printf("   try (var encoder = new OnnxImageEncoder(Path.of(\"%s\"))) {%n", run.encoder());
        text.printf("     var images = DataSpec.parse(\"shapes:%d:%d\").open(new LabelFactory());%n", LABELLED, LABELLED_SEED);
        text.println("     var trainer = new EncodingTrainer<>(new LogisticRegressionTrainer(), encoder);");
        text.println("     EncodedModel<Label> model = trainer.train(new MutableDataset<>(images));");
        text.println("   }");
        text.println();
        text.printf("See what is in a file: localssl inspect %s%n", run.encoder());
    }
}
