package io.localssl.cli;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import io.localssl.encoder.EncoderModel;
import io.localssl.file.WholeFile;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a pretraining run leaves behind: enough to use the encoder, and to train it again. Each file is replaced as a whole.
 *
 * @param folder where it is.
 */
record RunFolder(Path folder) {

    /** @return the encoder in ONNX. */
    Path encoder() {
        return folder.resolve("encoder.onnx");
    }

    /** @return the encoder after an epoch, from 1, where each is kept. */
    Path encoder(int epoch) {
        return folder.resolve("encoder-epoch-" + epoch + ".onnx");
    }

    /** @return the encoder as a Tribuo model. */
    Path model() {
        return folder.resolve("model.tribuo");
    }

    /** @return losses and speed, one JSON object an epoch. */
    Path metrics() {
        return folder.resolve("metrics.jsonl");
    }

    /** @return an OLCUT configuration of the trainer and the data source. */
    Path config() {
        return folder.resolve("config.xml");
    }

    /** Finds out before the work begins whether the files can be written. */
    void requireWritable() {
        AtomicFile.requireWritable(encoder());
    }

    /** Writes all but the metrics. */
    void save(EncoderModel model) throws IOException {
        saveEncoder(encoder(), model);
        model.serializeToFile(model());
        ConfigurationManager configuration = new ConfigurationManager();
        configuration.addConfiguration(ProvenanceUtil.extractConfiguration(model.getProvenance()));
        AtomicFile.write(config(), file -> {
            try (OutputStream out = Files.newOutputStream(file)) {
                configuration.save(out, "xml", true);
            }
        });
    }

    /** Writes the graph alone. */
    void saveEncoder(Path path, EncoderModel model) throws IOException {
        WholeFile.write(model.getOnnx(), path);
    }
}
