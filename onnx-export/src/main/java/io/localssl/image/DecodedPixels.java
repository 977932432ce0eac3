package io.localssl.image;

import org.jspecify.annotations.Nullable;

import java.util.function.IntFunction;

/**
 * Decoded files as pixels with labels.
 *
 * @param files  the files.
 * @param labels gives the label of a file by its place, null if it has none.
 * @param end    run when the files are closed.
 */
record DecodedPixels(DecodedFiles files, IntFunction<@Nullable String> labels, Runnable end) implements PixelReader {

    @Override
    public boolean hasNext() {
        return files.hasNext();
    }

    @Override
    public ImageShape nextShape() {
        return files.peek().image().shape();
    }

    @Override
    public @Nullable String read(byte[] pixels) {
        DecodedFiles.DecodedFile file = files.next();
        System.arraycopy(file.image().pixels(), 0, pixels, 0, file.image().pixels().length);
        return labels.apply(file.index());
    }

    @Override
    public void close() {
        files.close();
        end.run();
    }
}
