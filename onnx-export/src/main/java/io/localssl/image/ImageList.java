package io.localssl.image;

import com.opencsv.RFC4180Parser;
import io.localssl.image.ImageFileDataSource.LabelledFile;
import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A text file that names image files and their labels.
 *
 * @param file        the text file.
 * @param folder      what relative paths are relative to.
 * @param pathColumn  what a header calls the paths.
 * @param labelColumn what a header calls the labels.
 */
record ImageList(Path file, Path folder, String pathColumn, String labelColumn) {
    /** Some editors begin a text with it. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** Which fields of a line are wanted; a label of -1 is in none. */
    private record Columns(int path, int label) {
    }

    List<LabelledFile> read() {
        List<LabelledFile> files = new ArrayList<>();
        Columns columns = null;
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String text = number == 1 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
                if (text.isBlank() || text.startsWith("#")) {
                    continue;
                }
                String[] fields = fields(text, number);
                if (columns == null) {
                    columns = header(fields);
                    if (columns != null) {
                        continue;
                    }
                    columns = new Columns(0, 1);
                    requireFile(file(fields, columns, number).path(), fields[0], number);
                }
                files.add(file(fields, columns, number));
            }
        } catch (CharacterCodingException e) {
            throw new ImageDataException("found bytes that are no UTF-8 behind line " + number + " of " + file + ", expected a text of paths and labels; save it in UTF-8", e);
        } catch (IOException e) {
            throw BinaryFile.unreadable(file, e);
        }
        if (files.isEmpty()) {
            throw new ImageDataException("found no image in " + file + ", expected lines with a path, and behind a comma its label if it has one; check the path");
        }
        return files;
    }

    private @Nullable Columns header(String[] fields) {
        List<String> names = Arrays.asList(fields);
        return names.contains(pathColumn) ? new Columns(names.indexOf(pathColumn), names.indexOf(labelColumn)) : null;
    }

    /** The first line tells where columns have other names, or something else than commas stands between them. */
    private void requireFile(Path first, String name, int number) {
        if (!ImageNames.isCalledImage(name) && !Files.exists(first)) {
            throw new ImageDataException("found '" + name + "' in line " + number + " of " + file + ", which is no file, expected a path, and behind a comma its label, "
                    + "or a header with the columns '" + pathColumn + "' and '" + labelColumn + "'");
        }
    }

    private String[] fields(String line, int number) throws IOException {
        RFC4180Parser parser = new RFC4180Parser(); // one that saw half a line remembers it
        String[] fields = parser.parseLineMulti(line);
        if (parser.isPending()) {
            throw refused(number, "a quote without an end", null);
        }
        return Arrays.stream(fields).map(String::strip).toArray(String[]::new);
    }

    private LabelledFile file(String[] fields, Columns columns, int number) {
        if (columns.path() >= fields.length || fields[columns.path()].isEmpty()) {
            throw refused(number, "no path", null);
        }
        String label = columns.label() >= 0 && columns.label() < fields.length ? fields[columns.label()] : "";
        try {
            return new LabelledFile(folder.resolve(fields[columns.path()]), label.isEmpty() ? null : label);
        } catch (InvalidPathException e) {
            throw refused(number, "'" + fields[columns.path()] + "', which is no path (" + e.getReason() + ")", e);
        }
    }

    private ImageDataException refused(int number, String found, @Nullable Throwable cause) {
        return new ImageDataException("found " + found + " in line " + number + " of " + file + ", expected a path, and behind a comma its label if it has one; put fields with commas in quotes", cause);
    }
}
