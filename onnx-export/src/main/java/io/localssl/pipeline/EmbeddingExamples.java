package io.localssl.pipeline;

import io.localssl.encoder.ImageEncoder;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageShape;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.Output;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Turns images into examples over their embeddings: feature j of D is named {@code e} and j, zero-padded to the digits of D, and zeros are features too, so
 * that Tribuo's feature ids are the columns of the embedding. Output, weight and metadata stay.
 */
final class EmbeddingExamples {
    /** Images that are encoded together; an encoder may split them further. */
    static final int BATCH = 256;

    private final ImageEncoder encoder;
    private final String[] names;

    EmbeddingExamples(ImageEncoder encoder) {
        this.encoder = encoder;
        this.names = featureNames(encoder.getDimension());
    }

    /** The names of the features of an embedding. They differ from those of pixels, so that nothing encodes an embedding once more. */
    static String[] featureNames(int dimension) {
        String[] names = new ImageShape(1, 1, dimension).featureNames();
        for (int i = 0; i < names.length; i++) {
            names[i] = "e" + names[i];
        }
        return names;
    }

    /** @throws ImageDataException if there is no image. */
    <T extends Output<T>> Dataset<T> encode(Dataset<T> images) {
        if (images.size() == 0) {
            throw new ImageDataException("found a data set without examples, expected images to train on");
        }
        return new MutableDataset<>(() -> encode(images.iterator()), images.getProvenance(), images.getOutputFactory());
    }

    <T extends Output<T>> List<Example<T>> encode(List<Example<T>> images) {
        float[][] rows = encoder.encode(images);
        List<Example<T>> examples = new ArrayList<>(rows.length);
        for (int i = 0; i < rows.length; i++) {
            examples.add(example(images.get(i), rows[i]));
        }
        return examples;
    }

    <T extends Output<T>> Example<T> encode(Example<T> image) {
        return example(image, encoder.encode(image));
    }

    /** Encodes batch after batch while the examples are read. */
    <T extends Output<T>> Iterator<Example<T>> encode(Iterator<Example<T>> images) {
        return new Iterator<>() {
            private Iterator<Example<T>> batch = List.<Example<T>>of().iterator();

            @Override
            public boolean hasNext() {
                return batch.hasNext() || images.hasNext();
            }

            @Override
            public Example<T> next() {
                if (!batch.hasNext()) {
                    List<Example<T>> next = new ArrayList<>(List.of(images.next()));
                    while (next.size() < BATCH && images.hasNext()) {
                        next.add(images.next());
                    }
                    batch = encode(next).iterator();
                }
                return batch.next();
            }
        };
    }

    private <T extends Output<T>> Example<T> example(Example<T> image, float[] row) {
        EmbeddingExample<T> example = new EmbeddingExample<>(image.getOutput(), image.getWeight(), names, row);
        image.getMetadata().forEach(example::setMetadataValue);
        return example;
    }
}
