package io.localssl.encoder;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.localssl.embedding.Embedding;
import io.localssl.embedding.ImmutableEmbeddingInfo;
import io.localssl.file.WholeFile;
import io.localssl.image.ImageShape;
import io.localssl.onnx.EncoderFormatException;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.EncoderMetadata;
import io.localssl.onnx.EncoderSubgraph;
import io.localssl.onnx.PixelInput;
import io.localssl.onnx.PixelType;
import io.localssl.protos.EncoderModelProto;
import org.jspecify.annotations.Nullable;
import org.tribuo.Example;
import org.tribuo.Excuse;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.Model;
import org.tribuo.ONNXExportable;
import org.tribuo.Prediction;
import org.tribuo.Tribuo;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXRef;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A trained encoder as a Tribuo model, which predicts the {@link Embedding} of an image. The model is its ONNX graph: what it predicts here is what an
 * exported file predicts elsewhere.
 * <p>
 * The features are the pixels of one {@link ImageShape}. The model holds a native session from its first prediction on; close it after its last use.
 */
public final class EncoderModel extends Model<Embedding> implements ImageEncoder, ONNXExportable {
    private static final long serialVersionUID = 1L;

    /** Protobuf serialisation version. */
    public static final int CURRENT_VERSION = 0;

    private static final String DOMAIN = "io.localssl.encoder";

    private final ByteString onnx;
    private final EncoderDescription description;
    private @Nullable EncoderSession session;
    private boolean closed = false;

    private EncoderModel(String name, ModelProvenance provenance, ByteString onnx, EncoderDescription description, @Nullable EncoderSession session) {
        super(name, provenance, PixelDomain.of(description.shape()), ImmutableEmbeddingInfo.ofDimension(description.dimension()), false);
        this.onnx = onnx;
        this.description = description;
        this.session = session;
    }

    private EncoderModel(String name, ModelProvenance provenance, EncoderSession session) {
        this(name, provenance, session.getOnnx(), EncoderDescription.of(session), session);
    }

    /**
     * Makes a model of a graph that was trained. A native session would take several times the memory of the weights beside a training that goes on, so it is opened
     * when it is needed; a graph that does not declare the length of its embeddings is opened at once, to learn it.
     *
     * @param name       the name of the model.
     * @param provenance how it was trained.
     * @param shape      the shape of the images.
     * @param graph      the encoder, see {@link EncoderGraph#write}. Its output {@code embedding} is predicted, or its first if there is none.
     * @return the model.
     * @throws EncoderFormatException if the graph is not an encoder of such images; at the first prediction, if it is not what it declares.
     */
    public static EncoderModel create(String name, ModelProvenance provenance, ImageShape shape, OnnxMl.ModelProto graph) {
        ByteString onnx = stamp(graph, name, provenance).toByteString();
        EncoderModel model = EncoderDescription.declared(graph).map(description -> new EncoderModel(name, provenance, onnx, description, null))
                .orElseGet(() -> new EncoderModel(name, provenance, EncoderSession.open(onnx)));
        if (!model.getImageShape().equals(shape)) {
            model.close();
            throw new EncoderFormatException("found a graph that takes " + model.getImageShape() + " images, expected " + shape);
        }
        return model;
    }

    /** The graph with what Tribuo writes into each model it exports. */
    private static OnnxMl.ModelProto stamp(OnnxMl.ModelProto graph, String name, ModelProvenance provenance) {
        OnnxMl.ModelProto.Builder stamped = graph.toBuilder().clearMetadataProps().setDomain(DOMAIN).setModelVersion(0)
                .setProducerName("Tribuo").setProducerVersion(Tribuo.VERSION).setDocString(name + " - " + provenance);
        EncoderMetadata.write(stamped, EncoderMetadata.read(graph));
        return stamped.addMetadataProps(OnnxMl.StringStringEntryProto.newBuilder().setKey(PROVENANCE_METADATA_FIELD)
                .setValue(SERIALIZER.marshalAndSerialize(provenance))).build();
    }

    /**
     * Reads a model from its protobuf.
     *
     * @param version   the version of the serialised object.
     * @param className the class name.
     * @param message   the serialised data.
     * @return the model.
     * @throws InvalidProtocolBufferException if the message is not an encoder model.
     * @throws EncoderFormatException         if what it holds is not an encoder.
     */
    public static EncoderModel deserializeFromProto(int version, String className, Any message) throws InvalidProtocolBufferException {
        if (version < 0 || version > CURRENT_VERSION) {
            throw new IllegalArgumentException("Unknown version " + version + ", this class supports at most version " + CURRENT_VERSION);
        }
        EncoderModelProto proto = message.unpack(EncoderModelProto.class);
        ModelDataCarrier<?> carrier = ModelDataCarrier.deserialize(ModelDataProto.parseFrom(proto.getMetadata()));
        return new EncoderModel(carrier.name(), carrier.provenance(), EncoderSession.open(proto.getOnnx()));
    }

    /**
     * Reads a model that {@link #serializeToFile} wrote.
     *
     * @param path the file.
     * @return the model.
     * @throws EncoderFormatException if there is no such file, it is damaged, or it holds another kind of model.
     */
    public static EncoderModel load(Path path) {
        return ModelFile.read(path, EncoderModel.class);
    }

    /**
     * Opens this model once more, to run in another way; a model that was trained or loaded runs by {@link SessionOptions#defaults()}.
     *
     * @param options how it shall run. The output stays that of this model.
     * @return the same model with a session of its own, to be closed by its owner.
     */
    public EncoderModel withOptions(SessionOptions options) {
        return new EncoderModel(name, provenance, EncoderSession.open(getOnnx(), options.withOutputName(getOutputName())));
    }

    @Override
    public ModelProto serialize() {
        EncoderModelProto metadata = EncoderModelProto.newBuilder().setMetadata(metadata().toByteString()).build();
        Any whole = Any.newBuilder().setTypeUrl(Any.pack(EncoderModelProto.getDefaultInstance()).getTypeUrl())
                .setValue(metadata.toByteString().concat(field(EncoderModelProto.ONNX_FIELD_NUMBER, onnx))).build();
        return ModelProto.newBuilder().setVersion(CURRENT_VERSION).setClassName(EncoderModel.class.getName()).setSerializedData(whole).build();
    }

    private ModelDataProto metadata() {
        try {
            return new ModelDataCarrier<>(name, provenance, new ImmutableFeatureMap(List.of()), outputIDInfo, generatesProbabilities, Tribuo.VERSION).serialize()
                    .toBuilder().setFeatureDomain(PixelDomain.serialize(getImageShape())).build();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("Tribuo reads what it writes", e);
        }
    }

    /** A field of a message as protobuf writes it, around the bytes themselves: a message with the field would be packed as one more copy of the weights. */
    private static ByteString field(int number, ByteString bytes) {
        ByteString.Output head = ByteString.newOutput();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(head);
            out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(bytes.size());
            out.flush();
        } catch (IOException e) {
            throw new AssertionError("memory takes what is written", e);
        }
        return head.toByteString().concat(bytes);
    }

    /** Writes the model; the file is there whole or not at all. */
    @Override
    public void serializeToFile(Path path) throws IOException {
        WholeFile.write(serialize(), path);
    }

    /**
     * @throws io.localssl.image.ImageShapeException if the image does not have the model's shape.
     * @throws IllegalStateException                 if the model is closed.
     */
    @Override
    public Prediction<Embedding> predict(Example<Embedding> example) {
        return prediction(example, session().encode(example));
    }

    @Override
    protected List<Prediction<Embedding>> innerPredict(Iterable<Example<Embedding>> examples) {
        List<Example<Embedding>> images = new ArrayList<>();
        examples.forEach(images::add);
        float[][] rows = session().encode(images);
        List<Prediction<Embedding>> predictions = new ArrayList<>(rows.length);
        for (int i = 0; i < rows.length; i++) {
            predictions.add(prediction(images.get(i), rows[i]));
        }
        return predictions;
    }

    private synchronized EncoderSession session() {
        if (closed) {
            throw NativeSession.closed();
        }
        if (session == null) {
            EncoderSession opened = EncoderSession.open(onnx);
            if (!EncoderDescription.of(opened).equals(description)) {
                opened.close();
                throw new EncoderFormatException("found a graph that is " + EncoderDescription.of(opened) + ", expected what it declares, " + description);
            }
            session = opened;
        }
        return session;
    }

    private static Prediction<Embedding> prediction(Example<Embedding> example, float[] row) {
        return new Prediction<>(new Embedding(row), example.size(), example);
    }

    @Override
    public float[][] encode(List<? extends Example<?>> images) {
        return session().encode(images);
    }

    /** The graph as it is held, pixels as floats unless it was made otherwise, outputs and metadata included. */
    @Override
    public OnnxMl.ModelProto exportONNXModel(String domain, long modelVersion) {
        return EncoderGraph.parse(getOnnx()).toBuilder().setDomain(domain).setModelVersion(modelVersion).build();
    }

    /**
     * Exports a graph that takes pixels of the given type. It differs from the other only at its head.
     *
     * @param pixels       the type of the pixels.
     * @param domain       a reverse-DNS name for the model.
     * @param modelVersion a version number for the model.
     * @return the ONNX model.
     */
    public OnnxMl.ModelProto exportONNXModel(PixelType pixels, String domain, long modelVersion) {
        return PixelInput.withType(exportONNXModel(domain, modelVersion), pixels);
    }

    /** Writes the ONNX file; it is there whole or not at all. */
    @Override
    public void saveONNXModel(String domain, long modelVersion, Path outputPath) throws IOException {
        WholeFile.write(exportONNXModel(domain, modelVersion), outputPath);
    }

    /**
     * Writes the encoder into a larger graph.
     *
     * @param input the images as rows of floats, [batch, C*H*W].
     * @return the embeddings, [batch, D].
     * @throws EncoderFormatException if the graph cannot be joined with one of Tribuo's.
     */
    @Override
    public ONNXNode writeONNXGraph(ONNXRef<?> input) {
        return EncoderSubgraph.of(EncoderGraph.parse(getOnnx()), getOutputName()).attachFlat(input, getImageShape());
    }

    /** @return an empty map: pixels have no weight of their own in an embedding. */
    @Override
    public Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
        return Map.of();
    }

    /** @return nothing: an encoder does not explain itself. */
    @Override
    public Optional<Excuse<Embedding>> getExcuse(Example<Embedding> example) {
        return Optional.empty();
    }

    /** A copy has a session of its own, to be closed by its owner. */
    @Override
    protected EncoderModel copy(String newName, ModelProvenance newProvenance) {
        return create(newName, newProvenance, getImageShape(), EncoderGraph.parse(getOnnx()));
    }

    @Override
    public ImageShape getImageShape() {
        return description.shape();
    }

    @Override
    public int getDimension() {
        return description.dimension();
    }

    @Override
    public List<Integer> getBlockDimensions() {
        return description.blockDimensions();
    }

    @Override
    public String getOutputName() {
        return description.outputName();
    }

    @Override
    public ByteString getOnnx() {
        return onnx;
    }

    @Override
    public String getSha256() {
        return EncoderSession.sha256(onnx);
    }

    @Override
    public Optional<ModelProvenance> getTrainingProvenance() {
        return Optional.of(provenance);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (session != null) {
            session.close();
        }
    }
}
