package io.localssl.examples.readme;

import com.oracle.labs.mlrg.olcut.util.Pair;
import io.localssl.data.DataSpec;
import io.localssl.data.ImageStore;
import io.localssl.data.ImageStoreDataSource;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.encoder.EncoderModel;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.image.BadFilePolicy;
import io.localssl.image.DecodedImage;
import io.localssl.image.Fit;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageDirectoryDataSource;
import io.localssl.image.ImageShape;
import io.localssl.pipeline.EncodedModel;
import io.localssl.pipeline.EncodingTrainer;
import io.localssl.pipeline.ImageFieldProcessor;
import io.localssl.pipeline.ImageRowProcessor;
import io.localssl.pipeline.MissingImage;
import io.localssl.train.LocalSSLTrainer;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.data.columnar.processors.field.DoubleFieldProcessor;
import org.tribuo.data.columnar.processors.response.FieldResponseProcessor;
import org.tribuo.data.csv.CSVDataSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The Java of the README, word for word, so that it compiles; {@link ReadmeTest} compares. */
final class JavaSnippets {
    private JavaSnippets() {
    }

    static Object imageFiles() {
        ImageDecoder decoder = ImageDecoder.builder().shape(new ImageShape(1, 64, 96)).fit(Fit.STRETCH).background(0x000000).maxPixels(100_000_000).build();
        DecodedImage image = decoder.decode(Path.of("cat.jpg"));                       // or decode(bytes, name)
        var images = new ImageDirectoryDataSource<>(Path.of("photos"), decoder, BadFilePolicy.skip(0.02), new LabelFactory());
        return new Pair<>(image, images);
    }

    static Object largeData(ImageDataSource<?> source, LocalSSLTrainer trainer) {
        try (ImageStore images = ImageStore.packed(source, Path.of("photos.store"))) {                             // or read(source), in the heap
            trainer.train(images);
        }
        var labelled = new ImageStoreDataSource<>(Path.of("photos.store"), new LabelFactory());                    // a DataSource of any output type
        return labelled;
    }

    static void tables(OnnxImageEncoder encoder) throws IOException {
        var columns = Map.of(
                "photo", ImageFieldProcessor.builder("photo", Path.of("data/photos")).encoder(encoder).missing(MissingImage.SKIP).build(),
                "price", new DoubleFieldProcessor("price"));
        var rows = new ImageRowProcessor<>(new FieldResponseProcessor<>("kind", "unknown", new LabelFactory()), columns);
        var table = new MutableDataset<>(new CSVDataSource<>(Path.of("data/table.csv"), rows, true));
        Model<Label> model = new LogisticRegressionTrainer().train(table);
        model.predict(rows.generateExample(Map.of("photo", "new.jpg", "price", "3.5"), false).orElseThrow());
    }

    static void wholeRoad(Dataset<Label> labelled, Example<Label> image) throws IOException {
        // pretrain without labels: the embedding factory forgets them
        var images = new MutableDataset<>(DataSpec.parse("cifar10:data/cifar-10-batches-bin:train").open(new EmbeddingFactory()));
        try (EncoderModel model = LocalSSLTrainer.builder().rule("clapp++").net("vgg6s").epochs(4).build().train(images)) {
            model.saveONNXModel("org.example", 1, Path.of("encoder.onnx"));
        }

        // any Tribuo trainer behind the frozen encoder; predictions straight from pixels
        try (OnnxImageEncoder encoder = new OnnxImageEncoder(Path.of("encoder.onnx"))) {
            EncodedModel<Label> classifier = new EncodingTrainer<>(new LogisticRegressionTrainer(), encoder).train(labelled);
            Prediction<Label> prediction = classifier.predict(image);
            classifier.saveONNXModel("org.example", 1, Path.of("classifier.onnx"));    // one file from pixels to class scores
            classifier.getEncoderProvenance();                                         // the pretraining run behind this prediction
        }
    }
}
