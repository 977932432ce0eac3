package io.localssl.data;

import io.localssl.image.ImageDataException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder of a data set.
 *
 * @param path where it is.
 */
record DataFolder(Path path) {

    /**
     * @param directory the folder, or the folder it is in.
     * @param name      the name that the folder has where the data set is unpacked.
     */
    static DataFolder in(Path directory, String name) {
        Path inner = directory.resolve(name);
        return new DataFolder(Files.isDirectory(inner) ? inner : directory);
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Lists what is in the folder, hidden entries left out, in the order of their names. */
    List<Path> entries() {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith(".")).sorted(DataFolder::compareNames).toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new ImageDataException("found no folder " + path + ", expected one with images; check the path", e);
        } catch (IOException | UncheckedIOException e) {
            throw new ImageDataException("could not list " + path + " (" + e.getMessage() + "), expected a folder that may be read", e);
        }
    }

    /** Lists the files in the folder and its sub-folders. */
    List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (Path entry : entries()) {
            if (Files.isDirectory(entry)) {
                files.addAll(new DataFolder(entry).files());
            } else {
                files.add(entry);
            }
        }
        return files;
    }

    /** By their characters, on every system alike. */
    private static int compareNames(Path a, Path b) {
        return a.getFileName().toString().compareTo(b.getFileName().toString());
    }

    /** Reads a text file, blank lines left out. */
    List<String> lines(String name) {
        BinaryFile.length(file(name)); // a missing file is refused as any other
        try {
            return Files.readAllLines(file(name)).stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
        } catch (IOException e) {
            throw new ImageDataException("could not read " + file(name) + " (" + e.getMessage() + "), expected lines of text", e);
        }
    }

    /** Reads the names of the classes, one a line, if their file is there; else they are the official ones. */
    List<String> classNames(String name, List<String> official) {
        if (!Files.exists(file(name))) {
            return official;
        }
        List<String> names = lines(name);
        if (names.size() != official.size() || new HashSet<>(names).size() != names.size()) {
            throw new ImageDataException("found class names " + names + " in " + file(name) + ", expected " + official.size() + " different ones, one a line");
        }
        return names;
    }

    /** Adds the hash of a file if it is there. */
    void fingerprint(String name, Map<String, String> hashes) {
        if (Files.exists(file(name))) {
            hashes.put(name, BinaryFile.sha256(file(name)));
        }
    }
}
