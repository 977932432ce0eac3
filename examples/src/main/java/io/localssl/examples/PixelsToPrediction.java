package io.localssl.examples;

import io.localssl.data.DataSpec;
import io.localssl.embedding.Embedding;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.encoder.EncoderModel;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.pipeline.EncodedModel;
import io.localssl.pipeline.EncodingTrainer;
import io.localssl.train.LocalSSLTrainer;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The whole road in Java: images without labels, a pretrained encoder, ONNX, a classifier on its features, one file from pixels to class scores. */
public final class PixelsToPrediction {
    private PixelsToPrediction() {
    }

    /**
     * Runs the road on generated images.
     *
     * @param arguments the folder to write to.
     * @throws IOException if the folder cannot be written.
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : "pixels-to-prediction");
        System.out.println("accuracy " + run(folder, 2000, 4));
    }

    static double run(Path folder, int images, int epochs) throws IOException {
        Files.createDirectories(folder);
        Path encoderFile = folder.resolve("encoder.onnx");

        // 1. Pretrain without labels: the embedding factory forgets them.
        LocalSSLTrainer pretrainer = LocalSSLTrainer.builder().rule("clapp++").net("16,32M,32M").epochs(epochs).seed(1).build();
        MutableDataset<Embedding> unlabelled = new MutableDataset<>(DataSpec.parse("shapes:" + images + ":1").open(new EmbeddingFactory()));
        try (EncoderModel model = pretrainer.train(unlabelled)) {
            model.saveONNXModel("org.example", 1, encoderFile);
        }

        // 2. Any Tribuo trainer behind the frozen encoder.
        MutableDataset<Label> train = new MutableDataset<>(DataSpec.parse("shapes:500:2").open(new LabelFactory()));
        MutableDataset<Label> test = new MutableDataset<>(DataSpec.parse("shapes:500:3").open(new LabelFactory()));
        try (OnnxImageEncoder encoder = new OnnxImageEncoder(encoderFile)) {
            EncodedModel<Label> model = new EncodingTrainer<>(new LogisticRegressionTrainer(), encoder).train(train);

            // 3. Predictions straight from pixels; the provenance reaches back to the pretraining.
            double accuracy = new LabelEvaluator().evaluate(model, test).accuracy();
            System.out.println(model.predict(test.getExample(0)).getOutput() + ", pretrained by "
                    + encoder.getTrainingProvenance().orElseThrow().getTrainerProvenance().getClassName());

            // 4. One ONNX file from pixels to class scores, and one Tribuo model that needs nothing else.
            model.saveONNXModel("org.example", 1, folder.resolve("classifier.onnx"));
            model.serializeToFile(folder.resolve("classifier.tribuo"));
            return accuracy;
        }
    }
}
