package io.localssl.image;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import org.tribuo.Example;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What tests do with sources: writing their files, reading them, and building them again from their provenance, after it went through storage. */
final class Sources {

    private Sources() {
    }

    static Path write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    static ObjectProvenance store(ObjectProvenance provenance) {
        return ProvenanceUtil.unmarshalProvenance(ProvenanceUtil.marshalProvenance(provenance));
    }

    @SuppressWarnings("unchecked")
    static <T extends Output<T>> ImageDataSource<T> replay(ObjectProvenance provenance) {
        List<ConfigurationData> configuration = ProvenanceUtil.extractConfiguration(store(provenance));
        try (ConfigurationManager cm = new ConfigurationManager()) {
            cm.addConfiguration(configuration);
            return (ImageDataSource<T>) cm.lookup(configuration.get(0).getName());
        }
    }

    /** For example {@code 11 cat}: the red of the first pixel of each image and its label. */
    static List<String> describe(ImageDataSource<Label> source) {
        return examples(source).stream().map(example -> String.format("%x %s", ((ImageExample<Label>) example).getPixels()[0],
                example.getOutput().equals(LabelFactory.UNKNOWN_LABEL) ? "-" : example.getOutput().getLabel())).toList();
    }

    static <T extends Output<T>> List<Example<T>> examples(Iterable<Example<T>> source) {
        List<Example<T>> examples = new ArrayList<>();
        source.forEach(examples::add);
        return examples;
    }
}
