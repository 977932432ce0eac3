package io.localssl.image;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/**
 * Decodes files on all cores and hands them out in their order, without those that cannot be decoded; a {@link BadFilePolicy} says how many may be missing. At the end
 * one warning of java.util.logging names them; each is logged at level FINE, too.
 * <p>
 * A few files for each core are decoded together, so memory does not grow with their number. For one thread.
 */
public final class DecodedFiles implements Iterator<DecodedFiles.DecodedFile> {
    /** Files decoded together for each core: enough that none waits long for the slowest. Images of any size may be large. */
    private static final int FILES_PER_CORE = 16;
    private static final int LARGE_FILES_PER_CORE = 1;

    private final List<Path> files;
    private final ImageDecoder decoder;
    private final BadFiles bad;
    private final int batch;
    private final Queue<Outcome> outcomes = new ArrayDeque<>();
    private int next = 0;
    private @Nullable DecodedFile ahead;
    private boolean ended = false;

    /**
     * A file that was decoded.
     *
     * @param index its place in the list.
     * @param image its pixels.
     */
    public record DecodedFile(int index, DecodedImage image) {
    }

    /** One or the other. */
    private record Outcome(@Nullable DecodedFile file, @Nullable ImageDecodeException failure) {
    }

    /**
     * @param files   the files.
     * @param decoder decodes them.
     * @param policy  how many may be bad.
     */
    public DecodedFiles(List<Path> files, ImageDecoder decoder, BadFilePolicy policy) {
        this.files = List.copyOf(files);
        this.decoder = decoder;
        this.bad = new BadFiles(files.size(), policy);
        int cores = ForkJoinPool.getCommonPoolParallelism() + 1; // the caller works, too
        this.batch = cores * (decoder.getShape() == null ? LARGE_FILES_PER_CORE : FILES_PER_CORE);
    }

    /**
     * Decodes ahead until there is an image.
     *
     * @throws ImageDataException if more files are bad than may be.
     */
    @Override
    public boolean hasNext() {
        while (ahead == null && !ended) {
            Outcome outcome = outcomes.isEmpty() ? decodeBatch() : outcomes.remove();
            if (outcome == null) {
                ended = true;
                bad.summarise();
            } else if (outcome.failure() != null) {
                bad.add(outcome.failure());
            } else {
                ahead = outcome.file();
            }
        }
        return ahead != null;
    }

    /** @throws ImageDataException if more files are bad than may be. */
    @Override
    public DecodedFile next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        DecodedFile file = ahead;
        ahead = null;
        return file;
    }

    private @Nullable Outcome decodeBatch() {
        int end = Math.min(files.size(), next + batch);
        outcomes.addAll(IntStream.range(next, end).parallel().mapToObj(this::decode).toList());
        next = end;
        return outcomes.poll();
    }

    private Outcome decode(int index) {
        try {
            return new Outcome(new DecodedFile(index, decoder.decode(files.get(index))), null);
        } catch (ImageDecodeException e) {
            return new Outcome(null, e);
        }
    }
}
