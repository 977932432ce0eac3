package io.localssl.image;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.localssl.LocalSSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DecodedFilesTest {
    private static final Logger logger = Logger.getLogger(DecodedFiles.class.getName());
    private static final ImageDecoder DECODER = ImageDecoder.of(new ImageShape(3, 4, 4));

    @TempDir
    private Path folder;
    private final List<LogRecord> records = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            records.add(logged);
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setLevel(Level.FINE);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
        logger.setLevel(null);
        logger.setUseParentHandlers(true);
    }

    /** Files whose first pixel is their number; those at the given places are cut off. */
    private List<Path> files(int count, int... bad) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] content = EncodedImages.webp(4, 4, i << 16);
            files.add(Files.write(folder.resolve(i + ".webp"), content));
        }
        for (int place : bad) {
            Files.write(files.get(place), new byte[place % 2 == 0 ? 0 : 3]);
        }
        return files;
    }

    private static List<Integer> indices(DecodedFiles files) {
        List<Integer> indices = new ArrayList<>();
        files.forEachRemaining(file -> {
            assertEquals(file.index(), file.image().pixels()[0] & 0xFF);
            indices.add(file.index());
        });
        return indices;
    }

    @Test
    void filesComeInTheirOrder() throws IOException {
        DecodedFiles files = new DecodedFiles(files(200), DECODER, BadFilePolicy.fail());
        List<Integer> indices = indices(files);
        assertEquals(200, indices.size());
        assertEquals(indices.stream().sorted().toList(), indices);
        assertTrue(records.isEmpty());
        assertFalse(files.hasNext());
        assertThrows(NoSuchElementException.class, files::next);
        assertFalse(new DecodedFiles(List.of(), DECODER, BadFilePolicy.fail()).hasNext());
    }

    @Test
    void badFilesAreSkippedCountedAndNamed() throws IOException {
        List<Integer> indices = indices(new DecodedFiles(files(100, 0, 17, 50, 99), DECODER, BadFilePolicy.skip()));
        assertEquals(96, indices.size());
        assertFalse(indices.contains(17));
        assertEquals(4, records.stream().filter(record -> record.getLevel() == Level.FINE && record.getMessage().contains(", expected ")).count());
        List<LogRecord> warnings = records.stream().filter(record -> record.getLevel() == Level.WARNING).toList();
        assertEquals(1, warnings.size());
        assertSame(warnings.get(0), records.get(4), "at the end");
        assertEquals("skipped 4 of 100 files that cannot be decoded (2 EMPTY, 2 NOT_AN_IMAGE): " + folder.resolve("0.webp") + " (EMPTY), " + folder.resolve("17.webp")
                + " (NOT_AN_IMAGE), " + folder.resolve("50.webp") + " (EMPTY), " + folder.resolve("99.webp") + " (NOT_AN_IMAGE)", warnings.get(0).getMessage());
    }

    @Test
    void manyNamesAreCutShort() throws IOException {
        int[] bad = new int[30];
        for (int i = 0; i < bad.length; i++) {
            bad[i] = i;
        }
        assertEquals(20, indices(new DecodedFiles(files(50, bad), DECODER, BadFilePolicy.skip(0.6))).size());
        assertTrue(records.get(30).getMessage().endsWith(folder.resolve("19.webp") + " (NOT_AN_IMAGE) and 10 more"), records.get(30).getMessage());
    }

    @Test
    void oneTooManyEndsTheWork() throws IOException {
        DecodedFiles files = new DecodedFiles(files(40, 3, 5, 7, 9, 39), DECODER, BadFilePolicy.skip());
        List<Integer> before = new ArrayList<>();
        ImageDataException e = assertThrows(ImageDataException.class, () -> files.forEachRemaining(file -> before.add(file.index())));
        assertEquals(35, before.size(), "all that are not bad come before the fifth");
        assertTrue(e.getMessage().contains("5 of 40") && e.getMessage().contains("expected at most 4") && e.getMessage().contains("3.webp"), e.getMessage());
    }

    @Test
    void failEndsTheWorkAtTheFirst() throws IOException {
        DecodedFiles files = new DecodedFiles(files(40, 3, 5), DECODER, BadFilePolicy.fail());
        List<Integer> before = new ArrayList<>();
        ImageDecodeException e = assertThrows(ImageDecodeException.class, () -> files.forEachRemaining(file -> before.add(file.index())));
        assertEquals(List.of(0, 1, 2), before);
        assertEquals(folder.resolve("3.webp").toString(), e.getFile());
    }

    @Test
    void imagesOfAnySizeComeToo() throws IOException {
        DecodedFiles files = new DecodedFiles(files(9, 4), ImageDecoder.builder().channels(1).build(), BadFilePolicy.skip(0.2));
        int count = 0;
        while (files.hasNext()) {
            assertEquals(new ImageShape(1, 4, 4), files.next().image().shape());
            count++;
        }
        assertEquals(8, count);
    }

    @Test
    void policies() {
        assertEquals(10, BadFilePolicy.skip().allowed(100));
        assertEquals(0, BadFilePolicy.skip().allowed(9));
        assertEquals(100, BadFilePolicy.skip(1).allowed(100));
        assertEquals(0, BadFilePolicy.fail().allowed(100));
        for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThrows(LocalSSLException.class, () -> BadFilePolicy.skip(share));
        }
        List<ConfigurationData> configuration = ProvenanceUtil.extractConfiguration(BadFilePolicy.skip(0.25).getProvenance());
        try (ConfigurationManager manager = new ConfigurationManager()) {
            manager.addConfiguration(configuration);
            assertEquals("BadFilePolicy(maxShare=0.25)", manager.lookup(configuration.get(0).getName()).toString());
        }
    }
}
