package io.localssl.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Odd image files that may lie beside the project, with a manifest of what Pillow says of them. */
final class OddImages {
    static final Path FOLDER = Path.of(System.getProperty("user.dir")).resolve("../../shared/data/odd-images").normalize();

    private OddImages() {
    }

    static boolean present() {
        return Files.isRegularFile(FOLDER.resolve("manifest.csv"));
    }

    /**
     * A row of the manifest.
     *
     * @param file    the name.
     * @param format  the format as Pillow calls it.
     * @param mode    its mode.
     * @param width   stored columns, 0 if unknown.
     * @param height  stored rows.
     * @param decoded whether Pillow decodes it.
     * @param mean    the means of red, green and blue without regard to transparency, empty if unknown.
     */
    record Row(String file, String format, String mode, int width, int height, boolean decoded, double[] mean) {
        Path path() {
            return FOLDER.resolve(file);
        }
    }

    static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        List<String> lines = Files.readAllLines(FOLDER.resolve("manifest.csv"));
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
            double[] mean = fields[9].isEmpty() ? new double[0] : List.of(fields[9].split(" ")).stream().mapToDouble(Double::parseDouble).toArray();
            rows.add(new Row(fields[0], fields[2], fields[3], number(fields[4]), number(fields[5]), fields[8].equals("ok"), mean));
        }
        return rows;
    }

    private static int number(String field) {
        return field.isEmpty() ? 0 : Integer.parseInt(field);
    }
}
