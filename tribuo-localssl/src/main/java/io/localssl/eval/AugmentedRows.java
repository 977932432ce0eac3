package io.localssl.eval;

import io.localssl.augment.AugmentationSettings;
import io.localssl.augment.TwoViewAugmenter;
import io.localssl.augment.ViewTransform;
import io.localssl.embedding.Embedding;
import io.localssl.encoder.ImageEncoder;
import io.localssl.image.GreyLevels;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;

import java.util.ArrayList;
import java.util.Arrays;
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
    private final float[] view;

    AugmentedRows(LabelledImages images, ImageEncoder encoder, Columns columns, long seed) {
        ImageShape shape = encoder.getImageShape();
        shape.requireSame(images.getImages().getShape());
        this.images = images;
        this.encoder = encoder;
        this.columns = columns;
        this.transform = new TwoViewAugmenter(CROP_AND_FLIP, shape, new float[shape.channels()], scaleOfPixels(shape.channels()), seed).newTransform();
        this.image = new byte[shape.size()];
        this.view = new float[shape.size()];
    }

    /** What the augmenter divides by so that pixels stay from 0 to 255, as encoders take them. */
    private static float[] scaleOfPixels(int channels) {
        float[] std = new float[channels];
        Arrays.fill(std, 1 / 255f);
        return std;
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
        images.getImages().copyImage(number, image, 0);
        transform.apply(image, epoch, number, 0, view, 0);
        byte[] pixels = new byte[view.length];
        for (int i = 0; i < view.length; i++) {
            pixels[i] = GreyLevels.nearest(view[i]);
        }
        return new ImageExample<>(Embedding.UNLABELLED, encoder.getImageShape(), pixels);
    }
}
