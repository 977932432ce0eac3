package io.localssl.data.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Something that a complete data set has. Checks look at names, lengths and counts only, so that they cost next to nothing. */
public sealed interface DatasetPart {

    /**
     * @param folder the folder of the data set.
     * @return what is found instead of this part and what was expected, or nothing if the part is there.
     * @throws IOException if the folder cannot be read.
     */
    Optional<String> missing(Path folder) throws IOException;

    /**
     * A file of a known length.
     *
     * @param name  its path in the folder.
     * @param bytes its length.
     */
    record File(String name, long bytes) implements DatasetPart {
        @Override
        public Optional<String> missing(Path folder) throws IOException {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                return Optional.of("no file " + name);
            }
            long found = Files.size(file);
            return found == bytes ? Optional.empty() : Optional.of(name + " with " + found + " bytes instead of " + bytes);
        }
    }

    /**
     * A text file, of a length that nobody publishes.
     *
     * @param name its path in the folder.
     */
    record Text(String name) implements DatasetPart {
        @Override
        public Optional<String> missing(Path folder) throws IOException {
            Path file = folder.resolve(name);
            return Files.isRegularFile(file) && Files.size(file) > 0 ? Optional.empty() : Optional.of("no text in " + name);
        }
    }

    /**
     * Folders with files, such as one with images for each class.
     *
     * @param path    the path of the folders, in which {@code *} stands for the classes; or of one folder.
     * @param folders how many of them there are.
     * @param files   files in each.
     */
    record Folders(String path, int folders, int files) implements DatasetPart {
        @Override
        public Optional<String> missing(Path folder) throws IOException {
            List<Path> found = List.of(folder);
            for (String step : path.split("/")) {
                found = step(found, step);
            }
            if (found.size() < folders) {
                return Optional.of(found.size() + " folders " + path + " instead of " + folders);
            }
            for (Path each : found) {
                int entries = list(each).size();
                if (entries < files) {
                    return Optional.of(entries + " files in " + folder.relativize(each) + " instead of " + files);
                }
            }
            return Optional.empty();
        }

        private static List<Path> step(List<Path> folders, String step) throws IOException {
            List<Path> next = new ArrayList<>();
            for (Path each : folders) {
                next.addAll(step.equals("*") ? list(each) : List.of(each.resolve(step)));
            }
            return next.stream().filter(Files::isDirectory).toList();
        }

        private static List<Path> list(Path folder) throws IOException {
            try (Stream<Path> entries = Files.list(folder)) {
                return entries.toList();
            }
        }
    }
}
