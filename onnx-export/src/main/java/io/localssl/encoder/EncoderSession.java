package io.localssl.encoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import com.oracle.labs.mlrg.olcut.provenance.io.ProvenanceSerializationException;
import io.localssl.image.ImageShape;
import io.localssl.onnx.EncoderFormatException;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.EncoderMetadata;
import org.jspecify.annotations.Nullable;
import org.tribuo.Example;
import org.tribuo.ONNXExportable;
import org.tribuo.provenance.ModelProvenance;

import java.lang.ref.Cleaner;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Logger;

/**
 * An encoder that runs in a session of ONNX Runtime.
 * <p>
 * The graph may come from anywhere if it has one input [batch, C, H, W] of floats or unsigned bytes, with any batch size or a fixed one of 1, and takes
 * pixel values from 0 to 255: preprocessing is part of the graph. An output of more than two dimensions is flattened.
 * Each thread that encodes at the same time as others gets off-heap buffers of one batch, which later calls use again: on the Java heap a call allocates
 * nothing for an {@link io.localssl.image.ImageExample} but its row.
 * <p>
 * Close it after its last use. A session that is forgotten is freed once it is garbage, as Tribuo drops models without closing them.
 */
public final class EncoderSession implements ImageEncoder {
    private static final Logger logger = Logger.getLogger(EncoderSession.class.getName());
    private static final Cleaner CLEANER = Cleaner.create();

    private final ByteString onnx;
    private final String sha256;
    private final NativeSession session;
    private final Cleaner.Cleanable cleanable;
    private final EncoderSignature signature;
    private final @Nullable String provenance;
    /** The dimensions of the output for one image. */
    private final long[] outputDimensions;
    private final int dimension;
    private final List<Integer> blockDimensions;
    private final int batchSize;
    private final Queue<BatchBuffers> idle = new ConcurrentLinkedQueue<>();

    private EncoderSession(ByteString onnx, NativeSession session, SessionOptions options) throws OrtException {
        this.onnx = onnx;
        this.sha256 = sha256(onnx);
        this.session = session;
        this.signature = session.use((environment, open) -> EncoderSignature.read(open, options.outputName()));
        this.provenance = session.use((environment, open) ->
                open.getMetadata().getCustomMetadataValue(ONNXExportable.PROVENANCE_METADATA_FIELD)).orElse(null);
        this.outputDimensions = session.use(this::probe);
        this.dimension = (int) Arrays.stream(outputDimensions).reduce(1, Math::multiplyExact);
        this.blockDimensions = EncoderMetadata.blockDimensions(signature.outputName().equals(EncoderGraph.EMBEDDING) ? session.use((environment, open) ->
                open.getMetadata().getCustomMetadataValue(EncoderMetadata.BLOCK_DIMENSIONS)).orElse(null) : null, dimension);
        this.batchSize = signature.anyBatch() ? Math.min(options.batchSize(), BatchBuffers.largestBatch(getImageShape(), dimension)) : 1;
        Queue<BatchBuffers> buffers = idle; // what frees this object must not hold on to it
        this.cleanable = CLEANER.register(this, () -> free(session, buffers));
    }

    /**
     * Opens an encoder with the default options.
     *
     * @param onnx the encoder as a serialised ONNX model.
     * @return the open encoder.
     * @throws EncoderFormatException           if it is not an encoder.
     * @throws io.localssl.LocalSSLException    if ONNX Runtime does not run on this platform.
     */
    public static EncoderSession open(ByteString onnx) {
        return open(onnx, SessionOptions.defaults());
    }

    /**
     * Opens an encoder. One black image runs through it at once, to learn the length of an embedding.
     *
     * @param onnx    the encoder as a serialised ONNX model.
     * @param options how it shall run.
     * @return the open encoder.
     * @throws EncoderFormatException           if it is not an encoder, or has no such output.
     * @throws io.localssl.LocalSSLException    if ONNX Runtime does not run on this platform.
     */
    public static EncoderSession open(ByteString onnx, SessionOptions options) {
        NativeSession session = NativeSession.open(onnx, options.threads());
        try {
            return new EncoderSession(onnx, session, options);
        } catch (OrtException e) {
            session.close();
            throw new EncoderFormatException("found an encoder that fails on a black image, expected one that runs: " + NativeSession.reason(e), e);
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    @Override
    public float[][] encode(List<? extends Example<?>> images) {
        float[][] rows = new float[images.size()][];
        try {
            return session.use((environment, open) -> {
                BatchBuffers buffers = idle.poll();
                if (buffers == null) {
                    buffers = new BatchBuffers(signature, batchSize, outputDimensions, dimension);
                }
                try {
                    for (int start = 0; start < rows.length; start += batchSize) {
                        buffers.encode(environment, open, images.subList(start, Math.min(start + batchSize, rows.length)), rows, start);
                    }
                } finally {
                    idle.add(buffers);
                }
                return rows;
            });
        } catch (OrtException e) {
            throw new EncoderFormatException("found an encoder that fails on " + rows.length + " images in batches of " + batchSize
                    + ", expected one that takes any batch; try batches of 1: " + NativeSession.reason(e), e);
        }
    }

    /** Runs a black image and gives the dimensions of the output. */
    private long[] probe(OrtEnvironment environment, OrtSession open) throws OrtException {
        try (OnnxTensor pixels = BatchBuffers.blackImage(environment, signature);
             OrtSession.Result result = open.run(Map.of(signature.inputName(), pixels), Set.of(getOutputName()))) {
            long[] dimensions = ((OnnxTensor) result.get(0)).getInfo().getShape();
            if (dimensions.length < 1 || dimensions[0] != 1 || Arrays.stream(dimensions).anyMatch(side -> side < 1)) {
                throw new EncoderFormatException("found output '" + getOutputName() + "' of shape " + Arrays.toString(dimensions)
                        + " for one image, expected one row, [1, ...]; choose another output");
            }
            return dimensions;
        }
    }

    @Override
    public ImageShape getImageShape() {
        return signature.shape();
    }

    @Override
    public int getDimension() {
        return dimension;
    }

    @Override
    public List<Integer> getBlockDimensions() {
        return blockDimensions;
    }

    @Override
    public String getOutputName() {
        return signature.outputName();
    }

    @Override
    public ByteString getOnnx() {
        return onnx;
    }

    @Override
    public String getSha256() {
        return sha256;
    }

    @Override
    public Optional<ModelProvenance> getTrainingProvenance() {
        if (provenance != null) {
            try {
                if (ONNXExportable.SERIALIZER.deserializeAndUnmarshal(provenance) instanceof ModelProvenance training) {
                    return Optional.of(training);
                }
            } catch (ProvenanceSerializationException | RuntimeException e) { // a damaged text makes it stumble in many ways
                logger.warning("The encoder's training provenance cannot be read; is a class it names missing on the classpath? " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** The training provenance as it stands in the file, whether the classes it names are on the classpath or not. */
    Optional<String> getSerialisedProvenance() {
        return Optional.ofNullable(provenance);
    }

    @Override
    public void close() {
        cleanable.clean();
    }

    /** Waits for running calls, which give their buffers back, and frees all that lies off the heap. */
    private static void free(NativeSession session, Queue<BatchBuffers> idle) {
        session.close();
        idle.forEach(BatchBuffers::close);
        idle.clear();
    }

    static String sha256(ByteString bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            bytes.asReadOnlyByteBufferList().forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
