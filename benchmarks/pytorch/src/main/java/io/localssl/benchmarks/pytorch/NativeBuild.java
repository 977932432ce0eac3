package io.localssl.benchmarks.pytorch;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which libtorch the binding runs on. Both are version 2.7.1 with the same oneDNN. */
enum NativeBuild {
    /** PyTorch's own release build for CPUs, with MKL: the libraries of its CPU wheel. The build puts it beside the classes. */
    RELEASE,
    /** The build that comes with the binding, with OpenBLAS. */
    OPENBLAS;

    static NativeBuild of(String name) {
        return switch (name) {
            case "release" -> RELEASE;
            case "openblas" -> OPENBLAS;
            default -> throw new UsageException("--build is " + name + ", expected release or openblas");
        };
    }

    /** Has the binding load this build: before anything else touches the binding, and once in a process. */
    void select() {
        if (this == RELEASE) {
            String folder = releaseFolder().toString();
            System.setProperty("org.bytedeco.javacpp.pathsFirst", "true");
            System.setProperty("org.bytedeco.javacpp.platform.preloadpath", folder);
            System.setProperty("java.library.path", folder);
        }
        // off-heap memory is closed by its owners here; the binding's own limit follows the Java heap and would end large nets
        System.setProperty("org.bytedeco.javacpp.maxBytes", "0");
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
    }

    private static Path releaseFolder() {
        try {
            Path code = Path.of(NativeBuild.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path folder = code.resolveSibling("libtorch").resolve("pytorch/cpu/linux-x86_64");
            if (!Files.isDirectory(folder)) {
                throw new UsageException(folder + " is missing, expected PyTorch's libraries there; build with mvn package");
            }
            return folder;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
