package io.localssl.benchmarks.pytorch;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The command line.
 *
 * @param net          {@code vgg6} or {@code vgg6s}.
 * @param rule         the learning rule.
 * @param threads      of PyTorch.
 * @param steps        timed, after the warm-up.
 * @param channelsLast NHWC instead of PyTorch's default NCHW.
 * @param fusedAdamW   the fused AdamW instead of PyTorch's default.
 * @param build        which libtorch.
 * @param convOnly     the convolutions alone instead of whole steps.
 * @param json         where to write the results.
 */
record Settings(String net, LearningRule rule, int threads, int steps, boolean channelsLast, boolean fusedAdamW, NativeBuild build, boolean convOnly, @Nullable Path json) {

    static final String USAGE = """
        java -jar pytorch-anchor.jar [--net vgg6s|vgg6] [--rule clapp++|clapp++pooled|clapp++dfb|clapp++both] [--threads N] [--steps N] [--json FILE]
            [--layout contiguous|channels_last] [--adamw default|fused] [--build release|openblas] [--conv-only]""";

    /** @throws UsageException for an unknown option or value. */
    static Settings parse(String... args) {
        Map<String, String> options = new LinkedHashMap<>(Map.of("--net", "vgg6s", "--rule", "clapp++", "--threads", "2", "--steps", "",
            "--json", "", "--layout", "contiguous", "--adamw", "default", "--build", "release", "--conv-only", "false"));
        for (int i = 0; i < args.length; i++) {
            if (!options.containsKey(args[i])) {
                throw new UsageException("found " + args[i] + ", expected " + USAGE);
            }
            boolean flag = args[i].equals("--conv-only");
            if (!flag && i + 1 == args.length) {
                throw new UsageException(args[i] + " has no value, expected " + USAGE);
            }
            options.put(args[i], flag ? "true" : args[++i]);
        }
        String net = options.get("--net");
        String steps = options.get("--steps").isEmpty() ? net.equals("vgg6") ? "5" : "20" : options.get("--steps");
        return new Settings(net, LearningRule.of(options.get("--rule")), positive("--threads", options.get("--threads")), positive("--steps", steps),
            second(options, "--layout", "contiguous", "channels_last"), second(options, "--adamw", "default", "fused"), NativeBuild.of(options.get("--build")),
            options.get("--conv-only").equals("true"), options.get("--json").isEmpty() ? null : Path.of(options.get("--json")));
    }

    private static int positive(String option, String value) {
        if (!value.matches("[1-9]\\d{0,5}")) {
            throw new UsageException(option + " is " + value + ", expected a positive number");
        }
        return Integer.parseInt(value);
    }

    private static boolean second(Map<String, String> options, String option, String first, String second) {
        String value = options.get(option);
        if (!value.equals(first) && !value.equals(second)) {
            throw new UsageException(option + " is " + value + ", expected " + first + " or " + second);
        }
        return value.equals(second);
    }
}
