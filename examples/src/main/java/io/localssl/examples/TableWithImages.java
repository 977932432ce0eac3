package io.localssl.examples;

import io.localssl.data.DataSpec;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.encoder.EncoderModel;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.pipeline.ImageFieldProcessor;
import io.localssl.pipeline.ImageRowProcessor;
import io.localssl.pipeline.MissingImage;
import io.localssl.train.LocalSSLTrainer;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.data.columnar.FieldProcessor;
import org.tribuo.data.columnar.RowProcessor;
import org.tribuo.data.columnar.processors.field.DoubleFieldProcessor;
import org.tribuo.data.columnar.processors.field.TextFieldProcessor;
import org.tribuo.data.columnar.processors.response.FieldResponseProcessor;
import org.tribuo.data.csv.CSVDataSource;
import org.tribuo.data.text.impl.BasicPipeline;
import org.tribuo.evaluation.TrainTestSplitter;
import org.tribuo.util.tokens.impl.BreakIteratorTokenizer;

import javax.imageio.ImageIO;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A table in which a column of image files stands beside numbers and text, in a pipeline of Tribuo's. */
public final class TableWithImages {
    private TableWithImages() {
    }

    /**
     * Runs the road on a table of generated images.
     *
     * @param arguments the folder to write to.
     * @throws IOException if the folder cannot be written.
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : "table-with-images");
        System.out.println("accuracy " + run(folder, 500, 4));
    }

    static double run(Path folder, int size, int epochs) throws IOException {
        Path csv = writeTable(folder, size);
        Path encoderFile = pretrain(folder, size, epochs);

        // 1. What becomes of each column. Rows whose photo is missing are skipped.
        try (OnnxImageEncoder encoder = new OnnxImageEncoder(encoderFile)) {
            Map<String, FieldProcessor> columns = Map.of(
                    "photo", ImageFieldProcessor.builder("photo", folder.resolve("photos")).encoder(encoder).missing(MissingImage.SKIP).build(),
                    "price", new DoubleFieldProcessor("price"),
                    "note", new TextFieldProcessor("note", new BasicPipeline(new BreakIteratorTokenizer(Locale.US), 1)));
            RowProcessor<Label> rows = new ImageRowProcessor<>(new FieldResponseProcessor<>("kind", "unknown", new LabelFactory()), columns);

            // 2. Any Tribuo trainer on the table.
            TrainTestSplitter<Label> table = new TrainTestSplitter<>(new CSVDataSource<>(csv, rows, true), 0.8, 1);
            Model<Label> model = new LogisticRegressionTrainer().train(new MutableDataset<>(table.getTrain()));

            // 3. A prediction for a new row.
            Example<Label> row = rows.generateExample(Map.of("photo", "0.png", "price", "0.5", "note", "a checked one"), false).orElseThrow();
            System.out.println(model.predict(row).getOutput());
            return new LabelEvaluator().evaluate(model, new MutableDataset<>(table.getTest())).accuracy();
        }
    }

    /** Pretrains an encoder without labels, as {@link PixelsToPrediction} does. */
    static Path pretrain(Path folder, int images, int epochs) throws IOException {
        Path file = folder.resolve("encoder.onnx");
        try (EncoderModel model = LocalSSLTrainer.builder().net("16,32M,32M").epochs(epochs).seed(1).build()
                .train(new MutableDataset<>(DataSpec.parse("shapes:" + images + ":1").open(new EmbeddingFactory())))) {
            model.saveONNXModel("org.example", 1, file);
        }
        return file;
    }

    /** Writes a table with the columns photo, price, note and kind, and its photos; one of them is missing. */
    static Path writeTable(Path folder, int size) throws IOException {
        Path photos = Files.createDirectories(folder.resolve("photos"));
        List<String> lines = new ArrayList<>(List.of("photo,price,note,kind"));
        for (Example<Label> example : DataSpec.parse("shapes:" + size + ":2").open(new LabelFactory())) {
            int number = lines.size() - 1;
            String[] label = example.getOutput().getLabel().split(" "); // such as "checked disc"
            lines.add(number + ".png," + number % 10 + ".5,a " + label[0] + " one," + label[1]);
            ImageIO.write(picture((ImageExample<Label>) example), "png", photos.resolve(number + ".png").toFile());
        }
        lines.add("none.png,1.5,a lost one,disc");
        return Files.write(folder.resolve("table.csv"), lines);
    }

    private static BufferedImage picture(ImageExample<Label> image) {
        ImageShape shape = image.getShape();
        byte[] pixels = image.getPixels();
        BufferedImage picture = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < pixels.length; i++) {
            int place = i % (shape.height() * shape.width());
            int channel = i / (shape.height() * shape.width());
            picture.getRaster().setSample(place % shape.width(), place / shape.width(), channel, pixels[i] & 0xFF);
        }
        return picture;
    }
}
