package io.localssl.data;

import io.localssl.image.DataFolder;
import io.localssl.image.ImageDataException;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The predefined folds of STL-10's training images. Each of the ten lines of {@code fold_indices.txt} lists the numbers of 1000 images, from 0, in no particular order.
 */
final class Stl10Folds {
    static final String FILE = "fold_indices.txt";
    private static final int COUNT = 10;

    private Stl10Folds() {
    }

    /** Refuses a number that is none of a fold. */
    static void require(int fold) {
        if (fold < 0 || fold >= COUNT) {
            throw new ImageDataException("found fold " + fold + " of STL-10, expected 0 to " + (COUNT - 1));
        }
    }

    /**
     * Reads the numbers of the images of a fold in the order in which they are listed.
     *
     * @param folder the folder of the data set.
     * @param fold   which fold.
     * @param images how many images there are.
     */
    static int[] read(DataFolder folder, int fold, int images) {
        require(fold);
        Path file = folder.file(FILE);
        List<String[]> folds = folder.lines(FILE).stream().map(line -> line.split("\\s+")).toList();
        List<Integer> lengths = folds.stream().map(numbers -> numbers.length).distinct().toList();
        if (folds.size() != COUNT || lengths.size() != 1) {
            throw new ImageDataException("found " + folds.size() + " lines of " + lengths + " numbers in " + file + ", expected " + COUNT
                    + " lines with as many each; take the binary version of STL-10, whole");
        }
        return Arrays.stream(folds.get(fold)).mapToInt(number -> {
            if (!number.matches("[0-9]{1,9}") || Integer.parseInt(number) >= images) {
                throw new ImageDataException("found '" + number + "' in line " + (fold + 1) + " of " + file + ", expected numbers of images, 0 to " + (images - 1)
                        + "; take the files of one set");
            }
            return Integer.parseInt(number);
        }).toArray();
    }
}
