package io.localssl.pipeline;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import io.localssl.encoder.ConfigurableImageEncoder;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * The images of a data source as their embeddings, for any pipeline of Tribuo's. The examples are {@link org.tribuo.impl.ArrayExample}s with a feature for
 * each value of the embedding, {@code e} and its zero-padded index; output, weight and metadata are those of the image.
 * <p>
 * The images are encoded in batches while the source is read, anew each time. The encoder stays the caller's to close.
 *
 * @param <T> the output type.
 */
public final class EncodedDataSource<T extends Output<T>> implements ConfigurableDataSource<T> {

    @Config(mandatory = true, description = "The source of the images.")
    private ConfigurableDataSource<T> source;

    @Config(mandatory = true, description = "The encoder.")
    private ConfigurableImageEncoder encoder;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init")
    private EncodedDataSource() {
    }

    /**
     * @param source  the source of the images.
     * @param encoder the encoder.
     */
    public EncodedDataSource(ConfigurableDataSource<T> source, ConfigurableImageEncoder encoder) {
        this.source = source;
        this.encoder = encoder;
    }

    /**
     * The iterator throws {@link io.localssl.image.ImageShapeException} at the batch with an image that does not have the encoder's shape, and
     * {@link IllegalStateException} if the encoder is closed.
     */
    @Override
    public Iterator<Example<T>> iterator() {
        return new EmbeddingExamples(encoder).encode(source.iterator());
    }

    @Override
    public OutputFactory<T> getOutputFactory() {
        return source.getOutputFactory();
    }

    @Override
    public ConfiguredDataSourceProvenance getProvenance() {
        return new EncodedDataSourceProvenance(this);
    }

    @Override
    public String toString() {
        return "EncodedDataSource(source=" + source + ",encoder=" + encoder + ")";
    }

    /** The provenance of an encoded source: that of the images and that of the encoder. */
    public static final class EncodedDataSourceProvenance extends SkeletalConfiguredObjectProvenance implements ConfiguredDataSourceProvenance {
        private static final long serialVersionUID = 1L;

        EncodedDataSourceProvenance(EncodedDataSource<?> host) {
            super(host, "DataSource");
        }

        /**
         * Restores a provenance that was marshalled.
         *
         * @param map the marshalled values.
         */
        public EncodedDataSourceProvenance(Map<String, Provenance> map) {
            super(split(map));
        }

        private static ExtractedInfo split(Map<String, Provenance> map) {
            String name = EncodedDataSourceProvenance.class.getSimpleName();
            Map<String, Provenance> configured = new HashMap<>(map);
            String className = ObjectProvenance.checkAndExtractProvenance(configured, CLASS_NAME, StringProvenance.class, name).getValue();
            String hostName = ObjectProvenance.checkAndExtractProvenance(configured, HOST_SHORT_NAME, StringProvenance.class, name).getValue();
            return new ExtractedInfo(className, hostName, configured, Map.of());
        }
    }
}
