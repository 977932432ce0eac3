package io.localssl.encoder;

import com.google.protobuf.ByteString;
import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import io.localssl.image.ImageShape;
import io.localssl.onnx.EncoderFormatException;
import org.jspecify.annotations.Nullable;
import org.tribuo.Example;
import org.tribuo.provenance.ModelProvenance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An encoder from an ONNX file, configurable by its path. What files it takes, and how it runs, is told at {@link EncoderSession}.
 * <p>
 * The SHA-256 of the file is checked if it is given, and becomes part of the configuration if it is not: a pipeline that is replayed from its provenance
 * refuses a file that has changed since. The numbers behind the {@link Preset} become part of it likewise.
 */
public final class OnnxImageEncoder implements ConfigurableImageEncoder {

    @Config(mandatory = true, description = "Path of the encoder in ONNX format.")
    private Path modelPath;

    @Config(description = "The SHA-256 that the file must have, in hexadecimal; by default that of the file.")
    private @Nullable String sha256;

    @Config(description = "The graph output to read; by default 'embedding' if there is one, else the first.")
    private @Nullable String outputName;

    @Config(description = "What it is tuned for, LATENCY or THROUGHPUT.")
    private Preset preset = Preset.THROUGHPUT;

    @Config(description = "Threads that share the work of one call; 0 for those of the preset.")
    private int threads = 0;

    @Config(description = "The most images that run together; 0 for those of the preset.")
    private int batchSize = 0;

    private EncoderSession session;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init")
    private OnnxImageEncoder() {
    }

    /**
     * Opens an encoder with its default output and {@link Preset#THROUGHPUT}.
     *
     * @param modelPath the ONNX file.
     * @throws EncoderFormatException        if there is no such file or it is not an encoder.
     * @throws io.localssl.LocalSSLException if ONNX Runtime does not run on this platform.
     */
    public OnnxImageEncoder(Path modelPath) {
        this(builder(modelPath));
    }

    @SuppressWarnings("NullAway.Init") // postConfig opens the session
    private OnnxImageEncoder(Builder builder) {
        this.modelPath = builder.modelPath;
        this.sha256 = builder.sha256;
        this.outputName = builder.options.outputName();
        this.preset = builder.preset;
        this.threads = builder.options.threads();
        this.batchSize = builder.options.batchSize();
        postConfig();
    }

    /**
     * @param modelPath the ONNX file.
     * @return a builder of an encoder from that file.
     */
    public static Builder builder(Path modelPath) {
        return new Builder(modelPath);
    }

    /** Opens the file; used by OLCUT, and should not be called by other code. */
    @Override
    public void postConfig() {
        try {
            session = EncoderSession.open(read(modelPath), options());
        } catch (EncoderFormatException e) {
            throw new EncoderFormatException(modelPath + ": " + e.getMessage(), e);
        }
        String found = session.getSha256();
        if (sha256 != null && !sha256.equalsIgnoreCase(found)) {
            session.close();
            throw new EncoderFormatException(modelPath + ": found an encoder of SHA-256 " + found + ", expected " + sha256
                    + "; restore the file, or leave the SHA-256 out to take another");
        }
        sha256 = found;
    }

    /** Settles the numbers that are left to the preset, which then are part of the configuration: a replay elsewhere computes with as many threads. */
    private SessionOptions options() {
        SessionOptions chosen = SessionOptions.of(preset);
        threads = threads == 0 ? chosen.threads() : threads;
        batchSize = batchSize == 0 ? chosen.batchSize() : batchSize;
        return new SessionOptions(outputName, threads, batchSize);
    }

    private static ByteString read(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new EncoderFormatException("found no such file, expected an encoder in ONNX format; check the path");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return ByteString.readFrom(in);
        } catch (IOException e) {
            throw new EncoderFormatException("found a file that cannot be read, expected an encoder in ONNX format: " + e.getMessage(), e);
        }
    }

    @Override
    public float[][] encode(List<? extends Example<?>> images) {
        return session.encode(images);
    }

    @Override
    public ImageShape getImageShape() {
        return session.getImageShape();
    }

    @Override
    public int getDimension() {
        return session.getDimension();
    }

    @Override
    public List<Integer> getBlockDimensions() {
        return session.getBlockDimensions();
    }

    @Override
    public String getOutputName() {
        return session.getOutputName();
    }

    @Override
    public ByteString getOnnx() {
        return session.getOnnx();
    }

    @Override
    public String getSha256() {
        return session.getSha256();
    }

    @Override
    public Optional<ModelProvenance> getTrainingProvenance() {
        return session.getTrainingProvenance();
    }

    /** The training provenance as it stands in the file, whether the classes it names are on the classpath or not. */
    Optional<String> getSerialisedProvenance() {
        return session.getSerialisedProvenance();
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
        return new OnnxImageEncoderProvenance(this);
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public String toString() {
        return "OnnxImageEncoder(modelPath=" + modelPath + ",outputName=" + getOutputName() + ",dimension=" + getDimension() + ")";
    }

    /** Gathers what an encoder is opened with. */
    public static final class Builder {
        private final Path modelPath;
        private @Nullable String sha256;
        private Preset preset = Preset.THROUGHPUT;
        private SessionOptions options = SessionOptions.of(preset);

        private Builder(Path modelPath) {
            this.modelPath = modelPath;
        }

        /**
         * @param hash the SHA-256 that the file must have, in hexadecimal.
         * @return this builder.
         */
        public Builder sha256(String hash) {
            this.sha256 = hash;
            return this;
        }

        /**
         * @param name the graph output to read, for example {@code top}.
         * @return this builder.
         */
        public Builder outputName(String name) {
            options = options.withOutputName(name);
            return this;
        }

        /**
         * Chooses threads and batch size; {@link #threads} and {@link #batchSize} after it change either.
         *
         * @param name what the encoder is tuned for, {@link Preset#THROUGHPUT} by default.
         * @return this builder.
         */
        public Builder preset(Preset name) {
            preset = name;
            options = SessionOptions.of(name).withOutputName(options.outputName());
            return this;
        }

        /**
         * @param count threads that share the work of one call, by default those of the preset.
         * @return this builder.
         */
        public Builder threads(int count) {
            options = options.withThreads(count);
            return this;
        }

        /**
         * @param size the most images that run together, by default those of the preset.
         * @return this builder.
         */
        public Builder batchSize(int size) {
            options = options.withBatchSize(size);
            return this;
        }

        /**
         * @return the open encoder.
         * @throws EncoderFormatException        if there is no such file, it is not an encoder, or not the one of the given SHA-256.
         * @throws io.localssl.LocalSSLException if ONNX Runtime does not run on this platform.
         */
        public OnnxImageEncoder build() {
            return new OnnxImageEncoder(this);
        }
    }
}
