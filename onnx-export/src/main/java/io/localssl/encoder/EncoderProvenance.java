package io.localssl.encoder;

import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil.HashType;
import com.oracle.labs.mlrg.olcut.provenance.primitives.HashProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import org.tribuo.ONNXExportable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the provenance of anything built on an encoder says of the encoder: which file it was and how that was trained, back to the images it saw.
 * <p>
 * The training provenance is kept as one serialised string, read back by {@link ONNXExportable#SERIALIZER}. As an object it would join its trainers and
 * data sources to those of the model that holds it, and a replay of that model could no longer tell them apart.
 */
public final class EncoderProvenance {
    /** The key of the SHA-256 of the encoder's ONNX model. */
    public static final String SHA256 = "encoder-sha256";
    /** The key of the serialised provenance of the encoder's training; absent if the encoder does not know. */
    public static final String TRAINING = "encoder-training-provenance";

    private EncoderProvenance() {
    }

    /**
     * @param encoder an encoder.
     * @return its hash and training provenance under the keys of this class.
     */
    public static Map<String, PrimitiveProvenance<?>> describe(ImageEncoder encoder) {
        Map<String, PrimitiveProvenance<?>> values = new LinkedHashMap<>();
        values.put(SHA256, new HashProvenance(HashType.SHA256, SHA256, encoder.getSha256()));
        serialisedTraining(encoder).ifPresent(training -> values.put(TRAINING, new StringProvenance(TRAINING, training)));
        return values;
    }

    /**
     * Takes the entries that {@link #describe} gives out of a map.
     *
     * @param provenances a map of provenances; loses these entries.
     * @return the entries.
     */
    static Map<String, PrimitiveProvenance<?>> extract(Map<String, Provenance> provenances) {
        Map<String, PrimitiveProvenance<?>> values = new LinkedHashMap<>();
        if (provenances.remove(SHA256) instanceof HashProvenance sha256) {
            values.put(SHA256, sha256);
        }
        if (provenances.remove(TRAINING) instanceof StringProvenance training) {
            values.put(TRAINING, training);
        }
        return values;
    }

    /** From the file itself where possible: it need not name classes that are on the classpath. */
    private static Optional<String> serialisedTraining(ImageEncoder encoder) {
        if (encoder instanceof OnnxImageEncoder file) {
            return file.getSerialisedProvenance();
        }
        return encoder.getTrainingProvenance().map(ONNXExportable.SERIALIZER::marshalAndSerialize);
    }
}
