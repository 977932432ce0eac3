package io.localssl.benchmarks.pytorch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;

/** Times PyTorch on this machine at one training step of a local rule, or at the convolutions of a net. */
public final class PyTorchAnchor {

    private static final int IMAGES = 32;
    private static final int VIEWS = 2;
    /** Environment variables that bear on speed or memory. */
    private static final Pattern TUNING = Pattern.compile("OMP_|GOMP_|KMP_|MKL_|OPENBLAS_|ONEDNN_|DNNL_|THP_|MALLOC_|GLIBC_|LD_PRELOAD");

    private final Settings settings;
    private final torch.MemoryFormat layout;
    private final Map<String, Object> results = new LinkedHashMap<>();

    private PyTorchAnchor(Settings settings) {
        this.settings = settings;
        this.layout = settings.channelsLast() ? torch.MemoryFormat.ChannelsLast : torch.MemoryFormat.Contiguous;
    }

    /**
     * Measures, prints the results as JSON, and writes them where {@code --json} says.
     *
     * @param args see the README.
     * @throws IOException if the file cannot be written.
     */
    public static void main(String[] args) throws IOException {
        try {
            Settings settings = Settings.parse(args);
            requireThreads(settings.threads());
            settings.build().select();
            PyTorchAnchor anchor = new PyTorchAnchor(settings);
            anchor.measure();
            String json = Json.lines(anchor.results);
            System.out.print(json);
            if (settings.json() != null) {
                Files.writeString(settings.json(), json);
            }
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    /** OpenMP and the BLAS libraries read the variable when they start; PyTorch's own setting does not reach all of them. */
    private static void requireThreads(int threads) {
        String found = System.getenv("OMP_NUM_THREADS");
        if (!String.valueOf(threads).equals(found)) {
            throw new UsageException("the environment variable OMP_NUM_THREADS is " + found + ", expected " + threads + " as in --threads; start with OMP_NUM_THREADS=" + threads + " java -jar ...");
        }
    }

    private void measure() {
        torch.set_num_threads(settings.threads());
        torch.manual_seed(1);
        results.put("net", settings.net());
        if (settings.convOnly()) {
            timeConvolutions();
        } else {
            timeSteps();
        }
        results.put("steps", settings.steps());
        results.put("layout", settings.channelsLast() ? "channels_last" : "contiguous");
        results.put("peak_rss_mb", Resident.peak());
        describeBuild();
    }

    private void describeBuild() {
        results.put("torch_version", torch.TORCH_VERSION);
        results.put("threads", torch.get_num_threads());
        results.put("mkldnn", torch.hasMKLDNN() && torch.globalContext().userEnabledMkldnn());
        results.put("mkl", torch.hasMKL());
        results.put("environment", new TreeMap<>(System.getenv()).entrySet().stream().filter(variable -> TUNING.matcher(variable.getKey()).lookingAt()).map(Object::toString).toList());
        results.put("configuration", torch.show_config().getString().lines().filter(line -> line.matches(".*(MKL|OpenMP|GCC|capability).*")).filter(line -> !line.contains("settings"))
            .map(line -> line.replaceFirst("^ *- ", "")).toList());
    }

    private void timeSteps() {
        results.put("rule", settings.rule().ruleName());
        results.put("adamw", settings.fusedAdamW() ? "fused" : "default");
        results.put("rss_before_mb", Resident.now());
        LocalNet net = new LocalNet(BlockShape.of(settings.net(), settings.rule().spatial()), settings.rule(), layout);
        TensorVector parameters = net.parameters();
        TrainingStep step = new TrainingStep(net, settings.fusedAdamW() ? new FusedAdamW(parameters) : new LoopAdamW(parameters));
        List<TrainingStep.Result> all = new ArrayList<>();
        int warmUp = Math.max(3, settings.steps() / 4);
        for (int i = 0; i < warmUp + settings.steps(); i++) {
            try (Tensor drawn = torch.randn(VIEWS * IMAGES, 3, 32, 32); Tensor input = drawn.contiguous(layout)) {
                all.add(step.run(input));
            }
        }
        results.put("initial_losses", all.get(0).losses());
        results.put("last_losses", all.get(all.size() - 1).losses());
        List<TrainingStep.Result> timed = all.subList(warmUp, all.size());
        results.put("forward_ms", times(timed, TrainingStep.Result::forward).toMap());
        results.put("backward_ms", times(timed, TrainingStep.Result::backward).toMap());
        results.put("optimiser_ms", times(timed, TrainingStep.Result::optimiser).toMap());
        Times whole = times(timed, TrainingStep.Result::whole);
        results.put("step_ms", whole.toMap());
        results.put("images_per_second", Json.rounded(1000 * IMAGES / whole.median()));
    }

    private static Times times(List<TrainingStep.Result> steps, ToLongFunction<TrainingStep.Result> part) {
        return Times.of(steps.stream().mapToLong(part).toArray());
    }

    private void timeConvolutions() {
        List<Map<String, Object>> rows = new ArrayList<>();
        double forward = 0;
        double gradient = 0;
        double gflop = 0;
        for (BlockShape shape : BlockShape.of(settings.net(), true)) {
            ConvolutionTimes times = ConvolutionTimes.measure(shape, VIEWS * IMAGES, 3, settings.steps(), layout);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("convolution", shape.inChannels() + "->" + shape.outChannels() + " at " + shape.inputSide() + "x" + shape.inputSide());
            row.put("forward_ms", times.forward().toMap());
            row.put("weight_gradient_ms", times.gradient().toMap());
            rows.add(row);
            forward += times.forward().median();
            gradient += times.gradient().median();
            gflop += VIEWS * IMAGES * shape.flop() / 1e9;
        }
        results.put("convolutions", rows);
        results.put("forward_ms", Json.rounded(forward));
        results.put("weight_gradient_ms", Json.rounded(gradient));
        results.put("sum_ms", Json.rounded(forward + gradient));
        results.put("gflop_per_pass", Json.rounded(gflop));
    }
}
