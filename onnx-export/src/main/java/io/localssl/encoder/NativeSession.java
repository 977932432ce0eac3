package io.localssl.encoder;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import io.localssl.LocalSSLException;
import io.localssl.onnx.EncoderFormatException;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The owner of one session of ONNX Runtime. Many threads may use it at once; it closes when the last of them has left, as closing it under a running call
 * would bring down the process.
 */
final class NativeSession {
    private static final Logger logger = Logger.getLogger(NativeSession.class.getName());

    /** Something done with the session. */
    interface Call<R> {
        R run(OrtEnvironment environment, OrtSession session) throws OrtException;
    }

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed = false;

    private NativeSession(OrtEnvironment environment, OrtSession session) {
        this.environment = environment;
        this.session = session;
    }

    /**
     * @throws EncoderFormatException if ONNX Runtime cannot load the model.
     * @throws LocalSSLException      if ONNX Runtime does not run on this platform.
     */
    static NativeSession open(ByteString onnx, int threads) {
        OrtEnvironment environment = environment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL); // errors arrive as exceptions; a library does not print
            return new NativeSession(environment, environment.createSession(onnx.toByteArray(), options));
        } catch (OrtException e) {
            throw new EncoderFormatException("found " + onnx.size() + " bytes that ONNX Runtime cannot load, expected an encoder in ONNX format: "
                    + reason(e), e);
        }
    }

    private static OrtEnvironment environment() {
        try {
            return OrtEnvironment.getEnvironment();
        } catch (LinkageError e) {
            throw new LocalSSLException("found no native ONNX Runtime for " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                    + ", expected Linux with glibc, macOS or Windows: " + reason(e), e);
        }
    }

    /** The first line of a message from below. */
    static String reason(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** @throws IllegalStateException if the session is closed. */
    <R> R use(Call<R> call) throws OrtException {
        lock.readLock().lock();
        try {
            if (closed) {
                throw closed();
            }
            return call.run(environment, session);
        } finally {
            lock.readLock().unlock();
        }
    }

    static IllegalStateException closed() {
        return new IllegalStateException("found a closed encoder, expected an open one; close it after its last use, or open it again");
    }

    /** Waits for running calls and frees the session. Closing twice is harmless. */
    void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
            }
        } catch (OrtException e) {
            logger.log(Level.WARNING, "ONNX Runtime failed to close a session", e);
        } finally {
            lock.writeLock().unlock();
        }
    }
}
