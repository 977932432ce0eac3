package io.localssl.embedding;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.localssl.protos.EmbeddingInfoProto;
import org.jspecify.annotations.Nullable;
import org.tribuo.ImmutableOutputInfo;

import java.util.Iterator;
import java.util.List;

/** The output domain of an encoder: one id, 0, for every embedding of its dimension. */
public final class ImmutableEmbeddingInfo extends EmbeddingInfo implements ImmutableOutputInfo<Embedding> {
    private static final long serialVersionUID = 1L;

    ImmutableEmbeddingInfo(EmbeddingInfo other) {
        super(other);
    }

    ImmutableEmbeddingInfo(int dimension, long count, int unknownCount) {
        super(dimension, count, unknownCount);
    }

    /**
     * The domain of an encoder that learnt from images without embeddings.
     *
     * @param dimension the length of its embeddings, at least 1.
     * @return the domain, with no observation.
     * @throws IllegalArgumentException if the dimension is below 1.
     */
    public static ImmutableEmbeddingInfo ofDimension(int dimension) {
        if (dimension < 1) {
            throw new IllegalArgumentException("found dimension " + dimension + ", expected at least 1");
        }
        return new ImmutableEmbeddingInfo(dimension, 0, 0);
    }

    /**
     * Reads the info from its protobuf.
     *
     * @param version   the version of the serialised object.
     * @param className the class name.
     * @param message   the serialised data.
     * @return the info.
     * @throws InvalidProtocolBufferException if the message is not an embedding info.
     */
    public static ImmutableEmbeddingInfo deserializeFromProto(int version, String className, Any message) throws InvalidProtocolBufferException {
        EmbeddingInfoProto proto = unpack(version, message);
        return new ImmutableEmbeddingInfo(proto.getDimension(), proto.getCount(), proto.getUnknownCount());
    }

    /** @return 0 for an embedding of this dimension, -1 for any other. */
    @Override
    public int getID(Embedding output) {
        return output.getDimension() == dimension ? 0 : -1;
    }

    /** @return the zero vector of the dimension for id 0, null for any other id. */
    @Override
    public @Nullable Embedding getOutput(int id) {
        return id == 0 ? representative() : null;
    }

    @Override
    public long getTotalObservations() {
        return count;
    }

    @Override
    public boolean domainAndIDEquals(ImmutableOutputInfo<Embedding> other) {
        return other instanceof ImmutableEmbeddingInfo that && dimension == that.dimension;
    }

    @Override
    public Iterator<Pair<Integer, Embedding>> iterator() {
        return List.of(new Pair<>(0, representative())).iterator();
    }

    @Override
    public ImmutableEmbeddingInfo copy() {
        return new ImmutableEmbeddingInfo(this);
    }
}
