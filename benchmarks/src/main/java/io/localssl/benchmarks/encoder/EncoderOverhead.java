package io.localssl.benchmarks.encoder;

import ai.onnxruntime.OrtException;
import io.localssl.embedding.Embedding;
import io.localssl.encoder.OnnxImageEncoder;
import org.tribuo.Example;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What an encoder adds to ONNX Runtime alone. Both take turns of a tenth of a second: minutes lie between the runs of two benchmarks of JMH, and machines
 * change their speed in minutes by more than what is looked for here. Between turns is a pause, as the threads of a session spin for a while after a call
 * and would disturb the other.
 */
public final class EncoderOverhead {
    private static final int[] BATCHES = {1, 8, 64, 256};
    private static final long TURN_NANOS = 100_000_000;
    private static final long PAUSE_MILLIS = 50;

    /** Something that encodes a batch. */
    private interface Call {
        void run() throws OrtException;
    }

    private EncoderOverhead() {
    }

    /**
     * Prints a table for batches of 1, 8, 64 and 256: medians in microseconds a call, and the median over rounds of the ratio of neighbouring turns.
     *
     * @param arguments the number of threads, and the number of rounds for each batch size.
     * @throws IOException          if the encoder cannot be written.
     * @throws OrtException         if ONNX Runtime fails.
     * @throws InterruptedException if somebody interrupts.
     */
    public static void main(String[] arguments) throws IOException, OrtException, InterruptedException {
        int threads = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        System.out.println("| batch | threads | bare session, us | in place, us | encoder, us | encoder / bare | encoder / in place |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (int batch : BATCHES) {
            measure(batch, threads, rounds);
        }
    }

    private static void measure(int batch, int threads, int rounds) throws IOException, OrtException, InterruptedException {
        Path file = Vgg6s.file();
        List<Example<Embedding>> images = Vgg6s.images(batch);
        try (BareSession session = new BareSession(file, threads, images);
             OnnxImageEncoder encoder = OnnxImageEncoder.builder(file).threads(threads).batchSize(batch).build()) {
            Call[] calls = {session::run, session::runInPlace, () -> encoder.encode(images)};
            measure(calls, 1 + rounds / 4); // warms up
            double[][] times = measure(calls, rounds);
            System.out.printf(Locale.ROOT, "| %d | %d | %.0f | %.0f | %.0f | %.3f | %.3f |%n", batch, threads,
                    median(times[0]), median(times[1]), median(times[2]), medianRatio(times[2], times[0]), medianRatio(times[2], times[1]));
        }
    }

    /** @return for each kind of call the median microseconds of each round. */
    private static double[][] measure(Call[] calls, int rounds) throws OrtException, InterruptedException {
        double[][] times = new double[calls.length][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < calls.length; turn++) {
                int who = (turn + round) % calls.length; // each comes first, second and third equally often
                times[who][round] = turn(calls[who]);
            }
        }
        return times;
    }

    /** @return the median microseconds of a call during one turn; the first call, which wakes the threads up, does not count. */
    private static double turn(Call call) throws OrtException, InterruptedException {
        Thread.sleep(PAUSE_MILLIS);
        call.run();
        List<Double> times = new ArrayList<>();
        long begin = System.nanoTime();
        do {
            long start = System.nanoTime();
            call.run();
            times.add((System.nanoTime() - start) / 1e3);
        } while (System.nanoTime() - begin < TURN_NANOS);
        return median(times.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double medianRatio(double[] numerators, double[] denominators) {
        double[] ratios = new double[numerators.length];
        Arrays.setAll(ratios, i -> numerators[i] / denominators[i]);
        return median(ratios);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
