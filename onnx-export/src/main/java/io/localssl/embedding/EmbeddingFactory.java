package io.localssl.embedding;

import com.google.protobuf.Any;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.MutableOutputInfo;
import org.tribuo.OutputFactory;
import org.tribuo.evaluation.Evaluator;
import org.tribuo.protos.core.OutputFactoryProto;
import org.tribuo.provenance.OutputFactoryProvenance;

import java.util.Map;

/**
 * The output factory of embeddings. It takes no label: given to a data source of labelled images, it makes the source unlabelled.
 */
public final class EmbeddingFactory implements OutputFactory<Embedding> {
    private static final long serialVersionUID = 1L;

    /** Protobuf serialisation version. */
    public static final int CURRENT_VERSION = 0;

    /** A factory; all are alike. */
    public EmbeddingFactory() {
    }

    /**
     * Reads the factory from its protobuf.
     *
     * @param version   the version of the serialised object.
     * @param className the class name.
     * @param message   the serialised data, empty.
     * @return the factory.
     */
    public static EmbeddingFactory deserializeFromProto(int version, String className, Any message) {
        if (version < 0 || version > CURRENT_VERSION) {
            throw new IllegalArgumentException("Unknown version " + version + ", this class supports at most version " + CURRENT_VERSION);
        }
        return new EmbeddingFactory();
    }

    @Override
    public OutputFactoryProto serialize() {
        return OutputFactoryProto.newBuilder().setVersion(CURRENT_VERSION).setClassName(EmbeddingFactory.class.getName()).build();
    }

    /** @return {@link Embedding#UNLABELLED}, whatever the label. */
    @Override
    public <V> Embedding generateOutput(V label) {
        return Embedding.UNLABELLED;
    }

    @Override
    public Embedding getUnknownOutput() {
        return Embedding.UNLABELLED;
    }

    @Override
    public MutableOutputInfo<Embedding> generateInfo() {
        return new MutableEmbeddingInfo();
    }

    /**
     * The domain of an external encoder.
     *
     * @param mapping one embedding, of the encoder's dimension, mapped to 0.
     * @throws IllegalArgumentException if the mapping is anything else.
     */
    @Override
    public ImmutableOutputInfo<Embedding> constructInfoForExternalModel(Map<Embedding, Integer> mapping) {
        OutputFactory.validateMapping(mapping);
        if (mapping.size() != 1 || mapping.containsKey(Embedding.UNLABELLED)) {
            throw new IllegalArgumentException("found a mapping of " + mapping.keySet() + ", expected one embedding of the encoder's dimension");
        }
        return new ImmutableEmbeddingInfo(mapping.keySet().iterator().next().getDimension(), 1, 0);
    }

    @Override
    public Evaluator<Embedding, EmbeddingEvaluation> getEvaluator() {
        return new EmbeddingEvaluator();
    }

    @Override
    public Class<Embedding> getTypeWitness() {
        return Embedding.class;
    }

    @Override
    public OutputFactoryProvenance getProvenance() {
        return new EmbeddingFactoryProvenance();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EmbeddingFactory;
    }

    @Override
    public int hashCode() {
        return EmbeddingFactory.class.hashCode();
    }

    /** The provenance of the factory: its class, as it has no settings. */
    public static final class EmbeddingFactoryProvenance implements OutputFactoryProvenance {
        private static final long serialVersionUID = 1L;

        EmbeddingFactoryProvenance() {
        }

        /** @param map the provenance as stored; nothing in it is needed. */
        public EmbeddingFactoryProvenance(Map<String, Provenance> map) {
        }

        @Override
        public String getClassName() {
            return EmbeddingFactory.class.getName();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof EmbeddingFactoryProvenance;
        }

        @Override
        public int hashCode() {
            return EmbeddingFactoryProvenance.class.hashCode();
        }

        @Override
        public String toString() {
            return generateString("OutputFactory");
        }
    }
}
