package io.localssl.encoder;

import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;

import java.util.HashMap;
import java.util.Map;

/**
 * The provenance of an {@link OnnxImageEncoder}: its configuration, and as instance values the hash of its file and the serialised provenance of the
 * training that made the file (see {@link EncoderProvenance}).
 */
public final class OnnxImageEncoderProvenance extends SkeletalConfiguredObjectProvenance {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, PrimitiveProvenance<?>> encoderValues;

    OnnxImageEncoderProvenance(OnnxImageEncoder host) {
        super(host, "ImageEncoder");
        this.encoderValues = new HashMap<>(EncoderProvenance.describe(host));
    }

    /**
     * Restores a provenance that was marshalled.
     *
     * @param map the marshalled values.
     */
    public OnnxImageEncoderProvenance(Map<String, Provenance> map) {
        this(split(map));
    }

    private OnnxImageEncoderProvenance(ExtractedInfo info) {
        super(info);
        this.encoderValues = new HashMap<>(info.instanceValues);
    }

    private static ExtractedInfo split(Map<String, Provenance> map) {
        String name = OnnxImageEncoderProvenance.class.getSimpleName();
        Map<String, Provenance> configured = new HashMap<>(map);
        String className = ObjectProvenance.checkAndExtractProvenance(configured, CLASS_NAME, StringProvenance.class, name).getValue();
        String hostName = ObjectProvenance.checkAndExtractProvenance(configured, HOST_SHORT_NAME, StringProvenance.class, name).getValue();
        Map<String, PrimitiveProvenance<?>> values = EncoderProvenance.extract(configured);
        return new ExtractedInfo(className, hostName, configured, values);
    }

    @Override
    public Map<String, PrimitiveProvenance<?>> getInstanceValues() {
        Map<String, PrimitiveProvenance<?>> values = super.getInstanceValues();
        values.putAll(encoderValues);
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OnnxImageEncoderProvenance that && super.equals(that) && encoderValues.equals(that.encoderValues);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + encoderValues.hashCode();
    }
}
