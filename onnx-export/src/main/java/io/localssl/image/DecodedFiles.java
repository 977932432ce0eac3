package io.localssl.image;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;

/**
 * Decodes files on all cores and hands them out in their order, without those that cannot be decoded; a {@link BadFilePolicy} says how many may be missing. At the end
 * one warning of java.util.logging names them; each is logged at level FINE, too.
 * <p>
 * A few files for each core are decoded together while the next ones are read, so memory does not grow with their number. For one thread; files that come from an
 * iterator are taken from it one after the other, on another thread.
 */
public final class DecodedFiles implements Iterator<DecodedFiles.DecodedFile>, AutoCloseable {
    /** Files decoded together for each core: enough that none waits long for the slowest. Images of any size may be large. */
    private static final int FILES_PER_CORE = 16;
    private static final int LARGE_FILES_PER_CORE = 1;

    /** Bytes of files that are held to be decoded together, but for the last of them. As many are held for the next time. */
    private static final long MOST_BYTES = 1 << 26;

    private final Iterator<? extends EncodedImage> files;
    private final ImageDecoder decoder;
    private final BadFiles bad;
    private final int batch;
    private final Queue<Outcome> outcomes = new ArrayDeque<>();
    private @Nullable ForkJoinTask<List<EncodedImage>> reading;
    private int next = 0;
    private @Nullable DecodedFile ahead;
    private boolean ended = false;
    private int left;

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
        this(List.copyOf(files).stream().map(EncodedImage::of).iterator(), files.size(), decoder, policy);
    }

    /**
     * @param files   the files, as they come.
     * @param count   how many of them to take, at most; the policy's share is one of these.
     * @param decoder decodes them.
     * @param policy  how many may be bad.
     */
    public DecodedFiles(Iterator<? extends EncodedImage> files, int count, ImageDecoder decoder, BadFilePolicy policy) {
        this.files = files;
        this.left = count;
        this.decoder = decoder;
        this.bad = new BadFiles(count, policy);
        int cores = ForkJoinPool.getCommonPoolParallelism() + 1; // the caller works, too
        this.batch = cores * (decoder.resizes() ? FILES_PER_CORE : LARGE_FILES_PER_CORE);
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
        DecodedFile file = peek();
        ahead = null;
        return file;
    }

    /** The file that {@link #next} gives. */
    DecodedFile peek() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return Objects.requireNonNull(ahead);
    }

    private @Nullable Outcome decodeBatch() {
        List<EncodedImage> images = reading == null ? readBatch() : reading.join();
        reading = images.isEmpty() ? null : ForkJoinPool.commonPool().submit(this::readBatch);
        int first = next;
        outcomes.addAll(IntStream.range(0, images.size()).parallel().mapToObj(i -> decode(first + i, images.get(i))).toList());
        next += images.size();
        return outcomes.poll();
    }

    /** One call ends before the next one begins. */
    private List<EncodedImage> readBatch() {
        List<EncodedImage> images = new ArrayList<>();
        long held = 0;
        while (images.size() < batch && held < MOST_BYTES && left > 0 && files.hasNext()) {
            EncodedImage image = files.next();
            held += image.bytesHeld();
            images.add(image);
            left--;
        }
        return images;
    }

    private Outcome decode(int index, EncodedImage image) {
        try {
            return new Outcome(new DecodedFile(index, image.decode(decoder)), null);
        } catch (ImageDecodeException e) {
            return new Outcome(null, e);
        }
    }

    /** Waits until no file is being read: what the files come from may be closed then. */
    @Override
    public void close() {
        if (reading != null) {
            reading.quietlyJoin();
        }
    }
}
