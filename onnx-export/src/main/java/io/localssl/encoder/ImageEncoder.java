package io.localssl.encoder;

import com.google.protobuf.ByteString;
import io.localssl.image.ImageShape;
import org.tribuo.Example;
import org.tribuo.provenance.ModelProvenance;

import java.util.List;
import java.util.Optional;

/**
 * A frozen encoder: pixels in, one row of floats an image out. Safe for use by many threads until it is closed.
 */
public interface ImageEncoder extends AutoCloseable {

    /** @return the shape of the images it takes. */
    ImageShape getImageShape();

    /** @return the length of an embedding. */
    int getDimension();

    /** @return the length of the readout of each block, in the order in which an embedding holds them; all as one block if the encoder does not say. */
    default List<Integer> getBlockDimensions() {
        return List.of(getDimension());
    }

    /**
     * Encodes a list of images in batches.
     *
     * @param images the images, see {@link ImageShape#readPixels}.
     * @return one row of {@link #getDimension()} floats an image, in the same order.
     * @throws io.localssl.image.ImageShapeException if an image does not have the encoder's shape.
     * @throws IllegalStateException                 if the encoder is closed.
     */
    float[][] encode(List<? extends Example<?>> images);

    /**
     * Encodes one image.
     *
     * @param image the image.
     * @return its embedding, {@link #getDimension()} floats.
     * @throws io.localssl.image.ImageShapeException if the image does not have the encoder's shape.
     * @throws IllegalStateException                 if the encoder is closed.
     */
    default float[] encode(Example<?> image) {
        return encode(List.of(image))[0];
    }

    /** @return the name of the graph output it reads, for example {@code embedding}. */
    String getOutputName();

    /** @return the encoder as a serialised ONNX model. */
    ByteString getOnnx();

    /** @return the SHA-256 of {@link #getOnnx()} in lower-case hexadecimal. */
    String getSha256();

    /** @return the provenance of the training run that made the encoder, if its file says. */
    Optional<ModelProvenance> getTrainingProvenance();

    /** Frees the native session. Closing twice is harmless. */
    @Override
    void close();
}
