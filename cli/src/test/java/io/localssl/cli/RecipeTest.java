package io.localssl.cli;

import io.localssl.augment.AugmentationSettings;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageShape;
import io.localssl.nn.EncoderSpec;
import io.localssl.train.LocalSSLTrainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import javax.imageio.ImageIO;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RecipeTest {
    @TempDir
    private Path folder;

    private static String trainer(String recipe, Map<String, String> changes) {
        return new Recipe(recipe).configure("anywhere", changes).trainer().build().toString();
    }

    private static LocalSSLTrainer.Builder paper(String pool, double minCropArea) {
        return LocalSSLTrainer.builder().rule("clapp++").net("vgg6").pool(pool).epochs(300).batchSize(32).learningRate(2e-4).seed(1)
                .augmentation(AugmentationSettings.builder().minCropArea(minCropArea).build());
    }

    private static LocalSSLTrainer.Builder imagenet() {
        return paper("28-28-14-14-14-7-7-7", 0.08).net("128,256M,512M,512,1024M,1024M,1024,1024M").epochs(50).batchSize(64).optimiser("lars").learningRate(0.6)
                .schedule("cosine").warmUpEpochs(5).weightDecay(1e-4);
    }

    /** The numbers of the paper, its appendix on training. */
    @Test
    void recipesAreThePapers() {
        assertEquals(paper("4-4-4-2-2-1", 0.25).build().toString(), trainer("cifar10", Map.of()));
        assertEquals(paper("12-12-12-6-6-3", 0.08).build().toString(), trainer("stl10", Map.of()));
        assertEquals(paper("8-8-8-4-4-2", 0.08).weightDecay(1e-5).build().toString(), trainer("tiny-imagenet", Map.of()));
        assertEquals(imagenet().build().toString(), trainer("imagenet", Map.of()));
        assertNotEquals(trainer("stl10", Map.of()), trainer("tiny-imagenet", Map.of()));
    }

    /** The defaults of the published code and its script for the rule. */
    @ParameterizedTest
    @CsvSource({"clapp-stl10, clapp, 600", "clapp-s-stl10, clapp-s, 300"})
    void clappHasTheSettingsOfItsCode(String name, String rule, int epochs) {
        AugmentationSettings crops = AugmentationSettings.builder().crop("plain").flipProbability(0.5).jitterProbability(0).greyProbability(0).blurProbability(0).build();
        assertEquals(paper("16-8-8-4-2-1", 0.25).rule(rule).net("vgg6:patches=16/8").epochs(epochs).imageSize(64).augmentation(crops).build().toString(), trainer(name, Map.of()));
    }

    /** The published code's settings of all blocks at once; a step of a narrow net, too. */
    @Test
    void scffHasTheSettingsOfItsCode(@TempDir Path results) throws IOException {
        AugmentationSettings mirrored = AugmentationSettings.builder().crop("plain").flipProbability(0.5).jitterProbability(0).greyProbability(0).blurProbability(0).build();
        assertEquals(paper("2-2-2", 0.25).rule("scff").net("scff").epochs(13).batchSize(100).weightDecay(1e-4).augmentation(mirrored).build().toString(),
                trainer("scff-cifar10", Map.of()));
        Command.run("pretrain", "--recipe", "scff-cifar10", "--data", data("scff-cifar10") + "#4", "--out", results.resolve("run"), "--net",
                "2k5M4,3M4,4A:normalisation=layer:input=layer:activation=triangle", "--epochs", 1, "--batch", 2, "--threads", 1).requireSuccess();
    }

    /** In grey and in patches; of each block the mean over all. */
    @Test
    void clappStartsWithOneCommandAndSeesOneChannel(@TempDir Path results) throws IOException {
        RunFolder run = new RunFolder(results.resolve("run"));
        Command command = Command.run("pretrain", "--recipe", "clapp-stl10", "--data", data("stl10") + "#4", "--out", run.folder(),
                "--net", "2M,3M:patches=16/8", "--pool", "8-4", "--epochs", 1, "--batch", 2, "--threads", 1).requireSuccess();
        assertTrue(command.out().contains("Pretrained on 4 images of 1x96x96"), command.out());
        String encoder = Command.run("inspect", run.encoder()).requireSuccess().out();
        assertTrue(encoder.contains("1x64x64") && encoder.contains("2,3"), encoder);
        Command.run("pretrain", "--recipe", "clapp-s-stl10", "--data", data("stl10") + "#4", "--out", results.resolve("larger"), "--net", "2M,3M:patches=16/8",
                "--image-size", 97, "--epochs", 1).requireRefusal("96 rows", "plain crops of 97 rows");
    }

    @ParameterizedTest
    @CsvSource({"cifar10,32", "stl10,96", "tiny-imagenet,64", "imagenet,224"})
    void kernelsGiveThePapersGrids(String name, int side) {
        Recipe recipe = new Recipe(name);
        ImageShape shape = new ImageShape(3, side, side);
        assertEquals(EncoderSpec.of(recipe.trainer("net"), null, shape), EncoderSpec.of(recipe.trainer("net"), recipe.trainer("pool"), shape));
    }

    @Test
    void givenSettingsReplaceSingleOnes() {
        assertEquals(paper("4-4-4-2-2-1", 0.5).rule("clapp++dfb").epochs(3).batchSize(8).learningRate(0.1).weightDecay(0.2).seed(7).threads(1).build().toString(),
                trainer("cifar10", Map.of("--rule", "clapp++dfb", "--epochs", "3", "--batch", "8", "--learning-rate", "0.1", "--weight-decay", "0.2",
                        "--min-crop-area", "0.5", "--seed", "7", "--threads", "1")));
    }

    @Test
    void kernelsGoWithTheNet() {
        assertEquals(paper("", 0.25).net("4,8M").build().toString(), trainer("cifar10", Map.of("--net", "4,8M")));
        assertEquals(paper("2-1", 0.25).net("4,8M").build().toString(), trainer("cifar10", Map.of("--net", "4,8M", "--pool", "2-1")));
    }

    @Test
    void theWarmUpFitsFewerEpochs() {
        assertEquals(imagenet().epochs(1).warmUpEpochs(1).build().toString(), trainer("imagenet", Map.of("--epochs", "1")));
        assertEquals(imagenet().epochs(0).warmUpEpochs(0).build().toString(), trainer("imagenet", Map.of("--epochs", "0")));
        assertEquals(imagenet().epochs(90).build().toString(), trainer("imagenet", Map.of("--epochs", "90")));
    }

    private Path data(String recipe) throws IOException {
        switch (recipe) {
            case "cifar10", "scff-cifar10" -> {
                for (String file : List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5")) {
                    Files.write(folder.resolve(file + ".bin"), new byte[3073]);
                }
            }
            case "stl10", "clapp-stl10", "clapp-s-stl10" -> Files.write(folder.resolve("unlabeled_X.bin"), new byte[5 * 3 * 96 * 96]);
            case "tiny-imagenet" -> {
                Files.writeString(folder.resolve("wnids.txt"), "n1");
                images(folder.resolve("train/n1/images"), 64, 64);
            }
            default -> images(folder.resolve("n1"), 30, 20);
        }
        return folder;
    }

    private static void images(Path folder, int width, int height) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < 5; i++) {
            ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "jpeg", folder.resolve(i + ".JPEG").toFile());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cifar10", "stl10", "tiny-imagenet"})
    void startWithOneCommand(String name, @TempDir Path results) throws IOException {
        RunFolder run = new RunFolder(results.resolve("run"));
        Command command = Command.run("pretrain", "--recipe", name, "--data", data(name) + "#4", "--out", run.folder(),
                "--net", "2M,2M", "--epochs", 1, "--batch", 2, "--threads", 1).requireSuccess();
        assertTrue(command.out().contains("Pretrained on 4 images of 3x"), command.out());
        assertTrue(command.err().startsWith("encoder 94 parameters, matrices "), command.err());
        String written = Files.readString(run.config());
        assertTrue(written.contains("\"2M,2M\"") && written.contains(folder.toString()), written);
    }

    /** Not trained here: Tribuo takes seconds to write a model of so many pixels. */
    @Test
    void imagesOfImageNetAreResized() throws IOException {
        RunConfiguration run = new Recipe("imagenet").configure(data("imagenet") + "#4", Map.of());
        ImageDataSource<?> images = assertInstanceOf(ImageDataSource.class, run.images());
        assertEquals("4 images of 3x224x224", images.size() + " images of " + images.getImageShape());
    }

    @Test
    void aPrintedRecipeIsAConfiguration() throws IOException {
        String xml = Command.run("recipes", "imagenet").requireSuccess().out();
        Path edited = Files.writeString(folder.resolve("mine.xml"), xml.replace("data/imagenet/train", data("imagenet").toString()).replace("\"224\"", "\"16\"")
                .replace("\"128,256M,512M,512,1024M,1024M,1024,1024M\"", "\"2M,2M\"").replace("28-28-14-14-14-7-7-7", "2-1").replace("\"50\"", "\"5\""));
        Command command = Command.run("pretrain", "--config", edited, "--out", folder.resolve("run")).requireSuccess();
        assertTrue(command.out().contains("Pretrained on 5 images of 3x16x16"), command.out());
        assertTrue(command.err().contains("epoch 5/5"), command.err());
    }

    @Test
    void listsOneLineARecipe() {
        List<String> lines = Command.run("recipes").requireSuccess().out().lines().toList();
        assertEquals(1 + Recipe.NAMES.size(), lines.size());
        for (int i = 0; i < Recipe.NAMES.size(); i++) {
            assertTrue(lines.get(i + 1).startsWith(Recipe.NAMES.get(i) + " "), lines.get(i + 1));
        }
        assertTrue(lines.get(1).matches("cifar10 +CIFAR-10, 50,000 training images +vgg6 +300 +clapp\\+\\+ 80\\.51, .*clapp\\+\\+both 81\\.18.*"), lines.get(1));
    }

    /** Each setting that pretrain has can be given beside a recipe: the folder is what is refused here. */
    @Test
    void everySettingCanBeGiven() {
        Map<String, String> values = Map.of("--rule", "clapp++dfb", "--net", "4", "--pool", "4-4-4-2-2-2", "--epochs", "2", "--batch", "2",
                "--optimiser", "lars", "--schedule", "cosine", "--warm-up", "0", "--activations", "recompute", "--crop", "plain");
        Matcher options = Pattern.compile("^ +[*]? *(--[a-z-]+)=", Pattern.MULTILINE).matcher(Command.run("pretrain", "-h").out());
        int settings = 0;
        while (options.find()) {
            String option = options.group(1);
            if (!List.of("--data", "--recipe", "--config", "--out", "--json").contains(option)) {
                settings++;
                Command.run("pretrain", "--recipe", "stl10", "--data", folder.resolve("nowhere"), "--out", folder.resolve("run"),
                        option, values.getOrDefault(option, "1")).requireRefusal("unlabeled_X.bin");
            }
        }
        assertTrue(settings >= 10, settings + " settings in the help");
    }

    @Test
    void badUsageIsRefused() throws IOException {
        Path out = folder.resolve("out");
        Command.run("pretrain", "--recipe", "cifar11", "--data", folder, "--out", out).requireRefusal("cifar11", "tiny-imagenet", "localssl recipes");
        Command.run("recipes", "cifar11").requireRefusal("cifar11", "cifar10");
        Command.run("pretrain", "--recipe", "cifar10", "--out", out).requireRefusal("--data=DIR");
        Command.run("pretrain", "--recipe", "cifar10", "--config", "x.xml", "--data", folder, "--out", out).requireRefusal("--config", "--recipe");
        Command.run("pretrain", "--recipe", "cifar10", "--data", folder, "--out", out).requireRefusal("data_batch_1.bin");
        data("cifar10");
        Command.run("pretrain", "--recipe", "cifar10", "--data", folder, "--out", out, "--epochs", -1).requireRefusal("epochs -1");
        Command.run("pretrain", "--recipe", "cifar10", "--data", folder, "--out", out, "--net", "4,4", "--pool", "64-4").requireRefusal("block 1");
        TinyRun.requireEmpty(out);
    }
}
