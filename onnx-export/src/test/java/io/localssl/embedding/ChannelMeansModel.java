package io.localssl.embedding;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Excuse;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.impl.EmptyTrainerProvenance;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The least model of embeddings: the mean of each channel of an image. */
final class ChannelMeansModel extends Model<Embedding> {
    private static final long serialVersionUID = 1L;

    ChannelMeansModel(Dataset<Embedding> dataset, int channels) {
        super("channel means", new ModelProvenance(ChannelMeansModel.class.getName(), OffsetDateTime.now(), dataset.getProvenance(),
                new EmptyTrainerProvenance()), dataset.getFeatureIDMap(), ImmutableEmbeddingInfo.ofDimension(channels), false);
    }

    private ChannelMeansModel(ModelDataCarrier<Embedding> carrier) {
        super(carrier.name(), carrier.provenance(), carrier.featureDomain(), carrier.outputDomain(), carrier.generatesProbabilities());
    }

    @SuppressWarnings("unchecked")
    public static ChannelMeansModel deserializeFromProto(int version, String className, Any message) throws InvalidProtocolBufferException {
        return new ChannelMeansModel((ModelDataCarrier<Embedding>) ModelDataCarrier.deserialize(message.unpack(ModelDataProto.class)));
    }

    @Override
    public ModelProto serialize() {
        return ModelProto.newBuilder().setClassName(ChannelMeansModel.class.getName()).setSerializedData(Any.pack(createDataCarrier().serialize())).build();
    }

    @Override
    public Prediction<Embedding> predict(Example<Embedding> example) {
        ImageShape shape = ((ImageExample<Embedding>) example).getShape();
        float[] pixels = new float[shape.size()];
        shape.readPixels(example, pixels, 0);
        float[] means = new float[shape.channels()];
        int area = shape.height() * shape.width();
        for (int i = 0; i < pixels.length; i++) {
            means[i / area] += pixels[i] / area;
        }
        return new Prediction<>(new Embedding(means), shape.size(), example);
    }

    @Override
    public Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
        return Map.of();
    }

    @Override
    public Optional<Excuse<Embedding>> getExcuse(Example<Embedding> example) {
        return Optional.empty();
    }

    @Override
    protected Model<Embedding> copy(String newName, ModelProvenance newProvenance) {
        throw new UnsupportedOperationException();
    }
}
