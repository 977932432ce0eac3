package io.localssl.encoder;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import io.localssl.embedding.Embedding;
import io.localssl.image.ImageShape;
import io.localssl.onnx.ConvEncoder;
import io.localssl.onnx.ConvEncoders;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.EncoderMetadata;
import io.localssl.onnx.PixelType;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Trainer;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/** "Trains" a small encoder: random weights from the seed and the invocation count, normalisation from the data. Takes images of 8x8 and more. */
public final class FakePretrainer implements Trainer<Embedding> {

    @Config(mandatory = true, description = "The shape of the images.")
    private String shape;

    @Config(description = "The seed of the weights.")
    private long seed = DEFAULT_SEED;

    private SplittableRandom random;
    private int invocations = 0;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init")
    private FakePretrainer() {
    }

    public FakePretrainer(ImageShape shape, long seed) {
        this.shape = shape.toString();
        this.seed = seed;
        postConfig();
    }

    @Override
    public synchronized void postConfig() {
        random = new SplittableRandom(seed);
    }

    @Override
    public EncoderModel train(Dataset<Embedding> images) {
        return train(images, Map.of(), INCREMENT_INVOCATION_COUNT);
    }

    @Override
    public EncoderModel train(Dataset<Embedding> images, Map<String, Provenance> runProvenance) {
        return train(images, runProvenance, INCREMENT_INVOCATION_COUNT);
    }

    @Override
    public EncoderModel train(Dataset<Embedding> images, Map<String, Provenance> runProvenance, int invocationCount) {
        SplittableRandom local;
        TrainerProvenance trainer;
        synchronized (this) {
            if (invocationCount != INCREMENT_INVOCATION_COUNT) {
                setInvocationCount(invocationCount);
            }
            local = random.split();
            trainer = getProvenance();
            invocations++;
        }
        ImageShape parsed = ImageShape.parse(shape);
        ConvEncoder weights = ConvEncoders.small(parsed, local.nextLong());
        float[] mean = new float[parsed.channels()];
        Arrays.fill(mean, mean(images, parsed));
        ConvEncoder encoder = new ConvEncoder(parsed, weights.patches(), mean, weights.std(), weights.blocks());
        ModelProvenance provenance = new ModelProvenance(EncoderModel.class.getName(), OffsetDateTime.now(), images.getProvenance(), trainer, runProvenance);
        return EncoderModel.create("fake", provenance, parsed, EncoderGraph.write(encoder, PixelType.FLOAT, Map.of(EncoderMetadata.RULE, "fake")));
    }

    private static float mean(Dataset<Embedding> images, ImageShape shape) {
        float[] pixels = new float[shape.size()];
        double sum = 0;
        for (Example<Embedding> image : images) {
            shape.readPixels(image, pixels, 0);
            for (float pixel : pixels) {
                sum += pixel;
            }
        }
        return (float) (sum / images.size() / shape.size() / 255);
    }

    @Override
    public int getInvocationCount() {
        return invocations;
    }

    @Override
    public synchronized void setInvocationCount(int invocationCount) {
        random = new SplittableRandom(seed);
        for (invocations = 0; invocations < invocationCount; invocations++) {
            random.split();
        }
    }

    @Override
    public TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }
}
