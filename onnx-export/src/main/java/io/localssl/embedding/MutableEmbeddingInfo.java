package io.localssl.embedding;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.localssl.protos.EmbeddingInfoProto;
import org.tribuo.MutableOutputInfo;

/** Counts embeddings as they are added to a data set, and learns their dimension from the first. */
public final class MutableEmbeddingInfo extends EmbeddingInfo implements MutableOutputInfo<Embedding> {
    private static final long serialVersionUID = 1L;

    /** Nothing seen yet. */
    public MutableEmbeddingInfo() {
        super(0, 0, 0);
    }

    MutableEmbeddingInfo(EmbeddingInfo other) {
        super(other);
    }

    private MutableEmbeddingInfo(int dimension, long count, int unknownCount) {
        super(dimension, count, unknownCount);
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
    public static MutableEmbeddingInfo deserializeFromProto(int version, String className, Any message) throws InvalidProtocolBufferException {
        EmbeddingInfoProto proto = unpack(version, message);
        return new MutableEmbeddingInfo(proto.getDimension(), proto.getCount(), proto.getUnknownCount());
    }

    /**
     * Counts one embedding, or one image without.
     *
     * @throws EmbeddingException if its dimension is another than that of the embeddings seen before.
     */
    @Override
    public void observe(Embedding output) {
        int found = output.getDimension();
        if (found == 0) {
            unknownCount++;
            return;
        }
        if (dimension != 0 && found != dimension) {
            throw new EmbeddingException("found an embedding of dimension " + found + ", expected " + dimension
                    + " as before; put the embeddings of one encoder in one data set");
        }
        dimension = found;
        count++;
    }

    @Override
    public void clear() {
        dimension = 0;
        count = 0;
        unknownCount = 0;
    }

    @Override
    public MutableEmbeddingInfo copy() {
        return new MutableEmbeddingInfo(this);
    }
}
