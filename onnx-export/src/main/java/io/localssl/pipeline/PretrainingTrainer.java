package io.localssl.pipeline;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import io.localssl.LocalSSLException;
import io.localssl.embedding.Embedding;
import io.localssl.encoder.ImageEncoder;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

import java.util.Map;

/**
 * Pretraining and training in one call: an encoder learns from the images without their labels, then a trainer of Tribuo's learns from their embeddings.
 * <p>
 * Invocation n sets both trainers to invocation n, whatever else they were used for: what it yields depends on the data, the configuration and n alone.
 *
 * @param <T> the output type.
 */
public final class PretrainingTrainer<T extends Output<T>> implements Trainer<T> {

    @Config(mandatory = true, description = "The trainer of the encoder; its models are image encoders.")
    private Trainer<Embedding> pretrainer;

    @Config(mandatory = true, description = "The trainer that learns from the embeddings.")
    private Trainer<T> innerTrainer;

    private int invocations = 0;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init")
    private PretrainingTrainer() {
    }

    /**
     * @param pretrainer   the trainer of the encoder; its models must be an {@link ImageEncoder}, such as {@link io.localssl.encoder.EncoderModel}.
     * @param innerTrainer the trainer that learns from the embeddings.
     */
    public PretrainingTrainer(Trainer<Embedding> pretrainer, Trainer<T> innerTrainer) {
        this.pretrainer = pretrainer;
        this.innerTrainer = innerTrainer;
    }

    /** @return the model, see {@link #train(Dataset, Map, int)}. */
    @Override
    public EncodedModel<T> train(Dataset<T> examples) {
        return train(examples, Map.of(), INCREMENT_INVOCATION_COUNT);
    }

    /** @return the model, see {@link #train(Dataset, Map, int)}. */
    @Override
    public EncodedModel<T> train(Dataset<T> examples, Map<String, Provenance> runProvenance) {
        return train(examples, runProvenance, INCREMENT_INVOCATION_COUNT);
    }

    /**
     * Pretrains on the images without their labels, then trains on their embeddings.
     *
     * @return a model that takes images; it owns its encoder, so close the model after its last use.
     * @throws io.localssl.image.ImageDataException if there is no image.
     * @throws LocalSSLException                    if the pretrainer yields no image encoder.
     */
    @Override
    public EncodedModel<T> train(Dataset<T> examples, Map<String, Provenance> runProvenance, int invocationCount) {
        TrainerProvenance provenance;
        int invocation;
        synchronized (this) {
            setInvocationCount(invocationCount == INCREMENT_INVOCATION_COUNT ? invocations : invocationCount);
            invocation = invocations;
            provenance = getProvenance();
            invocations++;
        }
        ImageEncoder encoder = pretrain(examples, invocation);
        try {
            Model<T> innerModel = innerTrainer.train(new EmbeddingExamples(encoder).encode(examples), Map.of(), invocation);
            return EncodedModel.of(encoder, true, innerModel, examples.getProvenance(), provenance, runProvenance);
        } catch (RuntimeException | Error e) {
            encoder.close();
            throw e;
        }
    }

    private ImageEncoder pretrain(Dataset<T> examples, int invocation) {
        Model<Embedding> model = pretrainer.train(new UnlabelledDataset(examples), Map.of(), invocation);
        if (model instanceof ImageEncoder encoder) {
            return encoder;
        }
        throw new LocalSSLException("found a pretrainer that yields a " + model.getClass().getSimpleName() + ", expected one that yields an image encoder");
    }

    @Override
    public synchronized int getInvocationCount() {
        return invocations;
    }

    /** Sets this trainer and both of those inside. */
    @Override
    public synchronized void setInvocationCount(int invocationCount) {
        pretrainer.setInvocationCount(invocationCount);
        innerTrainer.setInvocationCount(invocationCount);
        invocations = invocationCount;
    }

    @Override
    public TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }

    @Override
    public String toString() {
        return "PretrainingTrainer(pretrainer=" + pretrainer + ",innerTrainer=" + innerTrainer + ")";
    }
}
