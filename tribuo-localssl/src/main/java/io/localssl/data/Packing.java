package io.localssl.data;

import io.localssl.image.BinaryFile;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageShape;
import io.localssl.image.PixelReader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.logging.Logger;

/**
 * A source that is kept in a file of packed images.
 *
 * @param source the source.
 * @param file   the file.
 */
record Packing(ImageDataSource<?> source, Path file) {
    private static final Logger logger = Logger.getLogger(Packing.class.getName());

    /** Maps the file, packing the images first if it does not hold them. */
    PackedImages open(IntConsumer progress) {
        if (Files.isDirectory(file)) {
            throw new ImageStoreException("found the folder " + file + " where a file of packed images shall be, expected none; name a file in it");
        }
        SourceState state = SourceState.of(source);
        if (Files.exists(file)) {
            try {
                PackedImages images = PackedImages.open(file);
                if (images.index().state().equals(state.state())) {
                    images.check();
                    return images;
                }
                logger.info(() -> "the images of " + source + " are not those in " + file + " any more, packing them again");
            } catch (ImageStoreException e) {
                requireOurs();
                logger.warning(() -> "packing again: " + e.getMessage());
            }
        }
        pack(state, progress);
        PackedImages images = PackedImages.open(file);
        if (!images.index().state().equals(SourceState.of(source).state())) {
            throw new ImageStoreException("found images of " + source + " that changed while they were packed in " + file
                    + ", expected them to stay as they are; start again when they do");
        }
        return images;
    }

    /** Another kind of file is not lost by a slip of the pen. */
    private void requireOurs() {
        if (file.getFileName().toString().endsWith(ImageStore.EXTENSION)) {
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(StoreHeader.BYTES);
            if (!StoreHeader.isMagic(first)) {
                throw new ImageStoreException("found another kind of file in " + file + " where images shall be packed, expected none; "
                        + "choose another name, or delete it");
            }
        } catch (IOException e) {
            throw new ImageStoreException(BinaryFile.unreadable(file, e).getMessage(), e);
        }
    }

    private void pack(SourceState state, IntConsumer progress) {
        try (StoreWriter writer = new StoreWriter(file)) {
            requireSpace();
            byte[] pixels = new byte[0];
            try (PixelReader reader = source.open()) {
                for (int i = 0; i < source.size() && reader.hasNext(); i++) {
                    ImageShape shape = source.nextShape(reader);
                    if (pixels.length < shape.size()) {
                        pixels = new byte[shape.size()];
                    }
                    String label = reader.read(pixels);
                    writer.add(pixels, shape, label);
                    progress.accept(i + 1);
                }
            }
            writer.finish(state.state(), source.fingerprints());
        } catch (IOException e) {
            throw new ImageStoreException("could not write " + file + " (" + e + "), expected a place for packed images; choose another one", e);
        }
    }

    private void requireSpace() throws IOException {
        FileStore disk = Files.getFileStore(file.toAbsolutePath().getParent());
        long bytes = source.getPixelBytes();
        if (bytes > disk.getUsableSpace()) {
            throw new ImageDataException(String.format(Locale.ROOT, "found %,d images of %s, which take %,d MB, expected at most the "
                    + "%,d MB that are free where %s shall be; choose another place",
                    source.size(), source.describeShape(), bytes / 1_000_000, disk.getUsableSpace() / 1_000_000, file));
        }
    }
}
