package io.localssl.pipeline;

import io.localssl.embedding.Embedding;
import io.localssl.embedding.EmbeddingFactory;
import io.localssl.image.ImageExample;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.ImmutableDataset;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.MutableOutputInfo;
import org.tribuo.Output;
import org.tribuo.impl.ArrayExample;

/** The images of a data set without their labels, in the same order. Its {@link ImageExample}s share the pixels of the others. */
final class UnlabelledDataset extends ImmutableDataset<Embedding> {
    private static final long serialVersionUID = 1L;

    /** The features are those of the labelled images; they need not be counted again. */
    <T extends Output<T>> UnlabelledDataset(Dataset<T> labelled) {
        super(labelled.getProvenance(), new EmbeddingFactory(), labelled.getFeatureIDMap(), unknown(labelled.size()));
        for (Example<T> example : labelled) {
            data.add(withoutLabel(example));
        }
    }

    private static ImmutableOutputInfo<Embedding> unknown(int count) {
        MutableOutputInfo<Embedding> info = new EmbeddingFactory().generateInfo();
        for (int i = 0; i < count; i++) {
            info.observe(Embedding.UNLABELLED);
        }
        return info.generateImmutableOutputInfo();
    }

    private static <T extends Output<T>> Example<Embedding> withoutLabel(Example<T> example) {
        return example instanceof ImageExample<T> image ? image.withOutput(Embedding.UNLABELLED)
                : new ArrayExample<>(Embedding.UNLABELLED, example, example.getWeight());
    }
}
