package io.localssl.nn;

import io.localssl.LocalSSLException;
import io.localssl.nn.conv.ConvBackend;

import java.util.logging.Logger;

/** Finds a backend by name. */
public final class Backends {
    private static final Logger logger = Logger.getLogger(Backends.class.getName());

    private Backends() {
    }

    /**
     * The backend of a name.
     *
     * @param name {@code onednn}; {@code nd4j}, the slow oracle; or {@code auto} for oneDNN where its native library loads, else the same with OpenBLAS.
     * @return the backend.
     * @throws LocalSSLException if there is no such backend, or oneDNN is asked for by name and does not load.
     */
    public static Backend of(String name) {
        return switch (name) {
            case "nd4j" -> new Nd4jBackend();
            case "onednn" -> {
                MatrixProduct.failure().ifPresent(e -> {
                    throw new LocalSSLException("found no oneDNN for this platform (" + e.getMessage()
                            + "); add org.bytedeco:dnnl and opencl with its classifier, or use the backend auto", e);
                });
                yield new ConvBackend();
            }
            case "auto" -> {
                MatrixProduct.failure().ifPresent(e -> logger.info("found no oneDNN for this platform (" + e.getMessage() + "); training with OpenBLAS"));
                yield new ConvBackend();
            }
            default -> throw new LocalSSLException("found backend '" + name + "', expected auto, onednn or nd4j");
        };
    }
}
