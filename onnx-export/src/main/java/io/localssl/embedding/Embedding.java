package io.localssl.embedding;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.localssl.protos.EmbeddingProto;
import org.tribuo.Output;
import org.tribuo.protos.core.OutputProto;

import java.util.Arrays;

/**
 * What an encoder predicts: a vector of floats. An image that is not encoded yet carries {@link #UNLABELLED}, the embedding of dimension 0.
 */
public final class Embedding implements Output<Embedding> {
    private static final long serialVersionUID = 1L;

    /** Protobuf serialisation version. */
    public static final int CURRENT_VERSION = 0;

    /** The output of an image without an embedding. */
    public static final Embedding UNLABELLED = new Embedding(new float[0]);

    private final float[] values;

    /** @param values the vector; it is copied. */
    public Embedding(float[] values) {
        this.values = values.clone();
    }

    /**
     * Reads an embedding from its protobuf.
     *
     * @param version   the version of the serialised object.
     * @param className the class name.
     * @param message   the serialised data.
     * @return the embedding.
     * @throws InvalidProtocolBufferException if the message is not an embedding.
     */
    public static Embedding deserializeFromProto(int version, String className, Any message) throws InvalidProtocolBufferException {
        if (version < 0 || version > CURRENT_VERSION) {
            throw new IllegalArgumentException("Unknown version " + version + ", this class supports at most version " + CURRENT_VERSION);
        }
        EmbeddingProto proto = message.unpack(EmbeddingProto.class);
        float[] values = new float[proto.getValueCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = proto.getValue(i);
        }
        return new Embedding(values);
    }

    @Override
    public OutputProto serialize() {
        EmbeddingProto.Builder proto = EmbeddingProto.newBuilder();
        for (float value : values) {
            proto.addValue(value);
        }
        return OutputProto.newBuilder().setVersion(CURRENT_VERSION).setClassName(Embedding.class.getName())
                .setSerializedData(Any.pack(proto.build())).build();
    }

    /** @return the vector; a copy. */
    public float[] getValues() {
        return values.clone();
    }

    /** @return the length of the vector, 0 for {@link #UNLABELLED}. */
    public int getDimension() {
        return values.length;
    }

    @Override
    public Embedding copy() {
        return new Embedding(values);
    }

    @Override
    public String getSerializableForm(boolean includeConfidence) {
        return Arrays.toString(values);
    }

    @Override
    public boolean fullEquals(Embedding other) {
        return equals(other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return values.length == 0 ? "Embedding(unlabelled)" : "Embedding(" + values.length + ")";
    }
}
