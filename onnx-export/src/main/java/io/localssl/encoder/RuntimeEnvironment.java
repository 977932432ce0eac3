package io.localssl.encoder;

import ai.onnxruntime.OrtEnvironment;
import io.localssl.LocalSSLException;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The environment of ONNX Runtime, of which there is one a process.
 * <p>
 * When it starts, ONNX Runtime 1.29 matches the command line of the process against a regular expression that recurses for each character: with a class path of some
 * 5,000 characters it overruns the stack of an ordinary Java thread and takes the process down. So it starts on a thread with a stack that is large enough for any
 * command line that Linux accepts as one argument.
 */
final class RuntimeEnvironment {
    private static final long STACK_BYTES = 64L << 20;

    private RuntimeEnvironment() {
    }

    /**
     * @return the environment, started if need be.
     * @throws LocalSSLException if ONNX Runtime does not run on this platform.
     */
    static OrtEnvironment get() {
        FutureTask<OrtEnvironment> start = new FutureTask<>(OrtEnvironment::getEnvironment);
        Thread thread = new Thread(null, start, "localssl-onnxruntime-start", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        try {
            return start.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LinkageError) {
                throw new LocalSSLException("found no native ONNX Runtime for " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                        + ", expected Linux with glibc, macOS or Windows: " + NativeSession.reason(e.getCause()), e);
            }
            throw new LocalSSLException("found that ONNX Runtime does not start: " + NativeSession.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalSSLException("found the thread interrupted while ONNX Runtime started; open the encoder again", e);
        }
    }
}
