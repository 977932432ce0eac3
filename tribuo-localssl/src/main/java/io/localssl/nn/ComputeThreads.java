package io.localssl.nn;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * How many threads native arithmetic uses. OpenMP keeps the number for the thread that sets it, OpenBLAS for the process; closing restores both.
 * To be opened and closed by the thread that computes.
 */
public final class ComputeThreads implements AutoCloseable {
    private final int blasBefore = Nd4j.factory().blas().getMaxThreads(); // first, as it loads ND4J
    private final NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
    private final int openMpBefore = ops.ompGetMaxThreads();

    /**
     * Sets the number.
     *
     * @param threads at least 1.
     */
    public ComputeThreads(int threads) {
        set(threads, threads);
    }

    private void set(int openMp, int blas) {
        ops.setOmpNumThreads(openMp);
        Nd4j.factory().blas().setMaxThreads(blas);
    }

    @Override
    public void close() {
        set(openMpBefore, blasBefore);
    }
}
