package io.localssl.pipeline;

import io.localssl.encoder.TinyImages;
import io.localssl.image.ImageExample;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.data.columnar.FieldProcessor;
import org.tribuo.data.columnar.RowProcessor;
import org.tribuo.data.columnar.processors.field.DoubleFieldProcessor;
import org.tribuo.data.columnar.processors.field.TextFieldProcessor;
import org.tribuo.data.columnar.processors.response.FieldResponseProcessor;
import org.tribuo.data.csv.CSVDataSource;
import org.tribuo.data.text.impl.BasicPipeline;
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

/** A table with the columns photo, price, note and label, and its image files in the folder photos beside it. */
final class PhotoTable {
    final List<Example<Label>> images = new ArrayList<>();
    final Path root;
    final Path csv;
    private final List<String> lines = new ArrayList<>(List.of("photo,price,note,label"));

    PhotoTable(Path folder, int rows) throws IOException {
        root = Files.createDirectories(folder.resolve("photos"));
        csv = folder.resolve("table.csv");
        for (Example<Label> image : new TinyImages<>(new LabelFactory(), rows, 5)) {
            String name = images.size() + ".png";
            write((ImageExample<Label>) image, root.resolve(name));
            lines.add(name + "," + images.size() * 0.5 + ",a small thing," + image.getOutput().getLabel());
            images.add(image);
        }
        Files.write(csv, lines);
    }

    static void write(ImageExample<?> image, Path file) throws IOException {
        byte[] pixels = image.getPixels();
        int area = TinyImages.SHAPE.height() * TinyImages.SHAPE.width();
        BufferedImage picture = new BufferedImage(TinyImages.SHAPE.width(), TinyImages.SHAPE.height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < area; i++) {
            picture.setRGB(i % picture.getWidth(), i / picture.getWidth(), (pixels[i] & 0xFF) << 16 | (pixels[area + i] & 0xFF) << 8 | pixels[2 * area + i] & 0xFF);
        }
        ImageIO.write(picture, "png", file.toFile());
    }

    /** Puts another path into a row, counted from 1. */
    void setPhoto(int row, String path) throws IOException {
        lines.set(row, path + lines.get(row).substring(lines.get(row).indexOf(',')));
        Files.write(csv, lines);
    }

    static FieldResponseProcessor<Label> response() {
        return new FieldResponseProcessor<>("label", "unknown", new LabelFactory());
    }

    static Map<String, FieldProcessor> columns(ImageFieldProcessor photo) {
        return Map.of("photo", photo, "price", new DoubleFieldProcessor("price"),
                "note", new TextFieldProcessor("note", new BasicPipeline(new BreakIteratorTokenizer(Locale.US), 1)));
    }

    CSVDataSource<Label> source(RowProcessor<Label> rows) {
        return new CSVDataSource<>(csv, rows, true);
    }
}
