package io.localssl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.localssl.data.ImageStore;
import io.localssl.data.ShapesDataSource;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.encoder.EncoderModel;
import io.localssl.onnx.EncoderGraph;
import io.localssl.train.EpochReport;
import io.localssl.train.LocalSSLTrainer;
import io.localssl.train.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PretrainCommandTest {
    @TempDir
    private Path folder;

    private static Object weights(RunFolder run) throws IOException {
        return weights(run.encoder());
    }

    private static Object weights(Path encoder) throws IOException {
        return EncoderGraph.parse(ByteString.copyFrom(Files.readAllBytes(encoder))).getGraph();
    }

    @Test
    void trainsWithMomentumAndACosine() throws IOException {
        Object[] common = {"pretrain", "--data", "shapes:20", "--net", "4,8M", "--epochs", 2, "--batch", 8, "--threads", 1, "--quiet", "--out"};
        RunFolder cosine = new RunFolder(folder.resolve("cosine"));
        Command.run(with(common, cosine.folder(), "--optimiser", "lars", "--learning-rate", 0.6, "--schedule", "cosine", "--warm-up", 1)).requireSuccess();
        RunFolder constant = new RunFolder(folder.resolve("constant"));
        Command.run(with(common, constant.folder(), "--optimiser", "lars", "--learning-rate", 0.6)).requireSuccess();
        assertNotEquals(weights(constant), weights(cosine));
        RunFolder again = new RunFolder(folder.resolve("again"));
        Command.run("pretrain", "--config", cosine.config(), "--quiet", "--out", again.folder()).requireSuccess();
        assertEquals(weights(cosine), weights(again));

        Command.run(with(common, folder.resolve("none"), "--optimiser", "sgd")).requireRefusal("optimiser sgd", "adamw or lars");
        Command.run(with(common, folder.resolve("none"), "--schedule", "step")).requireRefusal("schedule step", "constant or cosine");
        Command.run(with(common, folder.resolve("none"), "--warm-up", 1)).requireRefusal("warmUpEpochs 1", "cosine");
        Command.run(with(common, folder.resolve("none"), "--schedule", "cosine", "--warm-up", 3)).requireRefusal("warmUpEpochs 3", "at most the 2 epochs");
    }

    private static Object[] with(Object[] first, Object... more) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray();
    }

    @Test
    void leavesAnEncoderAndItsHistory() throws IOException {
        RunFolder run = new RunFolder(folder.resolve("made").resolve("run"));
        Path json = folder.resolve("run.json");
        Command command = Command.run("pretrain", "--data", "shapes:40#20", "--rule", "clapp++dfb", "--net", "4,8M", "--pool", "8-4", "--epochs", 2, "--batch", 8,
                "--seed", 3, "--threads", 1, "--learning-rate", "1e-3", "--weight-decay", "0.01", "--min-crop-area", "0.5",
                "--out", run.folder(), "--json", json).requireSuccess();

        assertTrue(command.err().contains("epoch 1/2: loss "), command.err());
        assertTrue(command.err().contains("epoch 2/2: loss "), command.err());
        assertTrue(command.out().contains("Pretrained on 20 images of 3x32x32"), command.out());

        ObjectMapper mapper = new ObjectMapper();
        JsonNode summary = mapper.readTree(json.toFile());
        assertEquals(2, summary.get("epochs").size());
        assertEquals(2, summary.get("epochs").get(1).get("epoch").asInt());
        assertEquals(2, summary.get("epochs").get(0).get("loss").size());
        for (String key : List.of("images_per_second", "seconds_total", "seconds_augment", "peak_offheap_mb")) {
            assertTrue(summary.get(key).isNumber(), key);
        }
        assertEquals(40 / summary.get("seconds_total").asDouble(), summary.get("images_per_second").asDouble(), 1e-6);
        List<String> lines = Files.readAllLines(run.metrics());
        assertEquals(2, lines.size());
        assertEquals(summary.get("epochs").get(1).get("loss"), mapper.readTree(lines.get(1)).get("loss"));

        try (EncoderModel model = EncoderModel.load(run.model())) {
            assertEquals(ByteString.copyFrom(Files.readAllBytes(run.encoder())), model.getOnnx());
            String provenance = model.getProvenance().toString();
            for (String setting : List.of("clapp++dfb", "4,8M", "8-4", "0.001", "0.01", "minCropArea=0.5")) {
                assertTrue(provenance.contains(setting), setting + " in " + provenance);
            }
        }
    }

    @Test
    void theConfigurationRepeatsTheRun() throws IOException {
        RunFolder first = TinyRun.pretrain(folder.resolve("first"));
        RunFolder again = new RunFolder(folder.resolve("again"));
        Command repeated = Command.run("pretrain", "--config", first.config(), "--out", again.folder()).requireSuccess();
        assertTrue(repeated.err().contains("epoch 1/1"), repeated.err());
        assertEquals(weights(first), weights(again));
        assertEquals(Files.readString(first.config()), Files.readString(again.config()));

        RunFolder other = new RunFolder(folder.resolve("other"));
        Command.run("pretrain", "--data", "shapes:24", "--net", TinyRun.NET, "--epochs", 1, "--batch", 8, "--seed", 2, "--out", other.folder()).requireSuccess();
        assertNotEquals(weights(first), weights(other));
    }

    @Test
    void anAutotunedRunSaysWhatWasFasterAndIsRepeated() throws IOException {
        RunFolder tuned = new RunFolder(folder.resolve("tuned"));
        Command command = Command.run("pretrain", "--data", "shapes:24", "--net", TinyRun.NET, "--epochs", 1, "--batch", 8, "--autotune", "--out", tuned.folder());
        String methods = command.requireSuccess().out().lines().findFirst().orElseThrow().replaceAll(".* ", "");
        assertTrue(methods.matches("(direct|winograd)-(direct|winograd)"), command.out());
        assertTrue(Files.readString(tuned.config()).contains("\"convolutions\" value=\"" + methods + "\""), Files.readString(tuned.config()));
        RunFolder again = new RunFolder(folder.resolve("again"));
        Command.run("pretrain", "--config", tuned.config(), "--out", again.folder()).requireSuccess();
        assertEquals(weights(tuned), weights(again));
        Command.run("pretrain", "--config", tuned.config(), "--autotune", "--out", folder.resolve("no")).requireRefusal("--autotune");
    }

    @Test
    void aConfigurationStandsAlone() throws IOException {
        RunFolder first = TinyRun.pretrain(folder.resolve("first"));
        Path out = folder.resolve("out");
        Command.run("pretrain", "--config", first.config(), "--out", out, "--epochs", 5).requireRefusal("--epochs");
        Command.run("pretrain", "--config", first.config(), "--out", out, "--data", "shapes:5").requireRefusal("--data");
        Command.run("pretrain", "--config", folder.resolve("none.xml"), "--out", out).requireRefusal("none.xml");
        Path text = Files.writeString(folder.resolve("text.xml"), "no configuration");
        Command.run("pretrain", "--config", text, "--out", out).requireRefusal("configuration");
        Path empty = Files.writeString(folder.resolve("empty.xml"), "<config></config>");
        Command.run("pretrain", "--config", empty, "--out", out).requireRefusal("LocalSSLTrainer");
        Path broken = folder.resolve("broken.xml");
        Files.writeString(broken, Files.readString(first.config()).replace("\"clapp++\"", "\"no-rule\""));
        Command.run("pretrain", "--config", broken, "--out", out).requireRefusal("no-rule", "clapp++dfb");
        TinyRun.requireEmpty(out);
    }

    @Test
    void noEpochGivesTheUntrainedEncoder() throws IOException {
        RunFolder run = new RunFolder(folder.resolve("run"));
        Path json = folder.resolve("run.json");
        Command.run("pretrain", "--data", "shapes:8", "--net", "4", "--epochs", 0, "--out", run.folder(), "--json", json).requireSuccess();
        assertEquals(0, new ObjectMapper().readTree(json.toFile()).get("epochs").size());
        assertTrue(Files.exists(run.encoder()) && Files.exists(run.model()) && Files.exists(run.config()) && Files.exists(run.metrics()));
    }

    @Test
    void theEncoderOfEachEpochIsKeptWhereAskedFor() throws IOException {
        RunFolder run = new RunFolder(folder.resolve("run"));
        Command.run("pretrain", "--data", "shapes:8", "--net", "4", "--epochs", 3, "--batch", 4, "--keep-epochs", "--out", run.folder()).requireSuccess();
        Object first = weights(run.encoder(1));
        Object second = weights(run.encoder(2));
        assertNotEquals(first, second);
        assertNotEquals(second, weights(run.encoder(3)));
        assertEquals(weights(run.encoder()), weights(run.encoder(3)));
        assertFalse(Files.exists(run.encoder(0)) || Files.exists(run.encoder(4)));

        RunFolder shorter = new RunFolder(folder.resolve("shorter"));
        Command.run("pretrain", "--data", "shapes:8", "--net", "4", "--epochs", 1, "--batch", 4, "--out", shorter.folder()).requireSuccess();
        assertEquals(first, weights(shorter.encoder()), "an epoch does not depend on how many follow");
        assertFalse(Files.exists(shorter.encoder(1)));
    }

    @Test
    void quietIsQuiet() {
        Command command = Command.run("pretrain", "--data", "shapes:8", "--net", "4", "--epochs", 1, "--out", folder.resolve("run"), "--quiet").requireSuccess();
        assertEquals("", command.err());
    }

    @Test
    void aBatchLargerThanTheDataIsOneBatch() {
        Command.run("pretrain", "--data", "shapes:8", "--net", "4", "--epochs", 1, "--batch", 512, "--out", folder.resolve("run")).requireSuccess();
    }

    @Test
    void greyImagesOfAnotherSizeWork() throws IOException {
        Command.run("pretrain", "--data", TinyRun.idx(folder, 6), "--net", "4,8M", "--epochs", 1, "--batch", 3, "--out", folder.resolve("run")).requireSuccess();
    }

    /** An interruption after an epoch finds everything on disk. */
    @Test
    void filesAreThereAfterEachEpoch() throws IOException {
        RunFolder run = new RunFolder(folder);
        MetricsLog log = new MetricsLog(run, false);
        List<Integer> linesAfterEpoch = new ArrayList<>();
        LocalSSLTrainer trainer = LocalSSLTrainer.builder().net("4").epochs(2).batchSize(4).listener(new TrainingListener() {
            @Override
            public void onEpoch(EpochReport report) {
                log.onEpoch(report);
                try (EncoderModel saved = EncoderModel.load(run.model())) {
                    assertEquals(ByteString.copyFrom(Files.readAllBytes(run.encoder())), saved.getOnnx());
                    linesAfterEpoch.add(Files.readAllLines(run.metrics()).size());
                    assertTrue(Files.exists(run.config()));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }).build();
        trainer.train(ImageStore.read(new ShapesDataSource<>(8, 1, new EmbeddingFactory()))).close();
        assertEquals(List.of(1, 2), linesAfterEpoch);
    }

    @Test
    void theTimeToWriteFilesIsNoTrainingTime() throws IOException {
        double slow = 0.3;
        MetricsLog log = new MetricsLog(new RunFolder(folder), false);
        List<Double> seconds = new ArrayList<>();
        LocalSSLTrainer.builder().net("4").epochs(2).batchSize(4).listener(new TrainingListener() {
            @Override
            public void onEpoch(EpochReport report) {
                seconds.add(report.secondsTotal());
                log.onEpoch(new EpochReport(report.epoch(), report.epochs(), report.blocks(), report.meanBlockLosses(), report.secondsTotal(), report.secondsAugment(),
                        report.imagesPerSecond(), report.peakOffheapMb(), () -> {
                            long end = System.nanoTime() + (long) (slow * 1e9);
                            while (System.nanoTime() < end) { // parking may end early
                                LockSupport.parkNanos(end - System.nanoTime());
                            }
                            return report.snapshot().get();
                        }));
            }
        }).build().train(ImageStore.read(new ShapesDataSource<>(8, 1, new EmbeddingFactory()))).close();
        double total = (double) log.summary().get("seconds_total");
        assertTrue(total > seconds.get(0) && total <= seconds.get(1) - slow, total + " of " + seconds);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
            "--data cifar11:x:train; cifar11",
            "--data cifar10:no/such/folder:train; no/such/folder",
            "--data idx:no-images,no-labels; no-images",
            "--data shapes:0; shapes:0",
            "--data shapes:1; at least 2",
            "--data shapes:8 --rule clap; clapp++pooled",
            "--data shapes:8 --rule clapp; vgg6s:patches=16/8",
            "--data shapes:8 --rule ff; normalisation=rms",
            "--data shapes:8 --net vgg7; vgg7",
            "--data shapes:8 --net 4M,4M,4M,4M,4M,4M; block 6",
            "--data shapes:8 --net 4,4 --pool 64-4; block 1",
            "--data shapes:8 --net 4,4 --pool 4; kernels",
            "--data shapes:8 --batch 1; batchSize",
            "--data shapes:8 --epochs -1; epochs",
            "--data shapes:8 --learning-rate 0; learningRate",
            "--data shapes:8 --learning-rate NaN; learningRate",
            "--data shapes:8 --min-crop-area 0; minCropArea",
            "--data shapes:8 --threads -1; threads",
            "--data shapes:64 --net 4,4 --epochs 9 --batch 8 --learning-rate 1e20; learning rate"})
    void badInputLeavesNothing(String options, String word) throws IOException {
        Path out = folder.resolve("out");
        List<Object> arguments = new ArrayList<>(List.of("pretrain", "--out", out, "--quiet"));
        arguments.addAll(List.of((Object[]) options.split(" ")));
        Command.run(arguments.toArray()).requireRefusal(word);
        TinyRun.requireEmpty(out);
    }

    @Test
    void badFilesAreRefused() throws IOException {
        String spec = TinyRun.idx(folder, 6);
        Path images = folder.resolve("images.idx");
        byte[] whole = Files.readAllBytes(images);
        Path out = folder.resolve("out");
        for (int length : new int[] {0, 3, 15, 16, whole.length - 1}) {
            Files.write(images, Arrays.copyOf(whole, length));
            Command.run("pretrain", "--data", spec, "--net", "4", "--out", out).requireRefusal("images.idx");
        }
        TinyRun.requireEmpty(out);
    }

    @Test
    void anUnwritablePlaceIsFoundOutBeforeTraining() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Command below = Command.run("pretrain", "--data", "shapes:8", "--net", "4", "--epochs", 1, "--out", file.resolve("run"));
        below.requireRefusal("file");
        assertFalse(below.err().contains("epoch"));
        Command.run("pretrain", "--data", "shapes:8", "--net", "4", "--epochs", 1, "--out", folder.resolve("run"), "--json", folder).requireRefusal("folder");
        TinyRun.requireEmpty(folder.resolve("run"));
    }
}
