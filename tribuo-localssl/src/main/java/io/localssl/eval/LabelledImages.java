package io.localssl.eval;

import io.localssl.data.ImageStore;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageShapeException;
import org.tribuo.DataSource;
import org.tribuo.Example;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.provenance.DataSourceProvenance;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Images in memory and the class of each. Classes are numbered in the order in which they are first seen. */
public final class LabelledImages {
    private final ImageStore images;
    private final List<Integer> labels = new ArrayList<>();
    private final Map<String, Integer> classNumbers = new LinkedHashMap<>();

    private LabelledImages(DataSource<Label> source) {
        this.images = ImageStore.read(new Recorder(source));
    }

    /**
     * Reads a source once.
     *
     * @param source {@link io.localssl.image.ImageExample}s with labels.
     * @return the images.
     * @throws ImageDataException  if there is no image, or one without a label.
     * @throws ImageShapeException if the images have different channels, or do not know their shape.
     */
    public static LabelledImages read(DataSource<Label> source) {
        return new LabelledImages(source);
    }

    private void add(Label label) {
        if (label.getLabel().equals(Label.UNKNOWN)) {
            throw new ImageDataException("found an image without a label (number " + labels.size()
                    + "), expected a class for each image; use images with labels here");
        }
        int next = classNumbers.size();
        labels.add(classNumbers.computeIfAbsent(label.getLabel(), name -> next));
    }

    /** @return the images. */
    public ImageStore getImages() {
        return images;
    }

    /** @return the names of the classes, in the order of their numbers. */
    public List<String> getClassNames() {
        return List.copyOf(classNumbers.keySet());
    }

    /**
     * @param image the number of an image.
     * @return the number of its class.
     */
    public int getLabel(int image) {
        return labels.get(image);
    }

    /** Notes the labels of the images that go by. */
    private final class Recorder implements DataSource<Label> {
        private final DataSource<Label> source;

        Recorder(DataSource<Label> source) {
            this.source = source;
        }

        @Override
        public Iterator<Example<Label>> iterator() {
            Iterator<Example<Label>> examples = source.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return examples.hasNext();
                }

                @Override
                public Example<Label> next() {
                    Example<Label> example = examples.next();
                    add(example.getOutput());
                    return example;
                }
            };
        }

        @Override
        public OutputFactory<Label> getOutputFactory() {
            return source.getOutputFactory();
        }

        @Override
        public DataSourceProvenance getProvenance() {
            return source.getProvenance();
        }

        @Override
        public String toString() {
            return source.toString();
        }
    }
}
