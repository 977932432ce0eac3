package io.localssl.pipeline;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.localssl.encoder.EncoderProvenance;
import io.localssl.encoder.EncoderSession;
import io.localssl.encoder.ImageEncoder;
import io.localssl.encoder.ModelFile;
import io.localssl.encoder.PixelDomain;
import io.localssl.encoder.SessionOptions;
import io.localssl.file.WholeFile;
import io.localssl.onnx.EncoderFormatException;
import io.localssl.protos.EncodedModelProto;
import org.tribuo.Example;
import org.tribuo.Excuse;
import org.tribuo.Model;
import org.tribuo.ONNXExportable;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.DatasetProvenance;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXRef;

import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An encoder and a model on top of it: predicts straight from pixels.
 * <p>
 * The features are the pixels of the encoder's images. A saved model holds its encoder and needs no other file. A model that an {@link EncodingTrainer} made
 * uses the encoder of the trainer and leaves it open; a model that was loaded, copied or made by a {@link PretrainingTrainer} owns its encoder: close the
 * model after its last use.
 *
 * @param <T> the output type.
 */
public final class EncodedModel<T extends Output<T>> extends Model<T> implements ONNXExportable, AutoCloseable {
    private static final long serialVersionUID = 1L;

    /** Protobuf serialisation version. */
    public static final int CURRENT_VERSION = 0;

    private final ImageEncoder encoder;
    private final boolean ownsEncoder;
    private final Model<T> innerModel;
    private final EmbeddingExamples embeddings;

    private EncodedModel(String name, ModelProvenance provenance, ImageEncoder encoder, boolean ownsEncoder, Model<T> innerModel) {
        super(name, provenance, PixelDomain.of(encoder.getImageShape()), innerModel.getOutputIDInfo(), innerModel.generatesProbabilities());
        this.encoder = encoder;
        this.ownsEncoder = ownsEncoder;
        this.innerModel = innerModel;
        this.embeddings = new EmbeddingExamples(encoder);
    }

    /** Makes a model of what was just trained; the provenance of the run gets that of the encoder. */
    static <T extends Output<T>> EncodedModel<T> of(ImageEncoder encoder, boolean ownsEncoder, Model<T> innerModel, DatasetProvenance data,
                                                    TrainerProvenance trainer, Map<String, Provenance> run) {
        Map<String, Provenance> instance = new HashMap<>(run);
        instance.putAll(EncoderProvenance.describe(encoder));
        ModelProvenance provenance = new ModelProvenance(EncodedModel.class.getName(), OffsetDateTime.now(), data, trainer, instance);
        return new EncodedModel<>("encoded-model", provenance, encoder, ownsEncoder, innerModel);
    }

    /**
     * Reads a model from its protobuf.
     *
     * @param version   the version of the serialised object.
     * @param className the class name.
     * @param message   the serialised data.
     * @return the model.
     * @throws InvalidProtocolBufferException if the message is not an encoded model.
     * @throws EncoderFormatException         if what it holds is not an encoder, or not the one of the inner model.
     */
    public static EncodedModel<?> deserializeFromProto(int version, String className, Any message) throws InvalidProtocolBufferException {
        if (version < 0 || version > CURRENT_VERSION) {
            throw new IllegalArgumentException("Unknown version " + version + ", this class supports at most version " + CURRENT_VERSION);
        }
        EncodedModelProto proto = message.unpack(EncodedModelProto.class);
        ModelDataCarrier<?> carrier = ModelDataCarrier.deserialize(ModelDataProto.parseFrom(proto.getMetadata()));
        Model<?> innerModel = Model.deserialize(ModelProto.parseFrom(proto.getInner()));
        EncoderSession encoder = EncoderSession.open(proto.getOnnx(), SessionOptions.defaults().withOutputName(proto.getOutput()));
        int features = innerModel.getFeatureIDMap().size();
        if (features > encoder.getDimension()) {
            encoder.close();
            throw new EncoderFormatException("found a " + innerModel.getClass().getSimpleName() + " of " + features + " features on top of the encoder, "
                    + "expected at most its " + encoder.getDimension() + "; save the model with the encoder that it was trained with");
        }
        return new EncodedModel<>(carrier.name(), carrier.provenance(), encoder, true, innerModel);
    }

    /**
     * Reads a model that {@link #serializeToFile} wrote.
     *
     * @param path       the file.
     * @param outputType the output type, for example {@code Label.class}.
     * @param <T>        the output type.
     * @return the model.
     * @throws EncoderFormatException if there is no such file, it is damaged, or it holds another kind of model or of output.
     */
    @SuppressWarnings("unchecked") // guarded by validate
    public static <T extends Output<T>> EncodedModel<T> load(Path path, Class<T> outputType) {
        EncodedModel<?> model = ModelFile.read(path, EncodedModel.class);
        if (!model.validate(outputType)) {
            model.close();
            throw new EncoderFormatException(path + ": found a model of other outputs, expected " + outputType.getSimpleName());
        }
        return (EncodedModel<T>) model;
    }

    /**
     * Opens this model once more, with its encoder running in another way; that of a model that was loaded or made by a {@link PretrainingTrainer} runs by
     * {@link SessionOptions#defaults()}.
     *
     * @param options how the encoder shall run. Its output stays that of this model.
     * @return the same model with an encoder of its own, to be closed by its owner.
     */
    public EncodedModel<T> withOptions(SessionOptions options) {
        return new EncodedModel<>(name, provenance, reopen(options), true, innerModel);
    }

    private EncoderSession reopen(SessionOptions options) {
        return EncoderSession.open(encoder.getOnnx(), options.withOutputName(encoder.getOutputName()));
    }

    @Override
    public ModelProto serialize() {
        EncodedModelProto proto = EncodedModelProto.newBuilder().setMetadata(createDataCarrier().serialize().toByteString())
                .setOnnx(encoder.getOnnx()).setOutput(encoder.getOutputName()).setInner(innerModel.serialize().toByteString()).build();
        return ModelProto.newBuilder().setVersion(CURRENT_VERSION).setClassName(EncodedModel.class.getName()).setSerializedData(Any.pack(proto)).build();
    }

    /** Writes the model; the file is there whole or not at all. */
    @Override
    public void serializeToFile(Path path) throws IOException {
        WholeFile.write(serialize(), path);
    }

    /** @return the model on top of the encoder, which takes embeddings. */
    public Model<T> getInnerModel() {
        return innerModel;
    }

    /** @return the encoder. */
    public ImageEncoder getEncoder() {
        return encoder;
    }

    /** @return the SHA-256 of the encoder's ONNX model in lower-case hexadecimal. */
    public String getEncoderSha256() {
        return encoder.getSha256();
    }

    /** @return how the encoder was trained, if it knows. */
    public Optional<ModelProvenance> getEncoderProvenance() {
        return encoder.getTrainingProvenance();
    }

    /**
     * @throws io.localssl.image.ImageShapeException if the image does not have the encoder's shape.
     * @throws IllegalStateException                 if the encoder is closed.
     */
    @Override
    public Prediction<T> predict(Example<T> example) {
        return new Prediction<>(innerModel.predict(embeddings.encode(example)), example.size(), example);
    }

    @Override
    protected List<Prediction<T>> innerPredict(Iterable<Example<T>> examples) {
        List<Prediction<T>> predictions = new ArrayList<>();
        List<Example<T>> images = new ArrayList<>();
        examples.forEach(images::add);
        for (int start = 0; start < images.size(); start += EmbeddingExamples.BATCH) { // in batches, as a prediction keeps its example
            List<Example<T>> batch = images.subList(start, Math.min(start + EmbeddingExamples.BATCH, images.size()));
            for (Prediction<T> prediction : innerModel.predict(embeddings.encode(batch))) {
                Example<T> image = images.get(predictions.size());
                predictions.add(new Prediction<>(prediction, image.size(), image));
            }
        }
        return predictions;
    }

    /**
     * Exports one graph from pixels to scores. Its input is the encoder's own; its output {@code output}, [batch, scores], has a column for each output id,
     * and the metadata {@link io.localssl.onnx.EncoderMetadata#HEAD_OUTPUTS} names them.
     *
     * @throws io.localssl.LocalSSLException if the inner model cannot be exported.
     * @throws EncoderFormatException        if the encoder's graph cannot be joined with the inner model's.
     */
    @Override
    public OnnxMl.ModelProto exportONNXModel(String domain, long modelVersion) {
        return new FusedGraph<>(encoder, innerModel).export(domain, modelVersion, this);
    }

    /** Writes the ONNX file; it is there whole or not at all. */
    @Override
    public void saveONNXModel(String domain, long modelVersion, Path outputPath) throws IOException {
        WholeFile.write(exportONNXModel(domain, modelVersion), outputPath);
    }

    /**
     * Writes encoder and inner model into a larger graph.
     *
     * @param input the images as rows of floats, [batch, C*H*W].
     * @return the scores.
     */
    @Override
    public ONNXNode writeONNXGraph(ONNXRef<?> input) {
        return new FusedGraph<>(encoder, innerModel).attachFlat(input);
    }

    /** @return what the inner model makes of the features of the embedding. */
    @Override
    public Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
        return innerModel.getTopFeatures(n);
    }

    /** @return what the inner model says of the embedding of the image. */
    @Override
    public Optional<Excuse<T>> getExcuse(Example<T> example) {
        return innerModel.getExcuse(embeddings.encode(example));
    }

    /** A copy has an encoder of its own, to be closed by its owner. */
    @Override
    protected EncodedModel<T> copy(String newName, ModelProvenance newProvenance) {
        return new EncodedModel<>(newName, newProvenance, reopen(SessionOptions.defaults()), true, innerModel.copy());
    }

    /** Closes the encoder if this model owns it. Closing twice is harmless. */
    @Override
    public void close() {
        if (ownsEncoder) {
            encoder.close();
        }
    }
}
