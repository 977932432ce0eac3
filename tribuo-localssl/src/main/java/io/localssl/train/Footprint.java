package io.localssl.train;

import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Optimiser;

import java.util.Arrays;

/**
 * What training takes, from the sizes alone.
 *
 * @param encoderParameters weights and biases of the encoder.
 * @param matrixParameters  values in the matrices of all losses, learned or not.
 * @param parameterBytes    all of these; those that learn also with what the optimiser keeps of them, and the encoder with its gradient.
 * @param batchBytes        the maps of a batch and their gradients, as the oneDNN backend keeps them; its scratch space comes on top.
 */
public record Footprint(long encoderParameters, long matrixParameters, long parameterBytes, long batchBytes) {

    static Footprint of(EncoderSpec spec, Rule rule, Optimiser optimiser, int batchSize) {
        long matrices = Arrays.stream(rule.credit().lossBlocks(spec.depth())).mapToLong(block -> rule.objective().matrixSize(spec, block)).sum();
        long learned = spec.parameters() + (rule.objective().learnsMatrices() ? matrices : 0);
        long values = 2 * spec.parameters() + matrices + learned * optimiser.moments();
        long view = spec.image().size() + spec.blocks().stream().mapToLong(Footprint::mapValues).sum();
        return new Footprint(spec.parameters(), matrices, Float.BYTES * values, Float.BYTES * 2L * batchSize * view);
    }

    /** The map h, a copy of it for the loss, and its gradient; with a max-pool also the map before it, and the gradient of that. */
    private static long mapValues(EncoderSpec.Block block) {
        long map = (long) block.outChannels() * block.mapHeight() * block.mapWidth();
        long convolved = (long) block.outChannels() * block.height() * block.width();
        return 3 * map + (block.maxPool() ? 2 * convolved : 0);
    }
}
