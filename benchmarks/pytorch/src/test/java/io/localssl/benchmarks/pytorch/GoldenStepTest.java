package io.localssl.benchmarks.pytorch;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is timed is the paper's step: losses, gradients and updates are those that its published code computes. */
class GoldenStepTest {

    private static final Path GOLDEN = Path.of(System.getProperty("golden.dir"));
    private static final int BLOCKS = 6;
    private static final double GRADIENT_TOLERANCE = 2e-4;
    private static final double UPDATE_TOLERANCE = 1e-6;

    @BeforeAll
    static void releaseBuild() {
        NativeBuild.RELEASE.select();
    }

    @ParameterizedTest
    @CsvSource({"pooled,POOLED,false,false", "spatial,SPATIAL,false,false", "dfb,DFB,false,false", "both,BOTH,false,false", "spatial,SPATIAL,true,false", "both,BOTH,true,true"})
    void threeSteps(String folder, LearningRule rule, boolean channelsLast, boolean fused) throws IOException {
        List<BlockShape> shapes = BlockShape.of(List.of("4", "6M", "6", "8M", "8M", "8M"), 3, 32, rule.spatial() ? List.of(8, 8, 8, 4, 2, 1) : List.of());
        torch.MemoryFormat layout = channelsLast ? torch.MemoryFormat.ChannelsLast : torch.MemoryFormat.Contiguous;
        LocalNet net = new LocalNet(shapes, rule, layout);
        TensorVector parameters = net.parameters();
        List<String> names = names(rule);
        for (int i = 0; i < names.size(); i++) {
            Tensor parameter = parameters.get(i);
            parameter.detach().copy_(tensor(read(folder, "init." + names.get(i)), parameter.shape()));
        }
        TrainingStep step = new TrainingStep(net, fused ? new FusedAdamW(parameters) : new LoopAdamW(parameters));
        float[] pixels = concatenated(read(folder, "x_view1"), read(folder, "x_view2"));
        Tensor input = tensor(pixels, pixels.length / (3 * 32 * 32), 3, 32, 32).contiguous(layout);
        for (int n = 1; n <= 3; n++) {
            List<Float> losses = step.run(input).losses();
            float[] expected = read(folder, "loss.step" + n);
            assertEquals(BLOCKS, losses.size());
            for (int block = 0; block < BLOCKS; block++) {
                assertEquals(expected[block], losses.get(block), 1e-5 * Math.max(1, expected[block]), "loss of block " + (block + 1) + " at step " + n);
            }
            if (n == 1) {
                checkGradients(folder, names, parameters);
            }
            if (n != 2) {
                checkUpdates(folder, "after" + n, names, parameters);
            }
        }
    }

    private static List<String> names(LearningRule rule) {
        List<String> names = new ArrayList<>();
        for (int block = 0; block < BLOCKS; block++) {
            names.add("enc." + block + ".weight");
            names.add("enc." + block + ".bias");
        }
        for (String matrices : rule == LearningRule.BOTH ? List.of("B.", "B_lat.") : List.of("B.")) {
            for (int block = 0; block < BLOCKS; block++) {
                names.add(matrices + block);
            }
        }
        return names;
    }

    private static void checkGradients(String folder, List<String> names, TensorVector parameters) throws IOException {
        assertEquals(names.size(), parameters.size());
        for (int i = 0; i < names.size(); i++) {
            float[] expected = read(folder, "grad." + names.get(i));
            float[] found = floats(parameters.get(i).grad());
            double largest = 0;
            for (float value : expected) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertTrue(largest > 0, "grad." + names.get(i));
            for (int j = 0; j < expected.length; j++) {
                assertEquals(expected[j], found[j], GRADIENT_TOLERANCE * largest, "grad." + names.get(i) + " at " + j);
            }
        }
    }

    /** An element whose true gradient is at rounding level may move either way: the reference says how many of its own do. */
    private static void checkUpdates(String folder, String step, List<String> names, TensorVector parameters) throws IOException {
        int outliers = 0;
        for (int i = 0; i < names.size(); i++) {
            float[] expected = read(folder, step + "." + names.get(i));
            float[] found = floats(parameters.get(i));
            for (int j = 0; j < expected.length; j++) {
                double difference = Math.abs(expected[j] - found[j]);
                outliers += difference > UPDATE_TOLERANCE ? 1 : 0;
                assertEquals(expected[j], found[j], 2 * 3 * Optimiser.RATE, step + "." + names.get(i) + " at " + j);
            }
        }
        assertTrue(outliers <= 2 * allowedOutliers(folder, step), outliers + " values differ " + step + ", the reference allows twice " + allowedOutliers(folder, step));
    }

    private static int allowedOutliers(String folder, String step) throws IOException {
        Matcher matcher = Pattern.compile('"' + step + "\": \\{[^}]*\"n_abs_diff_gt_1e_6\": (\\d+)").matcher(Files.readString(GOLDEN.resolve(folder).resolve("manifest.json")));
        assertTrue(matcher.find(), "n_abs_diff_gt_1e_6 of " + step);
        return Integer.parseInt(matcher.group(1));
    }

    private static float[] read(String folder, String name) throws IOException {
        Path own = GOLDEN.resolve(folder).resolve(name + ".bin");
        byte[] bytes = Files.readAllBytes(Files.exists(own) ? own : GOLDEN.resolve("common_rgb32").resolve(name + ".bin"));
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static float[] concatenated(float[] first, float[] second) {
        float[] all = new float[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static Tensor tensor(float[] values, long... shape) {
        return Tensor.create(values, shape);
    }

    private static float[] floats(Tensor tensor) {
        try (PointerScope temporaries = new PointerScope()) {
            Tensor rows = tensor.detach().contiguous();
            float[] values = new float[Math.toIntExact(rows.numel())];
            new FloatPointer(rows.data_ptr()).get(values);
            return values;
        }
    }
}
