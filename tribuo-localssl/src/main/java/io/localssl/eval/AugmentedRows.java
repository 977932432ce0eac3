package io.localssl.eval;

import io.localssl.augment.AugmentationSettings;
import io.localssl.augment.TwoViewAugmenter;
import io.localssl.augment.ViewTransform;
import io.localssl.data.ImageStore;
import io.localssl.embedding.Embedding;
import io.localssl.encoder.ImageEncoder;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import io.localssl.image.ImageShapeException;

import java.util.ArrayList;
import java.util.List;

/** Features of a new random crop of each image in each epoch, which depends on the seed, the epoch and the image alone. */
final class AugmentedRows implements TrainingRows {
    private static final AugmentationSettings CROP_AND_FLIP = AugmentationSettings.builder().minCropArea(0.08).flipProbability(0.5)
            .jitterProbability(0).greyProbability(0).blurProbability(0).build();

    private final LabelledImages images;
    private final ImageEncoder encoder;
    private final Columns columns;
    private final ViewTransform transform;
    private final byte[] image;

    AugmentedRows(LabelledImages images, ImageEncoder encoder, Columns columns, long seed) {
        ImageShape shape = encoder.getImageShape();
        ImageStore store = images.getImages();
        if (store.getChannels() != shape.channels()) {
            throw new ImageShapeException("found images of " + store.describeShape() + " and an encoder of " + shape + ", expected as many channels; convert the images, or use an encoder of theirs");
        }
        this.images = images;
        this.encoder = encoder;
        this.columns = columns;
        this.transform = new TwoViewAugmenter(CROP_AND_FLIP, shape, seed).newTransform();
        this.image = new byte[store.getLargestSize()];
    }

    @Override
    public int size() {
        return images.getImages().size();
    }

    @Override
    public int getDimension() {
        return columns.dimension();
    }

    @Override
    public List<String> getClassNames() {
        return images.getClassNames();
    }

    @Override
    public int getLabel(int number) {
        return images.getLabel(number);
    }

    @Override
    public float[][] rows(int epoch, int[] numbers) {
        List<ImageExample<Embedding>> crops = new ArrayList<>(numbers.length);
        for (int number : numbers) {
            crops.add(crop(epoch, number));
        }
        float[][] rows = encoder.encode(crops);
        for (int i = 0; i < rows.length; i++) {
            rows[i] = columns.read(rows[i]);
        }
        return rows;
    }

    /** The crop with whole grey levels, as Pillow leaves it. */
    ImageExample<Embedding> crop(int epoch, int number) {
        ImageStore store = images.getImages();
        store.copyImage(number, image, 0);
        return new ImageExample<>(Embedding.UNLABELLED, encoder.getImageShape(), transform.levels(image, store.getHeight(number), store.getWidth(number), epoch, number, 0));
    }
}
