package io.localssl.cli;

import io.localssl.data.ImageStore;
import io.localssl.data.ImageStoreDataSource;
import io.localssl.image.ImageDataSource;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.tribuo.DataSource;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where training finds its images: in Java's heap if they take at most half of it, else packed in a file, which the next run uses again.
 *
 * @param heap  the bytes of Java's heap.
 * @param cache the folder of packed files that the user did not name.
 * @param err   receives what is done.
 * @param quiet whether to tell nothing.
 */
record TrainingImages(long heap, Path cache, PrintWriter err, boolean quiet) {

    /** Images of this process and this user. */
    static TrainingImages of(PrintWriter err, boolean quiet) {
        String folder = System.getenv("XDG_CACHE_HOME");
        Path caches = folder == null || folder.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(folder);
        return new TrainingImages(Runtime.getRuntime().maxMemory(), caches.resolve("localssl"), err, quiet);
    }

    /**
     * Reads or maps images.
     *
     * @param source the images.
     * @param pack   the file to pack them in, or a folder for it; null to do so only if the heap is small.
     * @return the images; the caller closes them.
     */
    ImageStore open(DataSource<?> source, @Nullable Path pack) {
        if (!(source instanceof ImageDataSource<?> images) || source instanceof ImageStoreDataSource) {
            return ImageStore.read(source);
        }
        if (pack != null) {
            return packed(images, Files.isDirectory(pack) ? pack.resolve(ImageStore.fileNameFor(images)) : pack);
        }
        if (images.getPixelBytes() > heap / 2) {
            return packed(images, cache.resolve(ImageStore.fileNameFor(images)));
        }
        return ImageStore.read(quiet ? images : WatchedImages.of(images, "reading"));
    }

    /** Packs images if they are not in the file already. */
    ImageStore packed(ImageDataSource<?> images, Path file) {
        if (!quiet) {
            err.printf(Locale.ROOT, "%,d images of %s, %,d MB, packed in %s, which later runs use again%n",
                    images.size(), images.describeShape(), images.getPixelBytes() / 1_000_000, file);
            err.flush();
        }
        if (quiet || !Terminal.isInteractive()) {
            return ImageStore.packed(images, file);
        }
        try (ProgressBar bar = WatchedImages.bar("packing", images.size()).build()) {
            return ImageStore.packed(images, file, bar::stepTo);
        }
    }
}
