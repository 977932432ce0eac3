package io.localssl.cli;

import com.oracle.labs.mlrg.olcut.provenance.ListProvenance;
import com.oracle.labs.mlrg.olcut.provenance.MapProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.io.ProvenanceSerializationException;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.localssl.encoder.EncoderProvenance;
import org.tribuo.ONNXExportable;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints a provenance as an indented tree, one value a line, plain values before nested ones.
 * The serialised provenance of an encoder's training is unfolded where it stands.
 */
final class ProvenanceTree {
    /** OLCUT's short name of an interface, which says less than the class name beside it. */
    private static final String HOST_SHORT_NAME = "host-short-name";

    private final PrintWriter out;

    ProvenanceTree(PrintWriter out) {
        this.out = out;
    }

    /**
     * @param key        what the provenance is of.
     * @param provenance the provenance.
     * @param depth      how deep it lies, from 0.
     */
    void print(String key, Provenance provenance, int depth) {
        if (provenance instanceof ObjectProvenance object) {
            printAll(key, object, depth);
        } else if (provenance instanceof MapProvenance<?> map) {
            printAll(key, map, depth);
        } else if (provenance instanceof ListProvenance<?> list) {
            line(key, list.getList().isEmpty() ? "none" : "", depth);
            for (int i = 0; i < list.getList().size(); i++) {
                print(Integer.toString(i + 1), list.getList().get(i), depth + 1);
            }
        } else if (key.equals(EncoderProvenance.TRAINING) && provenance instanceof StringProvenance training) {
            printSerialised(key, training.getValue(), depth);
        } else {
            line(key, provenance.toString(), depth);
        }
    }

    /**
     * @param key        what the provenance is of.
     * @param serialised the provenance as Tribuo writes it into ONNX files; printed as it is if it cannot be read.
     * @param depth      how deep it lies, from 0.
     */
    void printSerialised(String key, String serialised, int depth) {
        ObjectProvenance provenance;
        try {
            provenance = ONNXExportable.SERIALIZER.deserializeAndUnmarshal(serialised);
        } catch (ProvenanceSerializationException | RuntimeException e) {
            // it may name classes that are not here, or not be a provenance of Tribuo at all
            line(key, serialised, depth);
            return;
        }
        print(key, provenance, depth);
    }

    private void printAll(String key, Iterable<? extends Pair<String, ? extends Provenance>> entries, int depth) {
        line(key, "", depth);
        List<Pair<String, ? extends Provenance>> nested = new ArrayList<>();
        for (Pair<String, ? extends Provenance> entry : entries) {
            if (!(entry.getB() instanceof PrimitiveProvenance)) {
                nested.add(entry);
            } else if (!entry.getA().equals(HOST_SHORT_NAME)) {
                print(entry.getA(), entry.getB(), depth + 1);
            }
        }
        nested.forEach(entry -> print(entry.getA(), entry.getB(), depth + 1));
    }

    private void line(String key, String value, int depth) {
        out.println(("  ".repeat(depth) + key + ": " + value).stripTrailing());
    }
}
