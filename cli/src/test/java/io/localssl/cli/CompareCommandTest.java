package io.localssl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import javax.imageio.ImageIO;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CompareCommandTest {
    private static final String TRAIN = "shapes:40:2";
    private static final String TEST = "shapes:50:3";
    /** A rate at which two epochs make a difference. */
    private static final List<Object> SETTINGS = List.of("--data", "shapes:24", "--epochs", 2, "--net", TinyRun.NET, "--batch", 8,
            "--learning-rate", "1e-2", "--threads", 1);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private static Path shared;
    private static Command first;

    @TempDir
    private Path folder;

    private static List<Object> arguments(Path out, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("compare", "--train", TRAIN, "--test", TEST, "--out", out));
        arguments.addAll(SETTINGS);
        arguments.addAll(List.of(options));
        return arguments;
    }

    private static void pretrain(Path out, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("pretrain", "--out", out));
        arguments.addAll(SETTINGS);
        arguments.addAll(List.of(options));
        Command.run(arguments.toArray()).requireSuccess();
    }

    private static Command compare(Path out, Object... options) {
        return Command.run(arguments(out, options).toArray());
    }

    /** Each cell starts a Java of its own, so one comparison serves the tests that only look at it. A folder in the place of a file lets one cell fail. */
    @BeforeAll
    static void compareOnce() throws IOException {
        Files.createDirectories(obstacle(shared.resolve("out")));
        first = compare(shared.resolve("out"), "--rules", "clapp++dfb,clapp++", "--seeds", 2, "--probe", "linear,ridge",
                "--json", shared.resolve("out.json"));
    }

    private static Path obstacle(Path out) {
        return out.resolve("cells").resolve("clapp++dfb-seed1").resolve("encoder.onnx");
    }

    private Path copy() throws IOException {
        Path source = shared.resolve("out");
        Path target = folder.resolve("copy");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        }
        return target;
    }

    private static JsonNode json(Path path) throws IOException {
        return MAPPER.readTree(path.toFile());
    }

    private static JsonNode sharedCell() throws IOException {
        return json(shared.resolve("out").resolve("cells").resolve("clapp++-seed1.json"));
    }

    private static JsonNode row(JsonNode results, String features) {
        for (JsonNode row : results.get("rows")) {
            if (row.get("features").asText().equals(features)) {
                return row;
            }
        }
        throw new AssertionError("no row of " + features + " in " + results);
    }

    /** The names of the rows of a Markdown table. */
    private static List<String> names(String table) {
        return table.lines().filter(line -> line.startsWith("| ")).skip(2).map(line -> line.split("\\|")[1].strip()).toList();
    }

    @Test
    void showsEveryRuleBesideTheBaselines() throws IOException {
        List<String> rows = List.of("raw pixels", "untrained encoder", "clapp++dfb", "clapp++");
        assertEquals(rows, names(first.out()), first.out());
        Path out = shared.resolve("out");
        assertEquals(rows, names(Files.readString(out.resolve("results.md"))));
        List<String> csv = Files.readAllLines(out.resolve("results.csv"));
        assertEquals(5, csv.size());
        assertTrue(csv.get(0).startsWith("features,n,failed,accuracy_linear_mean,accuracy_linear_sd,accuracy_ridge_mean,"), csv.get(0));
        assertEquals(json(shared.resolve("out.json")), json(out.resolve("results.json")));
        assertNotNull(ImageIO.read(out.resolve("accuracy.png").toFile()));
        assertTrue(first.out().lines().filter(line -> line.startsWith("|")).allMatch(line -> line.length() <= 100), first.out());
    }

    @Test
    void aRowIsTheMeanOfItsCells() throws IOException {
        JsonNode results = json(shared.resolve("out.json"));
        JsonNode row = row(results, "clapp++");
        assertEquals(2, row.get("n").asInt());
        List<Double> values = new ArrayList<>();
        for (JsonNode cell : results.get("cells")) {
            if (cell.get("features").asText().equals("clapp++")) {
                values.add(cell.get("accuracy").get("linear").asDouble());
            }
        }
        assertEquals(2, values.size());
        JsonNode accuracy = row.get("accuracy").get("linear");
        assertEquals((values.get(0) + values.get(1)) / 2, accuracy.get("mean").asDouble(), 1e-12);
        assertEquals(Math.abs(values.get(0) - values.get(1)) / Math.sqrt(2), accuracy.get("sd").asDouble(), 1e-12);
        for (String cost : List.of("seconds_total", "images_per_second", "peak_offheap_mb")) {
            assertTrue(row.get("cost").get(cost).get("mean").asDouble() > 0, cost);
        }
        assertTrue(row(results, "untrained encoder").get("cost").isNull());
        assertEquals(1, row(results, "raw pixels").get("n").asInt());
    }

    @Test
    void theCurveBeginsWithTheUntrainedEncoderAndEndsInTheTable() throws IOException {
        JsonNode results = json(shared.resolve("out.json"));
        JsonNode row = row(results, "clapp++");
        JsonNode curve = row.get("curve");
        assertEquals(3, curve.size());
        assertEquals(row(results, "untrained encoder").get("accuracy").get("linear"), curve.get(0).get("accuracy"));
        assertEquals(0, curve.get(0).get("seconds").get("mean").asDouble());
        assertEquals(row.get("accuracy").get("linear"), curve.get(2).get("accuracy"));
        assertEquals(row.get("cost").get("seconds_total"), curve.get(2).get("seconds"));
    }

    /** What stands in the table is what the other commands find. */
    @Test
    void theCellsAreOrdinaryRuns() throws IOException {
        Path cells = shared.resolve("out").resolve("cells");
        RunFolder run = new RunFolder(cells.resolve("clapp++-seed2"));
        RunFolder alone = new RunFolder(folder.resolve("alone"));
        pretrain(alone.folder(), "--seed", 2, "--rule", "clapp++");
        Path probed = folder.resolve("probe.json");
        Command.run("probe", "--encoder", alone.encoder(), "--train", TRAIN, "--test", TEST, "--seed", 2, "--json", probed).requireSuccess();
        JsonNode cell = json(cells.resolve("clapp++-seed2.json"));
        assertEquals(json(probed).get("accuracy"), cell.get("accuracy").get("linear"));
        assertNotEquals(json(cells.resolve("untrained-encoder-seed2.json")).get("accuracy"), cell.get("accuracy"), "training must make a difference here");
        assertEquals(Files.size(alone.encoder()), Files.size(run.encoder()));
        assertFalse(Files.exists(run.encoder(1)), "the encoders of the epochs are deleted");

        Command.run("probe", "--encoder", "pixels", "--train", TRAIN, "--test", TEST, "--json", probed).requireSuccess();
        assertEquals(json(probed).get("accuracy"), row(json(shared.resolve("out.json")), "raw pixels").get("accuracy").get("linear").get("mean"));
    }

    @Test
    void progressNamesTheCellAndTheTimeLeft() {
        assertTrue(first.err().lines().anyMatch(line -> line.matches("4/7 clapp\\+\\+, seed 1: epoch 1/2: loss .*, all cells \\d+:\\d\\d")), first.err());
        assertTrue(first.err().contains("7/7 clapp++, seed 2: done"), first.err());
    }

    @Test
    void whatIsDoneIsNotDoneAgain() throws IOException {
        Path copy = copy();
        Command again = compare(copy, "--rules", "clapp++", "--seeds", 1, "--probe", "linear,ridge").requireSuccess();
        assertEquals(List.of("1/3 raw pixels, seed 1: done before", "2/3 untrained encoder, seed 1: done before", "3/3 clapp++, seed 1: done before"),
                again.err().lines().toList());
        assertEquals(List.of("raw pixels", "untrained encoder", "clapp++", "clapp++dfb"), names(again.out()), "what was there before is shown");
        assertEquals(json(shared.resolve("out.json")).get("cells"), json(copy.resolve("results.json")).get("cells"));
        assertFalse(new ComparisonFolder(copy).isPretrained(new Cell("clapp++", 1), 2), "a cell whose result is deleted begins again");
    }

    @Test
    void aFailedCellIsShownAndTheOthersGoOn() throws IOException {
        assertEquals(1, first.exitCode(), first.err());
        assertTrue(first.out().contains("\nFailed: clapp++dfb, seed 1: found the folder "), first.out());
        assertTrue(first.out().lines().anyMatch(line -> line.matches("\\| clapp\\+\\+dfb .*\\| 1 of 2 \\|")), first.out());
        assertTrue(first.err().contains("3/7 clapp++dfb, seed 1: failed: found the folder "), first.err());
        assertTrue(first.err().contains("6/7 clapp++dfb, seed 2: done"), first.err());
        assertTrue(Files.readString(shared.resolve("out").resolve("results.csv")).contains("\nclapp++dfb,1,1,"));
    }

    @Test
    void anUntrainedNetOfPatchesIsARow() throws IOException {
        Path out = folder.resolve("patches");
        Command.run("compare", "--data", TRAIN, "--test", TEST, "--net", "4,4:patches=16/8", "--rules", "clapp:prediction-steps=1", "--seeds", 1, "--epochs", 1, "--out", out).requireSuccess();
        assertEquals(1, row(json(out.resolve("results.json")), "untrained encoder").get("n").asInt());
    }

    @Test
    void aFailedCellIsTriedAgain() throws IOException {
        Path copy = copy();
        Files.delete(obstacle(copy));
        Command mended = compare(copy, "--rules", "clapp++dfb", "--seeds", 1, "--probe", "linear,ridge").requireSuccess();
        assertFalse(mended.out().contains("Failed"), mended.out());
        assertEquals(2, row(json(copy.resolve("results.json")), "clapp++dfb").get("n").asInt());
    }

    @Test
    void whatIsPretrainedGoesOnWithItsProbe() throws IOException {
        Path out = folder.resolve("out");
        Path cell = out.resolve("cells").resolve("clapp++-seed1");
        pretrain(cell, "--keep-epochs", "--json", cell.resolve("run.json"));
        Command command = compare(out, "--rules", "clapp++", "--seeds", 1, "--probe", "linear").requireSuccess();
        assertFalse(command.err().contains("pretraining"), command.err());
        assertEquals(json(cell.resolve("run.json")).get("seconds_total"),
                row(json(out.resolve("results.json")), "clapp++").get("cost").get("seconds_total").get("mean"));
        assertEquals(sharedCell().get("accuracy").get("linear"),
                json(out.resolve("cells").resolve("clapp++-seed1.json")).get("accuracy").get("linear"));
    }

    /** As by Ctrl-C: the process that pretrains ends, too, and what was found before stays. */
    @Test
    void anInterruptionEndsThePretraining() throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), LocalSSL.class.getName()));
        arguments(out, "--rules", "clapp++", "--seeds", 1, "--quiet").forEach(argument -> line.add(argument.toString()));
        Process process = new ProcessBuilder(line).inheritIO().start();
        try {
            Path log = out.resolve("cells").resolve("clapp++-seed1").resolve("log.txt");
            for (int i = 0; i < 600 && !Files.exists(log); i++) {
                assertTrue(process.isAlive());
                TimeUnit.MILLISECONDS.sleep(50);
            }
            ProcessHandle child = process.children().findFirst().orElseThrow();
            process.destroy();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            child.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        } finally {
            process.destroyForcibly();
        }
        assertFalse(Files.exists(out.resolve("cells").resolve("clapp++-seed1.json")), "an interruption is no failure of the cell");
        assertEquals(List.of("raw pixels", "untrained encoder"), names(Files.readString(out.resolve("results.md"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
            "--epochs 3; --epochs 3; expected 2",
            "--net 4,4M; --net 4,4M; expected 4,8M",
            "--test shapes:51:3; --test shapes:51:3; expected shapes:50:3",
            "--pool 8-8; --pool 8-8; expected none",
            "--probe linear; --probe linear; expected linear,ridge"})
    void otherSettingsInTheSameFolderAreRefused(String options, String found, String expected) throws IOException {
        Path copy = copy();
        List<Object> line = arguments(copy, "--probe", "linear,ridge", "--rules", "clapp++");
        String[] other = options.split(" ");
        int place = line.indexOf(other[0]);
        if (place < 0) {
            line.addAll(List.of(other));
        } else {
            line.set(place + 1, other[1]);
        }
        Command.run(line.toArray()).requireRefusal(found, expected, "comparison.json");
        assertEquals(json(shared.resolve("out.json")), json(copy.resolve("results.json")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
            "--rules clapp++,nope; 'nope'",
            "--rules clapp++ --net 4,vgg; 4,vgg",
            "--rules clapp++ --net 4M,4M,4M,4M,4M,4M; block 6",
            "--rules clapp++ --net 4,4 --pool 4; kernels",
            "--rules clapp++ --train idx:none,none; no file none",
            "--rules clapp++ --train cifar11:x; cifar11",
            "--rules clapp++ --seeds 0; --seeds 0",
            "--rules clapp++ --epochs 0; --epochs 0",
            "--rules clapp++ --probe paper; paper",
            "--rules clapp++ --learning-rate 0; learningRate",
            "--seeds 2; --rules"})
    void badInputLeavesNothing(String options, String word) throws IOException {
        Path out = folder.resolve("out");
        List<Object> line = new ArrayList<>(List.of("compare", "--data", "shapes:24", "--test", "shapes:20:3", "--out", out));
        line.addAll(List.of((Object[]) options.split(" ")));
        Command.run(line.toArray()).requireRefusal(word);
        assertFalse(Files.exists(out));
    }

    @Test
    void imagesOfAnotherShapeAreRefused() throws IOException {
        Path out = folder.resolve("out");
        String grey = TinyRun.idx(folder, 6);
        Command.run("compare", "--data", "shapes:24", "--test", grey, "--rules", "clapp++", "--out", out).requireRefusal("1x8x8", "--test", "3x32x32", "channels");
        assertFalse(Files.exists(out));
    }

    /** What --data becomes for training, the others become for judging. */
    @Test
    void partsOfImagesAreJudgedByTheirMiddle() throws IOException {
        Path out = folder.resolve("out");
        Command.run("compare", "--data", "shapes:24", "--test", "shapes:20:3", "--rules", "clapp++", "--net", TinyRun.NET, "--crop", "plain", "--image-size", 16, "--seeds", 1, "--epochs", 1,
                "--batch", 8, "--out", out, "--quiet").requireSuccess();
        assertEquals(3, json(out.resolve("results.json")).get("rows").size());
        String grey = TinyRun.idx(folder, 6);
        Command.run("compare", "--data", "shapes:24", "--test", grey, "--rules", "clapp++", "--crop", "plain", "--image-size", 16, "--out", folder.resolve("other"))
                .requireRefusal("1x8x8", "--test", "3x16x16");
    }

    @Test
    void aDamagedCellIsNamed() throws IOException {
        Path copy = copy();
        Path cell = copy.resolve("cells").resolve("clapp++-seed1.json");
        String whole = Files.readString(cell);
        Files.writeString(cell, whole.substring(0, whole.length() / 2));
        Command command = compare(copy, "--rules", "clapp++", "--seeds", 1, "--probe", "linear,ridge", "--quiet");
        command.requireRefusal("clapp++-seed1.json", "delete it");
    }
}
