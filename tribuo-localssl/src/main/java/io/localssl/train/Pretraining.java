package io.localssl.train;

import io.localssl.augment.ViewBatch;
import io.localssl.augment.ViewLoader;
import io.localssl.data.Permutation;
import io.localssl.encoder.EncoderModel;
import io.localssl.nn.OffHeap;
import org.bytedeco.javacpp.Pointer;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * The training loop. In: batches of two views of each image. Out: a learner whose parameters have descended their losses. It owns neither.
 * <p>
 * Images are reshuffled each epoch; the last, partial batch is kept unless it holds a single image, which has no other image to be told from.
 */
final class Pretraining {
    private final TrainingStart setting;
    private final Learner learner;
    private final ViewLoader loader;
    private final TrainingListener listener;
    private final Supplier<EncoderModel> snapshot;
    private final long start = System.nanoTime();
    private double peakOffheapMb = 0;
    private int updates = 0;

    Pretraining(TrainingStart setting, ViewLoader loader, TrainingListener listener, Supplier<EncoderModel> snapshot) {
        this.setting = setting;
        this.learner = setting.learner();
        this.loader = loader;
        this.listener = listener;
        this.snapshot = snapshot;
    }

    void run(SplittableRandom shuffling, SplittableRandom negatives) {
        listener.onStart(setting);
        int images = setting.images().size();
        for (int epoch = 1; epoch <= setting.epochs(); epoch++) {
            int[] order = Permutation.random(images, shuffling);
            if (images % setting.batchSize() == 1) {
                order = Arrays.copyOf(order, images - 1);
            }
            runEpoch(epoch, order, negatives);
        }
    }

    private void runEpoch(int epoch, int[] order, SplittableRandom negatives) {
        double begin = seconds();
        int steps = (order.length + setting.batchSize() - 1) / setting.batchSize();
        learner.startEpoch(epoch, setting.epochs());
        int[] blocks = learner.reportedBlocks();
        double[] sums = new double[blocks.length];
        int step = 0;
        loader.start(epoch, order);
        for (ViewBatch batch = loader.next(); batch != null; batch = loader.next()) {
            step++;
            double[] losses = step(batch, epoch, step, negatives);
            for (int l = 0; l < sums.length; l++) {
                sums[l] += losses[l] * batch.size() / order.length;
            }
            listener.onStep(new StepReport(epoch, setting.epochs(), step, steps, blocks, losses, batch.size()));
        }
        long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        peakOffheapMb = Math.max(peakOffheapMb, (Pointer.physicalBytes() - heap) / (double) (1 << 20));
        listener.onEpoch(new EpochReport(epoch, setting.epochs(), blocks, sums, seconds(), loader.getAugmentSeconds(), order.length / (seconds() - begin),
                peakOffheapMb, snapshot));
    }

    private double[] step(ViewBatch batch, int epoch, int step, SplittableRandom negatives) {
        updates++;
        double learningRate = setting.schedule().rate(updates);
        OffHeap.write(batch.pixels(), learner.input(batch.size()));
        return learner.step(batch.size(), learner.pairs(batch.size(), negatives), setting.optimiser(), learningRate, (block, loss) -> {
            if (!Double.isFinite(loss)) {
                throw new DivergedException("found loss " + loss + " of block " + (block + 1) + " in epoch " + epoch + ", step " + step
                        + ", expected a finite number; lower the learning rate, found " + learningRate);
            }
        });
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
