package io.localssl.benchmarks.pytorch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class SettingsTest {

    @Test
    void defaultsArePyTorchsOwn() {
        assertEquals(new Settings("vgg6s", LearningRule.SPATIAL, 2, 20, false, false, NativeBuild.RELEASE, false, null), Settings.parse());
        assertEquals(5, Settings.parse("--net", "vgg6").steps());
    }

    @Test
    void everyOption() {
        assertEquals(new Settings("vgg6", LearningRule.BOTH, 1, 7, true, true, NativeBuild.OPENBLAS, true, Path.of("out.json")),
            Settings.parse("--conv-only", "--net", "vgg6", "--rule", "clapp++both", "--threads", "1", "--steps", "7", "--layout", "channels_last", "--adamw", "fused",
                "--build", "openblas", "--json", "out.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rule bp-clapp++", "--threads 0", "--steps many", "--layout nhwc", "--adamw foreach", "--build cuda", "--net", "--epochs 3"})
    void nonsenseIsRefused(String line) {
        assertThrows(UsageException.class, () -> Settings.parse(line.split(" ")));
    }
}
