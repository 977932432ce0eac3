package io.localssl.benchmarks.training;

import io.localssl.image.ImageShape;
import io.localssl.nn.ComputeThreads;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.OffHeap;
import io.localssl.nn.Workers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.util.SplittableRandom;

/** A block of a net, 32 images x 2 views of 3x32x32, and the threads that compute it as pretraining has them. */
@State(Scope.Benchmark)
public class ComputeState {
    static final int ROWS = 64;

    @Param({"vgg6s", "vgg6"})
    String net;

    /** From 1. */
    @Param({"1", "2", "3", "4", "5", "6"})
    int block;

    @Param({"1", "2"})
    int threads;

    private ComputeThreads compute;
    Workers workers;
    EncoderSpec spec;

    @Setup(Level.Trial)
    public void start() {
        compute = new ComputeThreads(1); // the workers share out what is large
        workers = new Workers(threads);
        spec = EncoderSpec.of(net, null, new ImageShape(3, 32, 32));
    }

    @TearDown(Level.Trial)
    public void stop() {
        workers.close();
        compute.close();
    }

    /** An array of numbers from U(-1, 1). */
    static INDArray random(long... shape) {
        SplittableRandom random = new SplittableRandom(1);
        INDArray array = Nd4j.create(DataType.FLOAT, shape, 'c');
        float[] values = new float[Math.toIntExact(array.length())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        OffHeap.write(values, array);
        return array;
    }
}
