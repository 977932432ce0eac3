package io.localssl.data.fetch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FetchTest {
    private static final String NAME = "set.tar.gz";
    private static final Set<String> WHOLE = Set.of(NAME, "set/images.bin", "set/deep/labels.txt");

    @TempDir
    private Path folder;
    private Path to;
    private FileServer server;
    private byte[] archive;
    private final List<String> notices = new ArrayList<>();
    private final List<String> stages = new ArrayList<>();
    private long lastDone = 0;

    private final FetchListener listener = new FetchListener() {
        @Override
        public void onStage(Stage stage, String file, long done, long total) {
            stages.add(stage + " " + file + " " + done);
            assertEquals(archive.length, total);
        }

        @Override
        public void onProgress(long done) {
            lastDone = done;
        }

        @Override
        public void onNotice(String line) {
            notices.add(line);
        }
    };

    @BeforeEach
    void start() throws IOException {
        to = folder.resolve("new/data");
        archive = Packed.tarGz(Packed.small());
        server = new FileServer().put(NAME, archive);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RemoteDataset dataset(String md5, UnpackLimits limits) {
        RemoteFile file = new RemoteFile(NAME, server.address().resolve(NAME), archive.length, md5, "the test");
        return new RemoteDataset("set", List.of(file), "set", limits, List.of(new DatasetPart.File("images.bin", 30_000), new DatasetPart.Text("deep/labels.txt")),
                List.of("folder:DIR/set"));
    }

    private Fetch.Builder fetch(String md5, UnpackLimits limits) {
        return Fetch.of(dataset(md5, limits), to).retries(4, Duration.ofMillis(1)).listener(listener);
    }

    private Fetch.Builder fetch() {
        return fetch(Packed.md5(archive), new UnpackLimits(100_000, 20));
    }

    private void requireWhole() throws IOException {
        Map<String, byte[]> files = Packed.files(to);
        assertEquals(WHOLE, files.keySet());
        assertArrayEquals(archive, files.get(NAME));
        assertArrayEquals(Packed.small().get("set/images.bin"), files.get("set/images.bin"));
    }

    private static void requireWords(String message, String... words) {
        for (String word : words) {
            assertTrue(message.contains(word), () -> "expected '" + word + "' in: " + message);
        }
    }

    @Test
    void theArchiveIsFetchedCheckedAndUnpacked() throws IOException {
        FetchReport report = fetch().build().run();
        requireWhole();
        assertEquals(List.of("DOWNLOAD set.tar.gz 0", "CHECK set.tar.gz 0", "UNPACK set.tar.gz 0"), stages);
        assertEquals(List.of(), notices);
        assertEquals(archive.length, lastDone);
        assertEquals(List.of(NAME), server.requests());
        assertFalse(report.alreadyThere());
        assertEquals(to.resolve("set").toString(), report.folder());
        assertEquals(List.of("folder:" + to + "/set"), report.specs());
        FetchedFile file = report.files().get(0);
        assertEquals(archive.length, file.bytes());
        assertEquals(archive.length, file.bytesDownloaded());
        assertEquals(Packed.md5(archive), file.md5());
    }

    @Test
    void aSecondRunAsksNobody() throws IOException {
        fetch().build().run();
        stages.clear();
        FetchReport report = fetch().build().run();
        assertTrue(report.alreadyThere());
        assertEquals(List.of(NAME), server.requests());
        assertEquals(List.of(), stages, "nothing is read either");
        assertEquals(0, report.files().get(0).bytesDownloaded());
        assertNull(report.files().get(0).md5());
        requireWhole();
    }

    @Test
    void theArchiveGoesIfNobodyWantsIt() throws IOException {
        fetch().keepArchive(false).build().run();
        assertEquals(Set.of("set/images.bin", "set/deep/labels.txt"), Packed.files(to).keySet());
        assertTrue(fetch().keepArchive(false).build().run().alreadyThere());
        assertEquals(1, server.requests().size());
    }

    @Test
    void anArchiveThatIsThereIsUnpackedWithoutServer() throws IOException {
        Files.createDirectories(to);
        Files.write(to.resolve(NAME), archive);
        assertEquals(0, fetch().build().run().files().get(0).bytesDownloaded());
        assertEquals(List.of(), server.requests());
        requireWhole();
    }

    @Test
    void anotherFileOfThatNameIsReplaced() throws IOException {
        Files.createDirectories(to);
        byte[] damaged = archive.clone();
        damaged[500]++;
        Files.write(to.resolve(NAME), damaged);
        fetch().build().run();
        requireWords(notices.get(0), to.resolve(NAME).toString(), "not the published file");
        requireWhole();
    }

    @Test
    void aCutConnectionGoesOnWhereItEnded() throws IOException {
        server.nextCutAfter(10_000).nextCutAfter(10_000);
        server.next((exchange, file) -> exchange.close()); // not even headers
        fetch().build().run();
        requireWhole();
        assertEquals(4, server.requests().size());
        assertEquals(NAME, server.requests().get(0));
        assertTrue(server.requests().get(1).startsWith(NAME + " bytes="), server.requests().toString());
        requireWords(notices.get(0), "of " + archive.length + " bytes", server.address() + NAME, "trying again");
    }

    @Test
    void theNextProcessGoesOnWhereThisOneEnded() throws IOException {
        server.nextCutAfter(12_345).nextStatus(503).nextStatus(503).nextStatus(503);
        String message = assertThrows(FetchException.class, () -> fetch().build().run()).getMessage();
        requireWords(message, "found 12345 of " + archive.length + " bytes", "status 503", "after 4 tries", "--mirror");
        assertEquals(Set.of(NAME + ".part", NAME + ".part.source"), Packed.files(to).keySet(), "nothing under the final names");
        FetchReport report = fetch().build().run();
        assertEquals(NAME + " bytes=12345-", server.requests().get(4));
        assertEquals(archive.length - 12_345, report.files().get(0).bytesDownloaded());
        assertTrue(stages.contains("DOWNLOAD set.tar.gz 12345"), stages.toString());
        requireWhole();
    }

    @Test
    void aServerWithoutRangesSendsAllAgain() throws IOException {
        server.withoutRanges().nextCutAfter(20_000);
        fetch().build().run();
        requireWords(notices.get(1), "whole files only");
        requireWhole();
    }

    private void changeMeanwhile() throws IOException {
        server.etag("\"old\"").nextCutAfter(10_000);
        server.next((exchange, file) -> {
            server.etag("\"new\"");
            exchange.sendResponseHeaders(503, -1);
        });
        fetch().build().run();
        assertTrue(notices.stream().anyMatch(line -> line.contains("changed on the server")), notices.toString());
        requireWhole();
    }

    @Test
    void aFileThatChangedMeanwhileBeginsAgain() throws IOException {
        changeMeanwhile();
        assertEquals(List.of(NAME, NAME + " bytes=10000-", NAME + " bytes=10000-"), server.requests());
    }

    @Test
    void aChangeThatTheServerDoesNotLookForIsFound() throws IOException {
        server.ignoringIfRange();
        changeMeanwhile();
        assertEquals(List.of(NAME, NAME + " bytes=10000-", NAME + " bytes=10000-", NAME), server.requests());
    }

    /** Nothing tells that the part is of another file but the checksum. */
    @Test
    void aPartOfAnotherFileIsFoundByTheChecksum() throws IOException {
        Files.createDirectories(to);
        Files.write(to.resolve(NAME + ".part"), Packed.noise(9_000, 3));
        FetchReport report = fetch().build().run();
        assertEquals(List.of(NAME + " bytes=9000-", NAME), server.requests());
        requireWords(notices.get(0), "begins again");
        assertEquals(2L * archive.length - 9_000, report.files().get(0).bytesDownloaded());
        requireWhole();
    }

    @Test
    void aPartThatIsTooLongBeginsAgain() throws IOException {
        Files.createDirectories(to);
        Files.write(to.resolve(NAME + ".part"), new byte[archive.length + 1]);
        fetch().build().run();
        assertEquals(List.of(NAME), server.requests());
        requireWhole();
    }

    @Test
    void aWholePartIsOnlyChecked() throws IOException {
        Files.createDirectories(to);
        Files.write(to.resolve(NAME + ".part"), archive);
        fetch().build().run();
        assertEquals(List.of(), server.requests());
        requireWhole();
    }

    @Test
    void aWrongChecksumIsRefused() throws IOException {
        byte[] other = archive.clone();
        other[600]++;
        server.put(NAME, other);
        String message = assertThrows(FetchException.class, () -> fetch().build().run()).getMessage();
        requireWords(message, Packed.md5(other), "expected " + Packed.md5(archive), "by the test", server.address() + NAME);
        assertEquals(Map.of(), Packed.files(to));
    }

    @Test
    void anotherLengthIsRefusedAtOnce() throws IOException {
        server.put(NAME, "<html>log in</html>".getBytes());
        requireWords(assertThrows(FetchException.class, () -> fetch().build().run()).getMessage(), "found 19 bytes", "expected set.tar.gz with " + archive.length + " bytes", "log in");
        assertEquals(1, server.requests().size());
        server.next((exchange, file) -> {
            exchange.sendResponseHeaders(200, 0); // chunks, without a length
            exchange.getResponseBody().write(archive);
            exchange.getResponseBody().write(archive);
        });
        requireWords(assertThrows(FetchException.class, () -> fetch().build().run()).getMessage(), "more than the expected " + archive.length);
    }

    @Test
    void whatIsNotThereIsNotTriedAgain() throws IOException {
        String message = assertThrows(FetchException.class, () -> fetch().mirror(server.address().resolve("no/such")).build().run()).getMessage();
        requireWords(message, "status 404", server.address() + "no/such/set.tar.gz", "expected set.tar.gz", "--mirror");
        assertEquals(1, server.requests().size());
    }

    @Test
    void aBusyServerIsTriedAgain() throws IOException {
        server.nextStatus(503).nextStatus(429).next((exchange, file) -> {
            exchange.getResponseHeaders().set("Retry-After", "1");
            exchange.sendResponseHeaders(503, -1);
        });
        fetch().build().run();
        assertEquals(4, server.requests().size());
        requireWords(notices.get(0), "status 503", "again in 0 s");
        requireWords(notices.get(2), "again in 1 s");
        requireWhole();
    }

    @Test
    void pausesGrowAndEnd() {
        Retries retries = Retries.DEFAULT;
        assertEquals(Duration.ofSeconds(1), retries.before(1, Duration.ZERO));
        assertEquals(Duration.ofSeconds(8), retries.before(4, Duration.ofSeconds(3)));
        assertEquals(Duration.ofSeconds(30), retries.before(2, Duration.ofSeconds(30)));
        assertEquals(Duration.ofMinutes(1), retries.before(50, Duration.ofHours(1)));
    }

    @Test
    void aSilentServerIsTriedAgain() throws IOException {
        server.nextSilentAfter(5_000);
        fetch().timeout(Duration.ofMillis(500)).build().run();
        requireWords(notices.get(0), "nothing came for");
        assertEquals(2, server.requests().size());
        requireWhole();
    }

    @Test
    void noServerIsOneLine() {
        URI nobody = server.address();
        server.close();
        String message = assertThrows(FetchException.class, () -> fetch().mirror(nobody).build().run()).getMessage();
        requireWords(message, "found 0 of", "after 4 tries", "no connection");
    }

    @Test
    void anInterruptedFetchLeavesNothingHalfWritten() throws Exception {
        server.nextSilentAfter(8_000);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                fetch().build().run();
            } catch (FetchException e) {
                failure.set(e);
            }
        });
        thread.start();
        while (!Files.exists(to.resolve(NAME + ".part")) || Files.size(to.resolve(NAME + ".part")) < 8_000) {
            Thread.sleep(5);
        }
        String other = assertThrows(FetchTargetException.class, () -> fetch().build().run()).getMessage();
        requireWords(other, "another process at work on set", to.toString());
        thread.interrupt();
        thread.join();
        requireWords(failure.get().getMessage(), "interrupted", "goes on");
        assertEquals(Set.of(NAME + ".part", NAME + ".part.source"), Packed.files(to).keySet());
        fetch().build().run();
        assertEquals(NAME + " bytes=8000-", server.requests().get(1));
        requireWhole();
    }

    /** A process that was ended while it unpacked. */
    @Test
    void whatWasHalfUnpackedGoes() throws IOException {
        Files.createDirectories(to.resolve(".set.unpacking/set"));
        Files.write(to.resolve(".set.unpacking/set/images.bin"), new byte[9]);
        Files.write(to.resolve(".set.lock"), new byte[0]);
        fetch().build().run();
        requireWhole();
    }

    @Test
    void anArchiveWithoutAllPartsIsRefused() throws IOException {
        archive = Packed.tarGz(Map.of("set/images.bin", new byte[30_000]));
        server.put(NAME, archive);
        requireWords(assertThrows(FetchException.class, () -> fetch().build().run()).getMessage(), "no text in deep/labels.txt", NAME);
        assertEquals(Set.of(NAME), Packed.files(to).keySet());
    }

    @Test
    void aHostileArchiveLeavesNothing() throws IOException {
        archive = Packed.tarGz(Map.of("set/images.bin", new byte[30_000], "../escaped", new byte[1]));
        server.put(NAME, archive);
        assertThrows(FetchException.class, () -> fetch().build().run());
        assertEquals(Set.of("new/data/" + NAME), Packed.files(folder).keySet());
    }

    @Test
    void aFolderOfSomebodyStays() throws IOException {
        Files.createDirectories(to.resolve("set"));
        Files.write(to.resolve("set/images.bin"), new byte[5]);
        String message = assertThrows(FetchTargetException.class, () -> fetch().build().run()).getMessage();
        requireWords(message, "images.bin with 5 bytes instead of 30000", to.resolve("set").toString(), "move that folder away");
        assertEquals(List.of(), server.requests());
        Files.delete(to.resolve("set/images.bin"));
        fetch().build().run(); // an empty one is nobody's
        requireWhole();
    }

    @Test
    void aFullDiskIsFoundBefore() {
        String message = assertThrows(FetchTargetException.class, () -> fetch("", new UnpackLimits(Long.MAX_VALUE / 2, 20)).build().run()).getMessage();
        requireWords(message, "MB free in " + to, "MB for set", "choose another folder");
        assertEquals(List.of(), server.requests());
    }

    @Test
    void aPlaceThatCannotBeWrittenIsOneLine() throws IOException {
        Files.createDirectories(to.getParent());
        Files.write(to, new byte[1]);
        requireWords(assertThrows(FetchTargetException.class, () -> fetch().build().run()).getMessage(), to.toString(), "a file is in the place of a folder", "choose another");
    }

    @Test
    void aMirrorIsAnAddressOfTheWeb() {
        for (String mirror : new String[] {"ftp://example.org/data", "data", "file:///data", "http:data"}) {
            requireWords(assertThrows(FetchTargetException.class, () -> fetch().mirror(URI.create(mirror))).getMessage(), mirror, "https://");
        }
    }

    @Test
    void onlyOneOfTwoProcessesWorks() throws IOException {
        Files.createDirectories(to);
        try (FileChannel lock = FileChannel.open(to.resolve(".set.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            assertThrows(FetchTargetException.class, () -> fetch().build().run());
        }
        assertEquals(List.of(".set.lock"), Arrays.asList(Packed.files(to).keySet().toArray()));
        fetch().build().run();
        requireWhole();
    }
}
