package io.localssl.eval;

import java.util.List;

/**
 * How good each block of an encoder is as the only readout, and all of them together.
 *
 * @param blocks one result a block, in the order of the blocks; empty if they were not judged alone.
 * @param all    the result of all blocks together.
 */
public record BlockResults(List<ProbeResult> blocks, ProbeResult all) {

    /** Copies the list. */
    public BlockResults {
        blocks = List.copyOf(blocks);
    }
}
