package io.localssl.train;

import com.sun.management.OperatingSystemMXBean;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.GradientFlow;
import io.localssl.nn.Optimiser;
import io.localssl.nn.Retention;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What training takes, from the sizes alone.
 *
 * @param encoderParameters weights and biases of the encoder.
 * @param matrixParameters  values in the matrices of all losses, learned or not, and of direct feedback.
 * @param parameterBytes    all of these; those that learn also with what the optimiser keeps of them, and the encoder with its gradient.
 * @param batchBytes        the images and maps of a batch, the maps of gradients where these cross block boundaries, and the activities where they move; what they are computed in comes on top.
 */
public record Footprint(long encoderParameters, long matrixParameters, long parameterBytes, long batchBytes) {

    /**
     * Adds up.
     *
     * @param spec        the encoder.
     * @param rule        the learning rule, which fits it.
     * @param optimiser   keeps moments of what learns.
     * @param activations what is done with activations that are needed twice.
     * @param batchSize   images in a step.
     * @return what training takes.
     */
    public static Footprint of(EncoderSpec spec, Rule rule, Optimiser optimiser, Activations activations, int batchSize) {
        long matrices = Arrays.stream(rule.credit().lossBlocks(spec.depth())).mapToLong(block -> rule.objective().matrixSize(spec, block)).sum();
        long feedback = rule.credit().hasDirectFeedback() ? DirectFeedback.size(spec, rule.objective().pooling()) : 0;
        long learned = spec.parameters() + (rule.objective().learnsMatrices() ? matrices : 0);
        long values = 2 * spec.parameters() + matrices + feedback + learned * optimiser.moments();
        boolean keepsAll = rule.credit().retention(rule.objective(), spec.depth(), activations) == Retention.ALL;
        int copies = rule.objective().mixesImages() ? 2 : 1; // the views, and what the encoder reads of them
        long view = copies * Float.BYTES * (long) spec.image().size() + spec.patchCount() * (keepsAll ? sum(mapBytes(spec)) : widestPair(mapBytes(spec)));
        long activities = rule.credit().flow() == GradientFlow.RELAXED ? sum(mapBytes(spec)) : 0;
        long gradients = rule.credit().flow().crossesBlocks() ? widestPair(mapBytes(spec)) : 0;
        return new Footprint(spec.parameters(), matrices + feedback, Float.BYTES * values, 2L * batchSize * (view + spec.patchCount() * (activities + gradients)));
    }

    /** @return the memory of this machine, in bytes. */
    public static long machineBytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    /**
     * Refuses what no batch size makes possible, before anything is allocated: the system might give the memory, and end the process when it is filled. The matrices of rules without pooling
     * (64 channels of 96x96 have 589,824 features) come to that.
     *
     * @param memory the bytes there are.
     * @throws FootprintException if parameters and matrices alone take more.
     */
    void requireWithin(long memory) {
        if (parameterBytes > memory) {
            throw new FootprintException(String.format(Locale.ROOT, "found an encoder of %,d parameters and a rule with matrices of %,d values, which take %,d MB with gradients and moments, "
                    + "expected at most the %,d MB of this machine; choose a smaller net, smaller images, or a rule that pools what its matrices read (any pooling but none)",
                    encoderParameters, matrixParameters, parameterBytes / 1_000_000, memory / 1_000_000));
        }
    }

    private static long[] mapBytes(EncoderSpec spec) {
        return spec.blocks().stream().mapToLong(block -> (long) Float.BYTES * block.map().size()).toArray();
    }

    private static long sum(long[] maps) {
        return Arrays.stream(maps).sum();
    }

    private static long widestPair(long[] maps) {
        return IntStream.range(0, maps.length).mapToLong(l -> maps[l] + (l == 0 ? 0 : maps[l - 1])).max().orElseThrow();
    }
}
