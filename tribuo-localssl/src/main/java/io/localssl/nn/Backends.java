package io.localssl.nn;

import io.localssl.LocalSSLException;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

import java.util.logging.Logger;

/** Finds a backend by name. */
public final class Backends {
    private static final Logger logger = Logger.getLogger(Backends.class.getName());

    private Backends() {
    }

    /**
     * The backend of a name.
     *
     * @param name {@code onednn}, {@code nd4j}, or {@code auto}: oneDNN where its native library loads, else ND4J.
     * @return the backend.
     * @throws LocalSSLException if there is no such backend, or oneDNN is asked for by name and does not load.
     */
    public static Backend of(String name) {
        return switch (name) {
            case "nd4j" -> new Nd4jBackend();
            case "onednn" -> {
                try {
                    Loader.load(dnnl.class);
                } catch (LinkageError e) {
                    throw new LocalSSLException("found no oneDNN for this platform (" + e.getMessage()
                            + "); add org.bytedeco:dnnl and opencl with its classifier, or use the backend nd4j", e);
                }
                yield new OneDnnBackend();
            }
            case "auto" -> {
                try {
                    yield of("onednn");
                } catch (LocalSSLException e) {
                    logger.info(e.getMessage() + "; training with ND4J's own operations, which are several times slower");
                    yield new Nd4jBackend();
                }
            }
            default -> throw new LocalSSLException("found backend '" + name + "', expected auto, onednn or nd4j");
        };
    }
}
