package io.localssl.train;

import io.localssl.nn.DenseProjection;
import io.localssl.nn.FixedProjection;
import io.localssl.nn.IdentityProjection;
import io.localssl.nn.LowRankProjection;
import io.localssl.nn.Projection;
import io.localssl.nn.RowNormalisedProjection;
import io.localssl.nn.Workers;
import org.nd4j.linalg.api.buffer.DataType;

import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * How the prediction matrices B of all blocks are set.
 *
 * @param kind        what B is.
 * @param rank        its rank where that is LOW_RANK, else 0.
 * @param weightDecay its decoupled decay; empty for that of the encoder.
 */
public record Matrices(Kind kind, int rank, OptionalDouble weightDecay) {
    /** Full and learned, as in all main results of the paper. */
    public static final Matrices TRAINED = new Matrices(Kind.TRAINED, 0, OptionalDouble.empty());

    /** What a matrix is. */
    public enum Kind {
        /** Full and learned. */
        TRAINED,
        /** Full, random, never changed. */
        FIXED,
        /** B = 1: features are compared with the context itself. */
        IDENTITY,
        /** B = U V, learned. */
        LOW_RANK,
        /** Learned, used with rows of length 1. */
        ROW_NORMALISED
    }

    /** @throws RuleException if the settings contradict each other. */
    public Matrices {
        if (kind == Kind.LOW_RANK && rank < 1) {
            throw new RuleException("found rank " + rank + ", expected at least 1 for projection=low-rank; add rank=R");
        }
        if (kind != Kind.LOW_RANK && rank != 0) {
            throw new RuleException("found rank=" + rank + " with a projection that has none, expected projection=low-rank");
        }
        if (weightDecay.isPresent() && !(weightDecay.getAsDouble() >= 0 && Double.isFinite(weightDecay.getAsDouble()))) {
            throw new RuleException("found projection-decay " + weightDecay.getAsDouble() + ", expected at least 0");
        }
        if (weightDecay.isPresent() && (kind == Kind.FIXED || kind == Kind.IDENTITY)) {
            throw new RuleException("found projection-decay with a projection that is not learned, expected trained, low-rank or row-normalised");
        }
    }

    Projection draw(DataType type, int dimension, int context, Workers workers, SplittableRandom random) {
        return switch (kind) {
            case TRAINED -> new DenseProjection(type, dimension, context, workers, random);
            case FIXED -> new FixedProjection(type, dimension, context, workers, random);
            case IDENTITY -> new IdentityProjection();
            case LOW_RANK -> new LowRankProjection(type, dimension, context, rank, workers, random);
            case ROW_NORMALISED -> new RowNormalisedProjection(type, dimension, context, workers, random);
        };
    }

    /** How many numbers a matrix is made of. */
    long size(int dimension, int context) {
        return switch (kind) {
            case IDENTITY -> 0;
            case LOW_RANK -> (long) rank * (dimension + context);
            case TRAINED, FIXED, ROW_NORMALISED -> (long) dimension * context;
        };
    }

    boolean learns() {
        return kind != Kind.FIXED;
    }

    void requireFits(int block, int dimension, int context) {
        if (kind == Kind.IDENTITY && dimension != context) {
            throw new RuleException("found projection=identity in block " + (block + 1) + ", whose " + dimension + " features cannot be compared with a context of "
                    + context + ", expected the same length; use the own context, other pooling kernels, or another projection");
        }
        if (kind == Kind.LOW_RANK && rank > Math.min(dimension, context)) {
            throw new RuleException("found rank " + rank + " in block " + (block + 1) + ", expected at most " + Math.min(dimension, context)
                    + ", the smaller side of its " + dimension + " x " + context + " matrix; lower it or use projection=trained");
        }
    }
}
