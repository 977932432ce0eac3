package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageShape;
import io.localssl.image.PixelReader;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Generated 3x32x32 images for demonstrations and tests that need no files. A class is an outline with a texture: five outlines (disc, ring, triangle,
 * square, cross) and five textures (plain, striped, dotted, checked, ringed), paired so that each outline has two of the textures and each texture two
 * of the outlines; it takes both to tell the ten classes apart. Place, size, angle, colours and the cluttered background are random, so that single pixels say
 * little about the class.
 * <p>
 * Image i depends on the seed and on i only, bit by bit, on every machine. Each ten images in a row hold every class once, in random order.
 *
 * @param <T> the output type.
 */
public final class ShapesDataSource<T extends Output<T>> extends ImageDataSource<T> {
    private static final ImageShape SHAPE = new ImageShape(3, ShapePainter.SIDE, ShapePainter.SIDE);
    private static final List<String> CLASS_NAMES = classNames();

    @Config(mandatory = true, description = "How many images to generate.")
    private int size;

    @Config(description = "The seed of everything random; another seed gives other images of the same kind.")
    private long seed = 1;

    /** For OLCUT. */
    private ShapesDataSource() {
    }

    /**
     * Makes a generated set.
     *
     * @param size          the number of images, at least 1.
     * @param seed          the seed; take different ones for training and testing.
     * @param outputFactory makes the outputs from the class names.
     * @throws ImageDataException if the size is below 1.
     */
    public ShapesDataSource(int size, long seed, OutputFactory<T> outputFactory) {
        super(outputFactory);
        this.size = size;
        this.seed = seed;
        postConfig();
    }

    private static List<String> classNames() {
        List<String> names = new ArrayList<>();
        for (int label = 0; label < 10; label++) {
            names.add((texture(label) + " " + outline(label)).toLowerCase(Locale.ROOT));
        }
        return List.copyOf(names);
    }

    /** @return the names of the ten classes, for example {@code striped disc}. */
    public List<String> getClassNames() {
        return CLASS_NAMES;
    }

    @Override
    public ImageShape getImageShape() {
        return SHAPE;
    }

    @Override
    protected int inspect() {
        if (size < 1) {
            throw new ImageDataException("found a size of " + size + " generated images, expected at least 1");
        }
        return size;
    }

    @Override
    public PixelReader open() {
        return new PixelReader() {
            private int next = 0;

            @Override
            public String read(byte[] pixels) {
                return generate(next++, pixels);
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    /** Paints image i and returns its class. */
    private String generate(int i, byte[] pixels) {
        int classes = CLASS_NAMES.size();
        int label = shuffled(new SplittableRandom(mix(~seed) + i / classes), classes)[i % classes];
        new ShapePainter(new SplittableRandom(mix(mix(seed) + i))).paint(outline(label), texture(label), pixels);
        return CLASS_NAMES.get(label);
    }

    /** Labels 2k and 2k+1 share outline k, labels 2k-1 and 2k share texture k. */
    private static Silhouette outline(int label) {
        return Silhouette.values()[label / 2];
    }

    private static Texture texture(int label) {
        return Texture.values()[(label + 1) / 2 % Texture.values().length];
    }

    private static int[] shuffled(SplittableRandom random, int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = (int) ((random.nextLong() >>> 33) % (i + 1));
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Spreads neighbouring numbers over all 64 bits (the finaliser of SplitMix64), so that neighbouring images share no stream. */
    private static long mix(long z) {
        z += 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The hash of the first images stands for the generator: another version that paints differently shows. */
    @Override
    public Map<String, String> fingerprints() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] pixels = new byte[SHAPE.size()];
            for (int i = 0; i < CLASS_NAMES.size(); i++) {
                generate(i, pixels);
                digest.update(pixels);
            }
            return Map.of("first-ten-images", HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    protected ImageDataSource<T> copy() {
        return new ShapesDataSource<>(size, seed, getOutputFactory());
    }
}
