package io.localssl.image;

import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil.HashType;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import org.tribuo.Output;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;

import java.util.HashMap;
import java.util.Map;

/**
 * Where images come from: the configuration of their source, and as instance values their number, their shape and the SHA-256 of each file.
 * It holds no time, so the same images from the same files have the same provenance.
 */
public final class ImageSourceProvenance extends SkeletalConfiguredObjectProvenance implements ConfiguredDataSourceProvenance {
    private static final long serialVersionUID = 1L;

    /** The key of the number of images. */
    public static final String IMAGE_COUNT = "image-count";

    /** The key of the image shape, for example {@code 3x32x32}, or {@code 3xHxW} if images have sides of their own. */
    public static final String IMAGE_SHAPE = "image-shape";

    /** The keys of hashes start with this and end with the name of the file or its role. */
    public static final String SHA256 = "sha256-";

    private final Map<String, PrimitiveProvenance<?>> facts;

    /**
     * Describes a source.
     *
     * @param host         the source.
     * @param fingerprints the hashes of what its images come from, by a name for each.
     * @param <T>          the output type.
     */
    public <T extends Output<T>> ImageSourceProvenance(ImageDataSource<T> host, Map<String, String> fingerprints) {
        super(host, "DataSource");
        facts = new HashMap<>();
        facts.put(IMAGE_COUNT, new IntProvenance(IMAGE_COUNT, host.size()));
        facts.put(IMAGE_SHAPE, new StringProvenance(IMAGE_SHAPE, host.describeShape()));
        fingerprints.forEach((name, hash) -> facts.put(SHA256 + name, new HashProvenance(HashType.SHA256, SHA256 + name, hash)));
    }

    /** @param map the provenance as stored. */
    public ImageSourceProvenance(Map<String, Provenance> map) {
        this(extract(map));
    }

    private ImageSourceProvenance(ExtractedInfo info) {
        super(info);
        facts = new HashMap<>(info.instanceValues);
    }

    private static ExtractedInfo extract(Map<String, Provenance> map) {
        String self = ImageSourceProvenance.class.getSimpleName();
        Map<String, Provenance> configured = new HashMap<>(map);
        Map<String, PrimitiveProvenance<?>> facts = new HashMap<>();
        String className = ObjectProvenance.checkAndExtractProvenance(configured, CLASS_NAME, StringProvenance.class, self).getValue();
        String host = ObjectProvenance.checkAndExtractProvenance(configured, HOST_SHORT_NAME, StringProvenance.class, self).getValue();
        facts.put(IMAGE_COUNT, ObjectProvenance.checkAndExtractProvenance(configured, IMAGE_COUNT, IntProvenance.class, self));
        facts.put(IMAGE_SHAPE, ObjectProvenance.checkAndExtractProvenance(configured, IMAGE_SHAPE, StringProvenance.class, self));
        for (String key : map.keySet()) {
            if (key.startsWith(SHA256)) {
                facts.put(key, ObjectProvenance.checkAndExtractProvenance(configured, key, HashProvenance.class, self));
            }
        }
        return new ExtractedInfo(className, host, configured, facts);
    }

    @Override
    public Map<String, PrimitiveProvenance<?>> getInstanceValues() {
        Map<String, PrimitiveProvenance<?>> values = super.getInstanceValues();
        values.putAll(facts);
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && other instanceof ImageSourceProvenance that && facts.equals(that.facts);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + facts.hashCode();
    }
}
