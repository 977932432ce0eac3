package io.localssl.image;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.localssl.protos.ImageExampleProto;
import org.jspecify.annotations.Nullable;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.FeatureMap;
import org.tribuo.Output;
import org.tribuo.impl.ArrayExample;
import org.tribuo.protos.ProtoUtil;
import org.tribuo.protos.core.ExampleProto;
import org.tribuo.protos.core.OutputProto;
import org.tribuo.util.Merger;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * An image as a Tribuo example: one byte a pixel, and every pixel is a feature, zeros too.
 * <p>
 * An image of c*h*w pixel values costs c*h*w bytes and a few dozen more; the feature names are computed from the {@link ImageShape} and not stored.
 * The set of features is fixed: what would add, remove or merge features throws {@link UnsupportedOperationException}, and {@link #set(Feature)} takes
 * whole numbers from 0 to 255 only. {@link #toArrayExample()} gives an ordinary example where a transformation needs one.
 *
 * @param <T> the output type.
 */
public final class ImageExample<T extends Output<T>> extends Example<T> {
    private static final long serialVersionUID = 1L;

    /** Protobuf serialisation version. */
    public static final int CURRENT_VERSION = 0;

    private final ImageShape shape;
    private final byte[] pixels;

    /**
     * Wraps the given pixels; the array is not copied.
     *
     * @param output the output, an unknown output for an image without a label.
     * @param shape  the shape.
     * @param pixels unsigned bytes in (channel, row, column) order.
     * @throws ImageShapeException if the number of pixels is not that of the shape.
     */
    public ImageExample(T output, ImageShape shape, byte[] pixels) {
        super(output);
        if (pixels.length != shape.size()) {
            throw new ImageShapeException("found " + pixels.length + " pixel values, expected " + shape.size() + " for a " + shape + " image");
        }
        this.shape = shape;
        this.pixels = pixels;
    }

    private ImageExample(ImageExample<T> other) {
        super(other);
        this.shape = other.shape;
        this.pixels = other.pixels.clone();
    }

    /**
     * Reads an example from its protobuf.
     *
     * @param version   the version of the serialised object.
     * @param className the class name.
     * @param message   the serialised data.
     * @return the example.
     * @throws InvalidProtocolBufferException if the message is not an image example.
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public static ImageExample<?> deserializeFromProto(int version, String className, Any message) throws InvalidProtocolBufferException {
        if (version < 0 || version > CURRENT_VERSION) {
            throw new IllegalArgumentException("Unknown version " + version + ", this class supports at most version " + CURRENT_VERSION);
        }
        ImageExampleProto proto = message.unpack(ImageExampleProto.class);
        Output<?> output = ProtoUtil.deserialize(OutputProto.parseFrom(proto.getOutput()));
        ImageShape shape = new ImageShape(proto.getChannels(), proto.getHeight(), proto.getWidth());
        ImageExample<?> example = new ImageExample(output, shape, proto.getPixels().toByteArray());
        example.setWeight(proto.getWeight());
        proto.getMetadataMap().forEach(example::setMetadataValue);
        return example;
    }

    @Override
    public ExampleProto serialize() {
        ImageExampleProto.Builder proto = ImageExampleProto.newBuilder()
                .setOutput(output.serialize().toByteString())
                .setWeight(weight)
                .setChannels(shape.channels()).setHeight(shape.height()).setWidth(shape.width())
                .setPixels(ByteString.copyFrom(pixels));
        getMetadata().forEach((key, value) -> proto.putMetadata(key, value.toString()));
        return ExampleProto.newBuilder().setVersion(CURRENT_VERSION).setClassName(ImageExample.class.getName())
                .setSerializedData(Any.pack(proto.build())).build();
    }

    /** The example as an image, refused if it is none or has other channels. */
    static <T extends Output<T>> ImageExample<T> require(Example<T> example, int channels) {
        if (!(example instanceof ImageExample<T> image) || image.shape.channels() != channels) {
            String found = example instanceof ImageExample<T> other ? "a " + other.shape + " image" : "an example without an image shape";
            throw new ImageShapeException("found " + found + ", expected an image of " + channels + " channels; convert it");
        }
        return image;
    }

    /** @return the shape of this image. */
    public ImageShape getShape() {
        return shape;
    }

    /** @return the pixels as unsigned bytes in (channel, row, column) order; a copy. */
    public byte[] getPixels() {
        return pixels.clone();
    }

    /**
     * Copies the pixels.
     *
     * @param destination receives unsigned bytes.
     * @param offset      the first place written.
     */
    public void copyPixels(byte[] destination, int offset) {
        System.arraycopy(pixels, 0, destination, offset, pixels.length);
    }

    /**
     * Copies the pixels.
     *
     * @param destination receives values in [0, 255].
     * @param offset      the first place written.
     */
    public void copyPixels(float[] destination, int offset) {
        for (int i = 0; i < pixels.length; i++) {
            destination[offset + i] = pixels[i] & 0xFF;
        }
    }

    /**
     * @param newOutput another output, for example an unknown one.
     * @param <U>       the type of that output.
     * @return this image with that output, its weight and its metadata; it shares the pixels.
     */
    public <U extends Output<U>> ImageExample<U> withOutput(U newOutput) {
        ImageExample<U> example = new ImageExample<>(newOutput, shape, pixels);
        example.setWeight(weight);
        getMetadata().forEach(example::setMetadataValue);
        return example;
    }

    /** @return this image as an ordinary example whose features may take any value; a copy. */
    public ArrayExample<T> toArrayExample() {
        double[] values = new double[pixels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = pixels[i] & 0xFF;
        }
        ArrayExample<T> example = new ArrayExample<>(output, shape.featureNames(), values);
        example.setWeight(weight);
        getMetadata().forEach(example::setMetadataValue);
        return example;
    }

    @Override
    public int size() {
        return pixels.length;
    }

    @Override
    public Iterator<Feature> iterator() {
        return new Iterator<>() {
            private int next = 0;

            @Override
            public boolean hasNext() {
                return next < pixels.length;
            }

            @Override
            public Feature next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Feature feature = new Feature(shape.featureName(next), pixels[next] & 0xFF);
                next++;
                return feature;
            }
        };
    }

    /** Finds a pixel by its name without walking through the others; null if there is no such pixel, as in every Tribuo example. */
    @Override
    public @Nullable Feature lookup(String name) {
        int index = shape.indexOf(name);
        return index < 0 ? null : new Feature(name, pixels[index] & 0xFF);
    }

    /**
     * Sets one pixel.
     *
     * @throws IllegalArgumentException if there is no such pixel or the value is not a whole number from 0 to 255.
     */
    @Override
    public void set(Feature feature) {
        int index = shape.indexOf(feature.getName());
        if (index < 0) {
            throw new IllegalArgumentException("found feature '" + feature.getName() + "', expected a pixel of a " + shape + " image");
        }
        double value = feature.getValue();
        if (!ImageShape.isWholePixelValue(value)) {
            throw new IllegalArgumentException("found pixel value " + value + ", expected a whole number from 0 to 255; "
                    + "call toArrayExample() for features of any value");
        }
        pixels[index] = (byte) (int) value;
    }

    @Override
    public Example<T> copy() {
        return new ImageExample<>(this);
    }

    @Override
    public boolean validateExample() {
        return true;
    }

    @Override
    public boolean isDense(FeatureMap features) {
        return features.size() == pixels.length && features.keySet().stream().allMatch(name -> shape.indexOf(name) >= 0);
    }

    @Override
    public void removeFeatures(List<Feature> features) {
        if (!features.isEmpty()) {
            throw fixedFeatures();
        }
    }

    @Override
    public void add(Feature feature) {
        throw fixedFeatures();
    }

    @Override
    public void addAll(Collection<? extends Feature> features) {
        if (!features.isEmpty()) {
            throw fixedFeatures();
        }
    }

    private static UnsupportedOperationException fixedFeatures() {
        return new UnsupportedOperationException("the features of an image are its pixels; call toArrayExample() to add or remove features");
    }

    @Override
    public void reduceByName(Merger merger) {
        // each pixel has its own name, there is nothing to merge
    }

    @Override
    protected void densify(List<String> featureNames) {
        // an image is dense in its own pixels, and can take no other feature
        if (!featureNames.stream().allMatch(name -> shape.indexOf(name) >= 0)) {
            throw fixedFeatures();
        }
    }

    @Override
    protected void sort() {
        // the pixels are in the order of their names
    }

    @Override
    public void canonicalize(FeatureMap featureMap) {
        // names are computed, none is held
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImageExample<?> that && shape.equals(that.shape) && Arrays.equals(pixels, that.pixels)
                && output.equals(that.output) && weight == that.weight && getMetadata().equals(that.getMetadata());
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(pixels) + output.hashCode();
    }

    /** @return for example {@code ImageExample(3x32x32, output=cat)}. */
    @Override
    public String toString() {
        return "ImageExample(" + shape + ", output=" + output + ")";
    }
}
