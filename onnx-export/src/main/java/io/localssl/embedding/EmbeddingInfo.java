package io.localssl.embedding;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.localssl.protos.EmbeddingInfoProto;
import org.tribuo.OutputInfo;
import org.tribuo.protos.core.OutputDomainProto;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What is known of the embeddings of a data set or a model: their dimension and how many were seen.
 * The values of an embedding are not enumerable, so the domain holds one element that stands for all: the zero vector of the dimension.
 */
abstract sealed class EmbeddingInfo implements OutputInfo<Embedding> permits MutableEmbeddingInfo, ImmutableEmbeddingInfo {
    private static final long serialVersionUID = 1L;

    /** Protobuf serialisation version. */
    public static final int CURRENT_VERSION = 0;

    /** 0 while no embedding was seen. */
    protected int dimension;
    protected long count;
    protected int unknownCount;

    EmbeddingInfo(int dimension, long count, int unknownCount) {
        if (dimension < 0 || count < 0 || unknownCount < 0) {
            throw new IllegalArgumentException("found dimension " + dimension + ", count " + count + ", unknown count " + unknownCount
                    + ", expected none below 0");
        }
        this.dimension = dimension;
        this.count = count;
        this.unknownCount = unknownCount;
    }

    EmbeddingInfo(EmbeddingInfo other) {
        this(other.dimension, other.count, other.unknownCount);
    }

    static EmbeddingInfoProto unpack(int version, Any message) throws InvalidProtocolBufferException {
        if (version < 0 || version > CURRENT_VERSION) {
            throw new IllegalArgumentException("Unknown version " + version + ", this class supports at most version " + CURRENT_VERSION);
        }
        return message.unpack(EmbeddingInfoProto.class);
    }

    @Override
    public OutputDomainProto serialize() {
        EmbeddingInfoProto proto = EmbeddingInfoProto.newBuilder().setDimension(dimension).setCount(count).setUnknownCount(unknownCount).build();
        return OutputDomainProto.newBuilder().setVersion(CURRENT_VERSION).setClassName(getClass().getName()).setSerializedData(Any.pack(proto)).build();
    }

    /** @return the length of the embeddings, 0 while none was seen. */
    public int getDimension() {
        return dimension;
    }

    /** @return the zero vector of the dimension, alone; a new set each time. Never empty: Tribuo reads the output type from an element. */
    @Override
    public Set<Embedding> getDomain() {
        return new HashSet<>(List.of(representative()));
    }

    /** The element that stands for all embeddings. */
    Embedding representative() {
        return new Embedding(new float[dimension]);
    }

    /** @return the dimension, as for other real-valued outputs. */
    @Override
    public int size() {
        return dimension;
    }

    @Override
    public int getUnknownCount() {
        return unknownCount;
    }

    @Override
    public ImmutableEmbeddingInfo generateImmutableOutputInfo() {
        return new ImmutableEmbeddingInfo(this);
    }

    @Override
    public MutableEmbeddingInfo generateMutableOutputInfo() {
        return new MutableEmbeddingInfo(this);
    }

    @Override
    public Iterable<Pair<String, Long>> outputCountsIterable() {
        return List.of(new Pair<>(representative().toString(), count));
    }

    @Override
    public String toReadableString() {
        return toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EmbeddingInfo that && getClass() == that.getClass()
                && dimension == that.dimension && count == that.count && unknownCount == that.unknownCount;
    }

    @Override
    public int hashCode() {
        return Objects.hash(dimension, count, unknownCount);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(dimension=" + dimension + ", count=" + count + ", unlabelled=" + unknownCount + ")";
    }
}
