package io.localssl.bench;

import io.localssl.nn.MatrixProduct;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/** What a measurement depends on beside its settings. */
public final class Versions {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final String UNKNOWN = "unknown";

    private Versions() {
    }

    /** @return {@code java}, {@code nd4j}, {@code onednn} where that computes, {@code openblas}, {@code processor}, and {@code os}. */
    public static Map<String, String> all() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("java", System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ")");
        versions.put("nd4j", artifact("org.nd4j", "nd4j-native"));
        if (MatrixProduct.failure().isEmpty()) {
            versions.put("onednn", artifact("org.bytedeco", "dnnl"));
        }
        versions.put("openblas", artifact("org.bytedeco", "openblas"));
        versions.put("processor", processor());
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"));
        return versions;
    }

    /** The version of a jar by what Maven leaves in it. */
    private static String artifact(String group, String name) {
        try (InputStream in = Versions.class.getResourceAsStream("/META-INF/maven/" + group + "/" + name + "/pom.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", UNKNOWN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As Linux calls it, or as the environment of Windows does; else its architecture. */
    private static String processor() {
        String name = System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", System.getProperty("os.arch"));
        if (!Files.isReadable(PROCESSORS)) {
            return name;
        }
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name")).map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst().orElse(name);
        } catch (IOException e) {
            return name;
        }
    }
}
