package io.localssl.image;

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
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of a data set.
 *
 * @param path where it is.
 */
public record DataFolder(Path path) {

    /**
     * @param directory the folder, or the folder it is in.
     * @param name      the name that the folder has where the data set is unpacked.
     * @return the folder.
     */
    public static DataFolder in(Path directory, String name) {
        Path inner = directory.resolve(name);
        return new DataFolder(Files.isDirectory(inner) ? inner : directory);
    }

    /**
     * @param name the path of a file, relative to this folder.
     * @return where it is.
     */
    public Path file(String name) {
        return path.resolve(name);
    }

    /**
     * Lists what is in the folder, without hidden entries, whose names begin with a dot.
     *
     * @return the entries in the order of their names.
     * @throws ImageDataException if the folder is missing or cannot be read.
     */
    public List<Path> entries() {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith(".")).sorted(DataFolder::compareNames).toList();
        } catch (IOException | UncheckedIOException e) {
            throw unlistable(e);
        }
    }

    /**
     * Lists the files in the folder and its sub-folders. Symbolic links count as what they lead to; a folder that they lead to for a second time is left out, so
     * links in a circle end.
     *
     * @return the files, folder by folder in the order of their names.
     * @throws ImageDataException if a folder is missing or cannot be read.
     */
    public List<Path> files() {
        return files(new HashSet<>());
    }

    /** The same, without the folders that were visited before. */
    List<Path> files(Set<Path> visited) {
        List<Path> files = new ArrayList<>();
        if (visited.add(realPath())) {
            for (Path entry : entries()) {
                if (Files.isDirectory(entry)) {
                    files.addAll(new DataFolder(entry).files(visited));
                } else {
                    files.add(entry);
                }
            }
        }
        return files;
    }

    /** Where the folder is when all links are followed. */
    Path realPath() {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw unlistable(e);
        }
    }

    private ImageDataException unlistable(Exception cause) {
        return cause instanceof NoSuchFileException || cause instanceof NotDirectoryException
                ? new ImageDataException("found no folder " + path + ", expected one with images; check the path", cause)
                : new ImageDataException("could not list " + path + " (" + cause.getMessage() + "), expected a folder that may be read", cause);
    }

    /** By their characters, on every system alike. */
    private static int compareNames(Path a, Path b) {
        return a.getFileName().toString().compareTo(b.getFileName().toString());
    }

    /**
     * Reads a text file.
     *
     * @param name its path, relative to this folder.
     * @return its lines, without those that are blank.
     * @throws ImageDataException if it is missing or cannot be read.
     */
    public List<String> lines(String name) {
        BinaryFile.length(file(name)); // a missing file is refused as any other
        try {
            return Files.readAllLines(file(name)).stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
        } catch (IOException e) {
            throw new ImageDataException("could not read " + file(name) + " (" + e.getMessage() + "), expected lines of text", e);
        }
    }

    /**
     * Reads the names of the classes, one a line, if their file is there; else they are the official ones.
     *
     * @param name     the path of the file, relative to this folder.
     * @param official the official names.
     * @return as many different names.
     * @throws ImageDataException if the file holds others.
     */
    public List<String> classNames(String name, List<String> official) {
        if (!Files.exists(file(name))) {
            return official;
        }
        List<String> names = lines(name);
        if (names.size() != official.size() || new HashSet<>(names).size() != names.size()) {
            throw new ImageDataException("found class names " + names + " in " + file(name) + ", expected " + official.size() + " different ones, one a line");
        }
        return names;
    }

    /**
     * Adds the hash of a file if it is there.
     *
     * @param name   its path, relative to this folder.
     * @param hashes receives the hash under this name.
     */
    public void fingerprint(String name, Map<String, String> hashes) {
        if (Files.exists(file(name))) {
            hashes.put(name, BinaryFile.sha256(file(name)));
        }
    }
}
