package io.localssl.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.localssl.GoldenVectors;
import io.localssl.image.ImageShape;
import io.localssl.loss.ContrastLoss;
import io.localssl.loss.InfoNceLoss;
import io.localssl.loss.MarginLoss;
import io.localssl.loss.Pairs;
import io.localssl.loss.Penalty;
import io.localssl.loss.PhyllLoss;
import io.localssl.nn.AdamW;
import io.localssl.nn.Backend;
import io.localssl.nn.BlockKernel;
import io.localssl.nn.EncoderParameters;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.OffHeap;
import io.localssl.nn.Parameter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every rule against the tensors that the paper's own code computes; the settings are read from the manifests. */
class GoldenRulesTest {

    @TestFactory
    Stream<DynamicTest> rules() throws IOException {
        List<String> folders;
        try (Stream<Path> entries = Files.list(GoldenVectors.directory())) {
            folders = entries.filter(f -> Files.exists(f.resolve("manifest.json"))).map(f -> f.getFileName().toString())
                    .filter(f -> isRule(GoldenVectors.load(f))).sorted().toList();
        }
        assertFalse(folders.isEmpty(), "no folder of a rule in " + GoldenVectors.directory());
        return folders.stream().flatMap(f -> AllBackends.all().stream()
                .map(b -> DynamicTest.dynamicTest(f + " on " + b.name(), () -> check(GoldenVectors.load(f), b))));
    }

    private static boolean isRule(GoldenVectors golden) {
        return golden.manifest().has("contrast_mode");
    }

    private static void check(GoldenVectors golden, Backend backend) {
        JsonNode m = golden.manifest();
        int images = m.get("batch").asInt();
        Rule rule = new Rule(m.get("variant").asText(), "", "", objective(golden), credit(m));
        try (Learner learner = new Learner(spec(m), rule, backend, DataType.FLOAT, Activations.KEEP, 2, new SplittableRandom(1))) {
            Map<String, INDArray> values = new LinkedHashMap<>();
            Map<String, Parameter> learned = new LinkedHashMap<>();
            parameters(learner, golden).forEach((name, p) -> {
                OffHeap.write(golden.floats("init." + name), p.value());
                values.put(name, p.value());
                learned.put(name, p);
            });
            m.get("grad_is_None").forEach(name -> learned.remove(name.asText().substring("grad.".length())));
            fillViews(golden, learner.input(images));
            Pairs pairs = golden.has("neg_index") ? pairs(golden, images) : Pairs.nextRow(images);
            // the difference of two nearly equal scores leaves phyll a tenth of the digits, as does InfoNCE's normalisation: the reference says so of itself
            double slack = List.of("phyll", "infonce").contains(m.get("contrast_mode").asText()) ? 10 : 1;
            AdamW optimiser = new AdamW(m.get("adam").get("weight_decay").asDouble());
            for (int step = 1; step <= 3; step++) {
                double[] losses = learner.gradients(images, pairs);
                checkLosses(golden, step, losses, slack);
                if (step == 1) {
                    checkActivations(golden, learner, images);
                    learned.forEach((name, p) -> {
                        try (INDArray gradient = p.denseGradient()) {
                            assertNear("grad." + name, golden.floats("grad." + name), gradient, slack * 2e-4);
                        }
                    });
                }
                learner.update(optimiser, m.get("lr").asDouble());
                if (step != 2) {
                    checkUpdates(golden, values, step);
                }
            }
        }
    }

    /** Trained feedback reports how far the local gradients are from back-propagation; every other rule the losses of its blocks. */
    private static void checkLosses(GoldenVectors golden, int step, double[] losses, double slack) {
        boolean mismatch = golden.has("fbloss_normalised.step" + step);
        float[] expected = golden.floats((mismatch ? "fbloss_normalised.step" : "loss.step") + step);
        assertEquals(expected.length, losses.length);
        for (int l = 0; l < expected.length; l++) {
            assertEquals(expected[l], losses[l], slack * 1e-5 * Math.max(1, expected[l]), "loss " + l + " at step " + step);
        }
    }

    private static Credit credit(JsonNode m) {
        return m.get("variant").asText().equals("trainfb") ? Credit.TRAINED_FEEDBACK : m.get("end_to_end").asBoolean() ? Credit.BACK_PROPAGATION : Credit.LOCAL;
    }

    private static Objective objective(GoldenVectors golden) {
        JsonNode m = golden.manifest();
        FeaturePooling pooling = m.get("loss_pool").isNull() ? FeaturePooling.GLOBAL : FeaturePooling.SPATIAL;
        if (m.get("contrast_mode").asText().equals("infonce")) {
            return new InfoNce(new InfoNceLoss(0.1), pooling, 16);
        }
        int[] feedback = GoldenVectors.ints(m.get("fb_idx"));
        int top = m.get("layers").asInt() - 1;
        boolean joined = m.get("official_options").toString().contains("\"--predict_module_num\",\"both\"");
        assertTrue(!joined || Arrays.stream(feedback).allMatch(i -> i == top), "contexts " + m.get("fb_idx"));
        List<Context> contexts = new ArrayList<>(List.of(joined ? Context.TOP_AND_OWN : feedback.length == 1 ? Context.OWN : Context.feedback(feedback)));
        if (golden.has("init.B_lat.0")) {
            contexts.add(Context.OWN);
        }
        return new Contrastive(contrast(m), pooling, contexts);
    }

    private static ContrastLoss contrast(JsonNode m) {
        return switch (m.get("contrast_mode").asText()) {
            case "softhinge" -> new MarginLoss(Penalty.SOFT_HINGE);
            case "phyll" -> new PhyllLoss(m.get("phyll_theta").asDouble());
            case "linear" -> new MarginLoss(Penalty.LINEAR);
            default -> new MarginLoss(Penalty.HINGE);
        };
    }

    private static EncoderSpec spec(JsonNode m) {
        StringBuilder net = new StringBuilder();
        for (JsonNode layer : m.get("arch")) {
            net.append(layer.isNumber() && net.length() > 0 ? "," : "").append(layer.asText());
        }
        int[] image = GoldenVectors.ints(m.get("input"));
        String pool = m.get("loss_pool").isNull() ? null : m.get("loss_pool").asText();
        if (pool != null && !pool.contains("-")) {
            pool = "1-".repeat(m.get("layers").asInt() - 1) + pool; // that of the top block, the only one with a loss
        }
        return EncoderSpec.of(net.toString(), pool, new ImageShape(image[0], image[1], image[2]));
    }

    private static Map<String, Parameter> parameters(Learner learner, GoldenVectors golden) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (int l = 0; l < learner.spec().depth(); l++) {
            EncoderParameters.Block block = learner.encoder().blocks().get(l);
            parameters.put("enc." + l + ".weight", block.weight());
            parameters.put("enc." + l + ".bias", block.bias());
        }
        List<BlockLoss> losses = learner.losses().stream().filter(Objects::nonNull).toList();
        List<String> names = golden.has("init.P.0") ? List.of("P.") : List.of("B.", "B_lat.");
        for (int i = 0; i < losses.size(); i++) {
            for (int c = 0; c < losses.get(i).parameters().size(); c++) {
                parameters.put(names.get(c) + i, losses.get(i).parameters().get(c));
            }
        }
        return parameters;
    }

    private static void fillViews(GoldenVectors golden, INDArray input) {
        float[] first = golden.floats("x_view1");
        float[] second = golden.floats("x_view2");
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        OffHeap.write(both, input);
    }

    private static Pairs pairs(GoldenVectors golden, int images) {
        int[] index = golden.ints("neg_index");
        int rows = 2 * images;
        int[][] negatives = new int[index.length / rows][];
        for (int k = 0; k < negatives.length; k++) {
            negatives[k] = Arrays.copyOfRange(index, k * rows, (k + 1) * rows);
        }
        return Pairs.ofPositives(images, negatives);
    }

    private static void checkActivations(GoldenVectors golden, Learner learner, int images) {
        List<BlockKernel> kernels = learner.forward(images);
        for (int l = 0; l < kernels.size(); l++) {
            try (INDArray activation = kernels.get(l).activation()) {
                assertNear("act." + l, golden.floats("act." + l), activation, 1e-5);
            }
        }
    }

    private static void assertNear(String name, float[] expected, INDArray found, double tolerance) {
        float[] values = OffHeap.read(found);
        assertEquals(expected.length, values.length, name);
        double largest = 0;
        for (float e : expected) {
            largest = Math.max(largest, Math.abs(e));
        }
        // where all terms cancel and nothing is left to scale by, the rounding of one term is
        double allowed = Math.max(tolerance * largest, 1e-7);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], values[i], allowed, name + " element " + i + ", largest " + largest);
        }
    }

    /**
     * An element whose gradient is at rounding level may move either way under Adam. The reference says how many of its own do so for want of digits, n; as many of
     * ours do, at other places. The sum of both counts has a mean of 2n, and about the standard deviation of a Poisson number.
     */
    private static void checkUpdates(GoldenVectors golden, Map<String, INDArray> parameters, int step) {
        int outliers = 0;
        for (Map.Entry<String, INDArray> entry : parameters.entrySet()) {
            String name = "after" + step + "." + entry.getKey();
            // what does not learn in the reference is not stored a second time
            float[] expected = golden.floats(golden.has(name) ? name : "init." + entry.getKey());
            float[] values = OffHeap.read(entry.getValue());
            for (int i = 0; i < expected.length; i++) {
                double difference = Math.abs(expected[i] - values[i]);
                assertTrue(difference <= 4.1e-4 * step, name + " element " + i + " is off by " + difference);
                outliers += difference > 1e-6 ? 1 : 0;
            }
        }
        int mean = 2 * golden.manifest().get("f32_vs_f64_noise").get("after" + step).get("n_abs_diff_gt_1e_6").asInt();
        double allowed = mean + 3 * Math.sqrt(mean);
        assertTrue(outliers <= allowed, outliers + " parameters differ by more than 1e-6 after step " + step + ", expected at most " + allowed);
    }
}
