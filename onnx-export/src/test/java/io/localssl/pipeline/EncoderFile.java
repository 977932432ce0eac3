package io.localssl.pipeline;

import io.localssl.embedding.EmbeddingFactory;
import io.localssl.encoder.EncoderModel;
import io.localssl.encoder.FakePretrainer;
import io.localssl.encoder.TinyImages;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.provenance.ModelProvenance;

import java.io.IOException;
import java.nio.file.Path;

/** A pretrained encoder in a file, and images to use it on. */
final class EncoderFile {
    private EncoderFile() {
    }

    /** Pretrains an encoder, writes it and gives its provenance. */
    static ModelProvenance write(Path path) throws IOException {
        try (EncoderModel model = new FakePretrainer(TinyImages.SHAPE, 1).train(new MutableDataset<>(new TinyImages<>(new EmbeddingFactory(), 12, 3)))) {
            model.saveONNXModel("org.example", 1, path);
            return model.getProvenance();
        }
    }

    static <T extends Output<T>> MutableDataset<T> images(OutputFactory<T> factory, int count, long seed) {
        return new MutableDataset<>(new TinyImages<>(factory, count, seed));
    }
}
