package io.localssl.benchmarks;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Benchmarks run by hand break unseen: each quick one runs here, as briefly as may be and for no number's sake. */
class BenchmarksRunTest {

    @ParameterizedTest
    @CsvSource({
            "EncoderBenchmark, batch=1;threads=1, 3",
            "training.ConvolutionBenchmark, 'net=4,8M;block=2;threads=2', 6",
            "training.ProjectionBenchmark, 'net=16,16M;block=2;threads=2', 6",
            "training.ScoresBenchmark, 'net=4,8M;block=1;threads=1', 3",
            "training.ContrastBenchmark, '', 4",
            "training.InfoNceBenchmark, width=32, 1",
            "training.AugmentationBenchmark, side=32, 6",
            "image.DecodingBenchmark, '', 36",
            "probe.ProbeBenchmark, 'images=60;features=16;threads=1', 3"})
    void theBenchmarksRun(String name, String parameters, int count) throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder().include(name).forks(0).warmupIterations(0).measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(1)).shouldFailOnError(true).verbosity(VerboseMode.SILENT);
        for (String parameter : parameters.isEmpty() ? new String[0] : parameters.split(";")) {
            options.param(parameter.substring(0, parameter.indexOf('=')), parameter.substring(parameter.indexOf('=') + 1));
        }
        assertEquals(count, new Runner(options.build()).run().size());
    }
}
