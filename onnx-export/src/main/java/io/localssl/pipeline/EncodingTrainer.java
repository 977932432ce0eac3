package io.localssl.pipeline;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import io.localssl.encoder.ConfigurableImageEncoder;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

import java.util.Map;

/**
 * Any trainer of Tribuo's on top of a frozen encoder: it encodes the images once and trains on their embeddings.
 * <p>
 * The encoder stays the caller's, who closes it when neither this trainer nor the models it made are needed any more. Training invocations are those of the
 * inner trainer.
 *
 * @param <T> the output type.
 */
public final class EncodingTrainer<T extends Output<T>> implements Trainer<T> {

    @Config(mandatory = true, description = "The trainer that learns from the embeddings.")
    private Trainer<T> innerTrainer;

    @Config(mandatory = true, description = "The frozen encoder.")
    private ConfigurableImageEncoder encoder;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init")
    private EncodingTrainer() {
    }

    /**
     * @param innerTrainer the trainer that learns from the embeddings.
     * @param encoder      the frozen encoder.
     */
    public EncodingTrainer(Trainer<T> innerTrainer, ConfigurableImageEncoder encoder) {
        this.innerTrainer = innerTrainer;
        this.encoder = encoder;
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
     * Encodes the images and trains the inner trainer on their embeddings.
     *
     * @return a model that takes images; it uses this trainer's encoder and does not close it.
     * @throws io.localssl.image.ImageDataException  if there is no image.
     * @throws io.localssl.image.ImageShapeException if an image does not have the encoder's shape.
     * @throws IllegalStateException                 if the encoder is closed.
     */
    @Override
    public EncodedModel<T> train(Dataset<T> examples, Map<String, Provenance> runProvenance, int invocationCount) {
        Dataset<T> encoded = new EmbeddingExamples(encoder).encode(examples);
        TrainerProvenance provenance;
        Model<T> innerModel;
        synchronized (innerTrainer) { // nobody may train between the recording of the invocation count and its use
            if (invocationCount != INCREMENT_INVOCATION_COUNT) {
                innerTrainer.setInvocationCount(invocationCount);
            }
            provenance = getProvenance();
            innerModel = innerTrainer.train(encoded);
        }
        return EncodedModel.of(encoder, false, innerModel, examples.getProvenance(), provenance, runProvenance);
    }

    @Override
    public int getInvocationCount() {
        return innerTrainer.getInvocationCount();
    }

    @Override
    public void setInvocationCount(int invocationCount) {
        innerTrainer.setInvocationCount(invocationCount);
    }

    @Override
    public TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }

    @Override
    public String toString() {
        return "EncodingTrainer(innerTrainer=" + innerTrainer + ",encoder=" + encoder + ")";
    }
}
