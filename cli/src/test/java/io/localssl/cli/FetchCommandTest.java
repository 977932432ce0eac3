package io.localssl.cli;

import com.sun.net.httpserver.HttpServer;
import io.localssl.data.fetch.DatasetPart;
import io.localssl.data.fetch.FetchListener.Stage;
import io.localssl.data.fetch.RemoteDataset;
import io.localssl.data.fetch.RemoteFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FetchCommandTest {
    private static final byte[] FILE = "1234567".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;
    private HttpServer server;
    private String mirror;
    private final List<String> requests = new ArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                requests.add(path);
                exchange.sendResponseHeaders(path.startsWith("/data/") ? 200 : 404, path.startsWith("/data/") ? FILE.length : -1);
                if (path.startsWith("/data/")) {
                    exchange.getResponseBody().write(FILE);
                }
            }
        });
        server.start();
        mirror = "http://127.0.0.1:" + server.getAddress().getPort() + "/data";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Runs the command with a small data set, named as a user names one. */
    private Command fetchSmall(Object... arguments) throws Exception {
        String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(FILE));
        RemoteFile file = new RemoteFile("small/a.bin", URI.create("http://nowhere.invalid/a.bin"), FILE.length, md5, "the test");
        RemoteDataset small = new RemoteDataset("small", List.of(file), "small", null, List.of(new DatasetPart.File("a.bin", FILE.length)), List.of("folder:DIR/small"));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> line = new ArrayList<>();
        for (Object argument : arguments) {
            line.add(argument.toString());
        }
        int code = new CommandLine(new FetchCommand(Map.of("small", small)::get)).setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(line.toArray(String[]::new));
        return new Command(code, out.toString(), err.toString());
    }

    @Test
    void saysWhatItFetchedAndHowToUseIt() throws Exception {
        Path json = folder.resolve("fetched.json");
        Path to = folder.resolve("my data");
        Command first = fetchSmall("small", "--to", to, "--mirror", mirror, "--json", json).requireSuccess();
        assertEquals(List.of("fetching a.bin (0.0 MB)", "checking a.bin (0.0 MB)"), first.err().lines().toList());
        List<String> lines = first.out().lines().toList();
        assertEquals(to.resolve("small") + "  is complete", lines.get(0));
        assertTrue(lines.get(1).endsWith("MD5 fcea920f7412b5da7be0cf42b8c93759, as published by the test"), lines.get(1));
        assertEquals("  --data 'folder:" + to + "/small'", lines.get(3));
        Map<?, ?> report = Json.read(json, Map.class);
        assertEquals("small", report.get("dataset"));
        Map<?, ?> file = (Map<?, ?>) ((List<?>) report.get("files")).get(0);
        assertEquals(7, file.get("bytes"));
        assertEquals(7, file.get("bytes_downloaded"));
        assertEquals("fcea920f7412b5da7be0cf42b8c93759", file.get("md5"));
        assertEquals(mirror + "/a.bin", file.get("url"));

        Command second = fetchSmall("small", "--to", to, "--mirror", mirror, "--no-keep-archive").requireSuccess();
        assertEquals("", second.err());
        assertTrue(second.out().contains("is complete, nothing to fetch"), second.out());
        assertEquals(List.of("/data/a.bin"), requests);
    }

    @Test
    void whatGoesWrongIsOneLine() throws IOException {
        Command.run("fetch", "imagenet", "--to", folder).requireRefusal("'imagenet'", "cifar10 or cifar100");
        Command.run("fetch", "cifar10").requireRefusal("--to");
        Command.run("fetch", "cifar10", "--to", folder, "--mirror", "ftp://example.org").requireRefusal("ftp://example.org", "https://");
        Command.run("fetch", "cifar10", "--to", folder, "--mirror", "not a url").requireRefusal("--mirror");
        Files.createDirectories(folder.resolve("stl10_binary/mine"));
        Command.run("fetch", "stl10", "--to", folder).requireRefusal("no text in class_names.txt", "move that folder away");
        assertEquals(List.of(), requests);
    }

    @Test
    void aServerWithoutTheFileIsAFailureOfTheWork() {
        for (String at : List.of(mirror, mirror.replace("data", "elsewhere"))) {
            Command command = Command.run("fetch", "cifar10", "--to", folder, "--mirror", at, "--keep-archive");
            assertEquals(1, command.exitCode(), command.err());
            assertEquals(1, command.err().lines().count(), command.err());
            assertTrue(command.err().contains("expected cifar-10-binary.tar.gz with 170052171 bytes"), command.err());
        }
    }

    @Test
    void linesComeEveryTenSeconds() {
        SetClock clock = new SetClock();
        StringWriter err = new StringWriter();
        try (FetchProgress progress = new FetchProgress(new PrintWriter(err), false, clock)) {
            progress.onStage(Stage.DOWNLOAD, "a.zip", 50_000_000, 200_000_000);
            for (int second = 1; second <= 21; second++) {
                clock.advance(1);
                progress.onProgress(50_000_000 + second * 1_000_000L);
            }
            progress.onNotice("trying again");
        }
        assertEquals(List.of("fetching a.zip: going on after 50.0 MB (200.0 MB)", "fetching a.zip: 60.0 MB of 200.0 MB, 30 %", "fetching a.zip: 70.0 MB of 200.0 MB, 35 %", "trying again"),
                err.toString().lines().toList());
    }
}
