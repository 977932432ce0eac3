package io.localssl.cli;

import io.localssl.LocalSSLException;
import io.localssl.eval.FeatureMatrix;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Which blocks of an encoder are read, counted from 1. */
final class BlockOptions {
    @Option(names = "--blocks", paramLabel = "N", split = ",", description = "The blocks that are read, counted from 1, such as 1,2,6 (default: all).")
    private int @Nullable [] blocks;

    @Option(names = "--per-block", description = "Also judge each of these blocks alone, and print a table.")
    private boolean perBlock;

    /** @return whether each block is judged alone, too. */
    boolean perBlock() {
        return perBlock;
    }

    /** Refuses any choice where there are no blocks to choose from. */
    void refuse(String why) {
        if (blocks != null || perBlock) {
            throw new LocalSSLException("found " + (blocks != null ? "--blocks" : "--per-block") + " with " + why);
        }
    }

    /** Refuses blocks that an encoder of so many does not have. */
    void check(int count) {
        if (blocks == null) {
            return;
        }
        for (int block : blocks) {
            if (block < 1 || block > count) {
                throw new LocalSSLException("found block " + block + " in --blocks, expected 1 to " + count + ", the blocks of this encoder");
            }
        }
        if (Arrays.stream(blocks).distinct().count() < blocks.length) {
            throw new LocalSSLException("found --blocks " + Arrays.toString(blocks) + ", expected each block at most once");
        }
    }

    /** @return the features of the chosen blocks. */
    FeatureMatrix select(FeatureMatrix features) {
        return blocks == null ? features : features.blocks(Arrays.stream(blocks).map(block -> block - 1).toArray());
    }

    /** @return the numbers of the chosen blocks out of so many, from 1. */
    int[] numbers(int count) {
        return blocks == null ? IntStream.rangeClosed(1, count).toArray() : blocks;
    }
}
