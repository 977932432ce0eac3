package io.localssl.data;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.localssl.image.ImageDataSource;
import org.tribuo.Example;
import org.tribuo.Output;

import java.util.ArrayList;
import java.util.List;

/** Builds things again from their provenance, after it went through storage. */
final class Replay {

    private Replay() {
    }

    static ObjectProvenance store(ObjectProvenance provenance) {
        return ProvenanceUtil.unmarshalProvenance(ProvenanceUtil.marshalProvenance(provenance));
    }

    @SuppressWarnings("unchecked")
    static <T extends Output<T>> ImageDataSource<T> source(ObjectProvenance provenance) {
        List<ConfigurationData> configuration = ProvenanceUtil.extractConfiguration(store(provenance));
        try (ConfigurationManager cm = new ConfigurationManager()) {
            cm.addConfiguration(configuration);
            return (ImageDataSource<T>) cm.lookup(configuration.get(0).getName());
        }
    }

    static <T extends Output<T>> List<Example<T>> examples(Iterable<Example<T>> source) {
        List<Example<T>> examples = new ArrayList<>();
        source.forEach(examples::add);
        return examples;
    }
}
