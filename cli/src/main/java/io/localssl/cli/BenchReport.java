package io.localssl.cli;

import io.localssl.bench.Part;
import io.localssl.bench.PartMeasurement;
import io.localssl.bench.StepMeasurement;
import io.localssl.bench.StepMemory;
import io.localssl.bench.Timing;
import io.localssl.bench.Versions;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The costs of a step as JSON and as text.
 *
 * @param net      the net.
 * @param rule     the rule.
 * @param library  computes the products.
 * @param measured the costs.
 */
record BenchReport(String net, String rule, String library, StepMeasurement measured) {
    private static final String PRECISION = "fp32";
    /** What takes time without computing. */
    private static final Set<Part> IDLE = EnumSet.of(Part.WAIT, Part.TRANSFER);

    /** Writes the fields that other programs read. */
    void writeJson(Path file) throws IOException {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("net", net);
        result.put("rule", rule);
        result.put("batch", measured.images());
        result.put("threads", measured.threads());
        result.put("precision", PRECISION);
        result.put("library", library);
        result.put("images_per_second", measured.imagesPerSecond());
        result.put("steps", measured.steps());
        result.put("step", measured.step());
        result.put("parts", parts());
        IDLE.forEach(part -> result.put(name(part) + "_ms", time(part).ms()));
        result.put("gemm_ceiling_gflops", measured.gemmCeilingGflops());
        result.put("achieved_gflops", measured.achievedGflops());
        result.put("efficiency", measured.efficiency());
        result.put("peak_offheap_mb", bothSides(StepMemory::peakMb));
        result.put("activations_mb", bothSides(StepMemory::activationsMb));
        result.put("parameters_mb", bothSides(StepMemory::parametersMb));
        result.put("versions", versions());
        Json.write(file, result);
    }

    private Map<String, Double> bothSides(ToDoubleFunction<StepMemory> megabytes) {
        return Map.of("local", megabytes.applyAsDouble(measured.local()), "bp", megabytes.applyAsDouble(measured.backPropagation()));
    }

    private Map<String, Object> parts() {
        Map<String, Object> parts = new LinkedHashMap<>();
        measured.parts().forEach((part, measurement) -> {
            if (isShown(part)) {
                Timing time = measurement.time();
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put("ms", time.ms());
                entry.put("min_ms", time.minMs());
                entry.put("spread_ms", time.spreadMs());
                entry.put("gflops", measurement.gflops());
                parts.put(name(part), entry);
            }
        });
        return parts;
    }

    private static Map<String, String> versions() throws IOException {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("library", LocalSSL.Version.read());
        versions.putAll(Versions.all());
        return versions;
    }

    /** Whether a part is one of the rule's; local rules have no input gradient. */
    private boolean isShown(Part part) {
        return !IDLE.contains(part) && (part != Part.INPUT_GRADIENT || time(part).ms() > 0);
    }

    private Timing time(Part part) {
        return measured.parts().get(part).time();
    }

    private static String name(Part part) {
        return part.name().toLowerCase(Locale.ROOT);
    }

    /** Prints a table. */
    void print(PrintWriter text) throws IOException {
        text.printf("%s by %s, %d images x 2 views a step, %s, %s, %s%n%n", net, rule, measured.images(), measured.threads() == 1 ? "1 thread" : measured.threads() + " threads",
                PRECISION, library);
        text.printf("%-17s%11s%11s%11s%11s%n", "", "median, ms", "fastest", "spread", "GFLOP/s");
        line(text, "augment (beside)", measured.parts().get(Part.AUGMENT));
        measured.parts().forEach((part, measurement) -> {
            if (part != Part.AUGMENT && isShown(part)) {
                line(text, name(part).replace('_', ' '), measurement);
            }
        });
        line(text, "wait, transfer", time(Part.WAIT).ms() + time(Part.TRANSFER).ms());
        line(text, "step", new PartMeasurement(measured.step(), measured.achievedGflops()));
        text.printf(Locale.ROOT, "%n%.0f images/s%nefficiency %.2f: %.0f of %.0f GFLOP/s%n", measured.imagesPerSecond(), measured.efficiency(), measured.achievedGflops(),
                measured.gemmCeilingGflops());
        text.printf(Locale.ROOT, "%n%-23s%11s%18s%n", "off the heap, MB", "local", "back-propagation");
        line(text, "activations", StepMemory::activationsMb);
        line(text, "all beside parameters", StepMemory::peakMb);
        line(text, "parameters", StepMemory::parametersMb);
        text.println();
        versions().forEach((name, version) -> text.printf("%-10s %s%n", name, version));
    }

    private static void line(PrintWriter text, String name, PartMeasurement part) {
        text.printf(Locale.ROOT, "%-17s%11.2f%11.2f%11.2f%11.1f%n", name, part.time().ms(), part.time().minMs(), part.time().spreadMs(), part.gflops());
    }

    private static void line(PrintWriter text, String name, double millis) {
        text.printf(Locale.ROOT, "%-17s%11.2f%n", name, millis);
    }

    private void line(PrintWriter text, String name, ToDoubleFunction<StepMemory> megabytes) {
        text.printf(Locale.ROOT, "%-23s%11.0f%18.0f%n", name, megabytes.applyAsDouble(measured.local()), megabytes.applyAsDouble(measured.backPropagation()));
    }
}
