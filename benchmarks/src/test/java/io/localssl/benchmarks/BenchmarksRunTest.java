package io.localssl.benchmarks;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Benchmarks run by hand break unseen: each quick one runs here, as briefly as may be and for no number's sake. */
class BenchmarksRunTest {

    @Test
    void theEncoderBenchmarksRun() throws Exception {
        Options options = new OptionsBuilder().include("EncoderBenchmark").param("batch", "1").param("threads", "1").forks(0).warmupIterations(0)
                .measurementIterations(1).measurementTime(TimeValue.milliseconds(1)).shouldFailOnError(true).verbosity(VerboseMode.SILENT).build();
        assertEquals(3, new Runner(options).run().size());
    }
}
