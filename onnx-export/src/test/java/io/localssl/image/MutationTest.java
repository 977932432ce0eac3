package io.localssl.image;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.logging.Logger;

import static io.localssl.image.EncodedImages.colour;
import static io.localssl.image.EncodedImages.encode;
import static io.localssl.image.EncodedImages.grey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Whatever becomes of the bytes of a file, an image or a typed refusal comes out, and decoding it takes no more memory than a bound. */
class MutationTest {
    private static final Logger logger = Logger.getLogger(MutationTest.class.getName());
    private static final ImageDecoder DECODER = ImageDecoder.builder().build();
    private static final long MOST_BYTES = 256L << 20;

    private static Map<String, byte[]> generated() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String format : List.of("jpeg", "png", "gif", "bmp", "tiff")) {
            files.put(format, encode(colour(24, 17), format));
        }
        files.put("grey png", encode(grey(24, 17, BufferedImage.TYPE_USHORT_GRAY), "png"));
        files.put("exif", EncodedImages.withOrientation(encode(colour(24, 17), "jpeg"), 6, ByteOrder.BIG_ENDIAN));
        files.put("grey tiff", EncodedImages.tiff(24, 17, 5));
        files.put("webp", EncodedImages.withOrientation(EncodedImages.webp(24, 17, 0x123456), 24, 17, 6));
        return files;
    }

    /** Bits flipped, bytes replaced, the end cut off, or a piece of another file put in; the beginning is hit more often, where sizes are. */
    private static byte[] mutate(byte[] file, byte[] other, SplittableRandom random) {
        byte[] mutated = file.clone();
        switch (random.nextInt(4)) {
            case 0 -> {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    mutated[place(file, random)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 1 -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    mutated[place(file, random)] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(2) * 255);
                }
            }
            case 2 -> mutated = Arrays.copyOf(file, random.nextInt(file.length));
            default -> {
                int at = random.nextInt(file.length);
                int from = random.nextInt(other.length);
                int length = Math.min(1 + random.nextInt(2000), other.length - from);
                int rest = random.nextBoolean() ? at : Math.min(file.length, at + length); // inserted, or instead
                mutated = Arrays.copyOf(file, at + length + file.length - rest);
                System.arraycopy(other, from, mutated, at, length);
                System.arraycopy(file, rest, mutated, at + length, file.length - rest);
            }
        }
        return mutated;
    }

    private static int place(byte[] file, SplittableRandom random) {
        return random.nextInt(random.nextBoolean() ? file.length : Math.min(file.length, 200));
    }

    /** Decodes mutated files and tells how they came out. */
    private static String run(Map<String, byte[]> files, int count, long seed) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<String> names = new ArrayList<>(files.keySet());
        SplittableRandom random = new SplittableRandom(seed);
        Map<ImageDecodeException.Reason, Integer> refused = new EnumMap<>(ImageDecodeException.Reason.class);
        int decoded = 0;
        long slowest = 0;
        long most = 0;
        for (int i = 0; i < count; i++) {
            String name = names.get(random.nextInt(names.size()));
            byte[] mutated = mutate(files.get(name), files.get(names.get(random.nextInt(names.size()))), random);
            long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            long begin = System.nanoTime();
            try {
                DecodedImage image = DECODER.decode(mutated, name);
                assertEquals(image.shape().size(), image.pixels().length);
                decoded++;
            } catch (ImageDecodeException e) {
                refused.merge(e.getReason(), 1, Integer::sum);
                assertTrue(e.getMessage().startsWith(name + ": found ") && e.getMessage().contains(", expected "), e.getMessage());
                assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            }
            slowest = Math.max(slowest, System.nanoTime() - begin);
            most = Math.max(most, threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes);
        }
        assertTrue(most < MOST_BYTES, "decoding one of them took " + most + " bytes, garbage included");
        assertTrue(decoded > 0 && refused.size() > 3, "some come through, others do not: " + decoded + " and " + refused);
        return decoded + " of " + count + " mutated files decoded, refused " + refused + "; the slowest took " + slowest / 1_000_000 + " ms, the largest allocated "
                + (most >> 20) + " MiB";
    }

    @Test
    void mutatedFilesAreDecodedOrRefused() {
        run(generated(), 1500, 1);
    }

    @Test
    @Tag("long")
    void tenThousandMutatedOddImages() throws IOException {
        assumeTrue(OddImages.present());
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (OddImages.Row row : OddImages.rows()) {
            byte[] content = Files.readAllBytes(row.path());
            if (content.length > 0) {
                files.put(row.file(), content);
            }
        }
        logger.info(run(files, 10_000, Long.getLong("mutation.seed", 1)));
    }

    /** Cut anywhere before its last pixel, no file is taken for a whole image. */
    @Test
    void cutFilesAreTruncated() {
        generated().forEach((name, content) -> {
            int end = switch (name) {
                case "jpeg", "exif" -> content.length - 2; // the end marker may be missing
                case "png", "grey png" -> content.length - 12; // the last chunk, too
                case "gif" -> content.length - 1; // and the trailer
                default -> content.length;
            };
            for (int length = 1; length < end; length++) {
                byte[] cut = Arrays.copyOf(content, length);
                ImageDecodeException e = assertThrows(ImageDecodeException.class, () -> DECODER.decode(cut, name), name + " of " + length + " bytes");
                boolean recognised = length >= 12;
                assertTrue(!recognised || e.getReason() == ImageDecodeException.Reason.TRUNCATED, name + " of " + length + " bytes: " + e.getMessage());
            }
        });
    }
}
