package io.localssl.data;

import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageShape;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The end of a file of packed images, all numbers big-endian. For each image, in order:
 * <pre>
 *  0  long  where its pixels begin, c*h*w unsigned bytes in (channel, row, column) order
 *  8  int   its height
 * 12  int   its width
 * 16  int   the number of its label, -1 if it has none
 * 20  int   CRC-32C of its pixels
 * </pre>
 * then the labels by their numbers; what the source was like when it was packed, see {@link ImageDataSource#state()}; and the hashes of its files, as names and
 * values in turn. These three are lists of texts: an int that says how many, and for each an int, its length in bytes, and its bytes in UTF-8.
 */
final class StoreIndex {
    static final int ENTRY = 24;
    static final int NO_LABEL = -1;

    private final StoreHeader header;
    private final ByteBuffer bytes;
    private final List<String> labels;
    private final String state;
    private final Map<String, String> hashes = new LinkedHashMap<>();
    private final String fingerprint;
    private int longestImage = 0;

    /**
     * Reads an index and checks all that is in it.
     *
     * @param header the header of the file.
     * @param bytes  the file from its index to its end; not copied.
     * @param file   the file.
     * @throws ImageStoreException if it is damaged.
     */
    StoreIndex(StoreHeader header, ByteBuffer bytes, Path file) {
        this.header = header;
        this.bytes = bytes;
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        if ((int) crc.getValue() != header.checksum()) {
            throw damaged(file, "whose checksum is right", null);
        }
        ByteBuffer texts = bytes.duplicate().position(header.count() * ENTRY);
        try {
            this.labels = readTexts(texts);
            this.fingerprint = sha256(bytes.duplicate().limit(texts.position()));
            this.state = String.join("\n", readTexts(texts));
            List<String> pairs = readTexts(texts);
            for (int i = 0; i < pairs.size(); i += 2) {
                hashes.put(pairs.get(i), pairs.get(i + 1));
            }
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw damaged(file, "with labels and facts behind it", e);
        }
        for (int i = 0; i < header.count(); i++) {
            checkEntry(i, file);
        }
    }

    private static ImageStoreException damaged(Path file, String expected, @Nullable Exception cause) {
        return new ImageStoreException("found a damaged index in " + file + ", expected one " + expected + "; pack the images again", cause);
    }

    private void checkEntry(int image, Path file) {
        int height = height(image);
        int width = width(image);
        int label = field(image, 16);
        boolean sameSides = header.height() == 0 || height == header.height() && width == header.width();
        long area = (long) height * width;
        if (height < 1 || width < 1 || !sameSides || area > StoreWriter.LONGEST_IMAGE / header.channels() || label < NO_LABEL || label >= labels.size()
                || offset(image) < StoreHeader.BYTES || offset(image) > header.index() - area * header.channels()) {
            throw damaged(file, "of images within the file (image " + image + ")", null);
        }
        longestImage = Math.max(longestImage, (int) area * header.channels());
    }

    private int field(int image, int place) {
        return bytes.getInt(image * ENTRY + place);
    }

    /** Where the pixels of an image begin. */
    long offset(int image) {
        return bytes.getLong(image * ENTRY);
    }

    /** How many bytes the pixels of an image take. */
    int length(int image) {
        return header.channels() * height(image) * width(image);
    }

    int height(int image) {
        return field(image, 8);
    }

    int width(int image) {
        return field(image, 12);
    }

    ImageShape shape(int image) {
        return new ImageShape(header.channels(), height(image), width(image));
    }

    /** The label of an image, null if it has none. */
    @Nullable String label(int image) {
        int label = field(image, 16);
        return label == NO_LABEL ? null : labels.get(label);
    }

    /** The CRC-32C of the pixels of an image. */
    int checksum(int image) {
        return field(image, 20);
    }

    /** The bytes of the largest image. */
    int longestImage() {
        return longestImage;
    }

    /** What the source was like when it was packed. */
    String state() {
        return state;
    }

    /** The hashes of the files of the source, by a name for each. */
    Map<String, String> hashes() {
        return hashes;
    }

    /** A hash of what the images are: that of their sizes, labels and checksums. It says nothing of where they come from. */
    String fingerprint() {
        return fingerprint;
    }

    private static String sha256(ByteBuffer content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(content);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static List<String> readTexts(ByteBuffer in) {
        int count = in.getInt();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = in.getInt();
            texts.add(StandardCharsets.UTF_8.decode(in.slice(in.position(), length)).toString());
            in.position(in.position() + length);
        }
        return texts;
    }

    /** Collects the index while images are written. */
    static final class Builder {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);
        private final Map<String, Integer> labels = new LinkedHashMap<>();

        void add(long offset, ImageShape shape, @Nullable String label, int checksum) throws IOException {
            out.writeLong(offset);
            out.writeInt(shape.height());
            out.writeInt(shape.width());
            int next = labels.size();
            out.writeInt(label == null ? NO_LABEL : labels.computeIfAbsent(label, name -> next));
            out.writeInt(checksum);
        }

        byte[] finish(String state, Map<String, String> hashes) throws IOException {
            writeTexts(List.copyOf(labels.keySet()));
            writeTexts(List.of(state));
            List<String> pairs = new ArrayList<>();
            hashes.forEach((name, hash) -> pairs.addAll(List.of(name, hash)));
            writeTexts(pairs);
            return bytes.toByteArray();
        }

        private void writeTexts(List<String> texts) throws IOException {
            out.writeInt(texts.size());
            for (String text : texts) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(utf8.length);
                out.write(utf8);
            }
        }
    }
}
