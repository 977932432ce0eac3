package io.localssl.cli;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil.HashType;
import io.localssl.data.DataSpec;
import io.localssl.encoder.OnnxImageEncoder;
import io.localssl.pipeline.EncodingTrainer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.MutableDataset;
import org.tribuo.ONNXExportable;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertTrue;

class InspectCommandTest {
    @TempDir
    private static Path shared;
    private static RunFolder run;

    @TempDir
    private Path folder;

    @BeforeAll
    static void pretrain() {
        run = TinyRun.pretrain(shared.resolve("run"));
    }

    private static void requireLines(Path file, String... patterns) {
        String out = Command.run("inspect", file).requireSuccess().out();
        for (String pattern : patterns) {
            assertTrue(out.lines().anyMatch(line -> line.matches(pattern)), () -> "expected a line '" + pattern + "' in\n" + out);
        }
    }

    private static String sha256(Path file) {
        return ProvenanceUtil.hashResource(HashType.SHA256, file).toLowerCase(Locale.ROOT);
    }

    @Test
    void explainsAnEncoder() throws IOException {
        requireLines(run.encoder(), "sha-256 +" + sha256(run.encoder()), "size +" + Files.size(run.encoder()) + " bytes", "format +ONNX",
                "input +pixels float \\[batch, 3, 32, 32\\]", "output +embedding float \\[batch, \\d+\\]", "output +top float \\[batch, \\d+\\]", "opset +13 .*",
                "image-shape +3x32x32", "preprocessing +\\(pixels / 255 - mean\\) / std.*", "channel-mean +0\\.\\d+,0\\.\\d+,0\\.\\d+", "blocks +4,8M",
                "readout-kernels +\\d+-\\d+", "rule +clapp\\+\\+",
                "provenance:", "  trainer:", "    class-name: io.localssl.train.LocalSSLTrainer", "    batchSize: 8", "      minCropArea: 0.25",
                "    datasource:", "      class-name: io.localssl.data.ShapesDataSource", "      size: 24");
    }

    @Test
    void explainsTheModelsOfARun() {
        requireLines(run.model(), "format +Tribuo EncoderModel .*", "sha-256 +" + sha256(run.model()), "encoder sha-256 +" + sha256(run.encoder()),
                "rule +clapp\\+\\+", "    batchSize: 8");
    }

    /** The provenance of a classifier reaches back to the pretraining. */
    @Test
    void explainsAClassifier() throws IOException {
        Path classifier = folder.resolve("classifier.tribuo");
        Path inner = folder.resolve("inner.tribuo");
        Path fused = folder.resolve("classifier.onnx");
        try (OnnxImageEncoder encoder = new OnnxImageEncoder(run.encoder())) {
            var model = new EncodingTrainer<>(new LogisticRegressionTrainer(), encoder)
                    .train(new MutableDataset<Label>(DataSpec.parse("shapes:20").open(new LabelFactory())));
            model.serializeToFile(classifier);
            model.getInnerModel().serializeToFile(inner);
            model.saveONNXModel("test", 1, fused);
        }
        String[] pretraining = {" +encoder-training-provenance:", " +class-name: io.localssl.train.LocalSSLTrainer", " +encoder-sha256: .*" + sha256(run.encoder()) + ".*"};
        requireLines(classifier, "format +Tribuo EncodedModel .*", "classifier +LinearSGDModel .*", "encoder sha-256 +" + sha256(run.encoder()));
        requireLines(classifier, pretraining);
        requireLines(fused, "input +pixels float \\[batch, 3, 32, 32\\]", "output +output float .*");
        requireLines(fused, pretraining);
        requireLines(inner, "format +Tribuo LinearSGDModel .*", "features +\\d+", "outputs +.*plain disc.*", "provenance:");
    }

    private static ValueInfoProto value(String name, Dimension... sides) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (Dimension side : sides) {
            shape.addDim(side);
        }
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.INT64.getNumber()).setShape(shape))).build();
    }

    private static ModelProto.Builder foreign() {
        return ModelProto.newBuilder().setIrVersion(8).setProducerName("somebody").addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(3))
                .setGraph(GraphProto.newBuilder().addInput(value("x", Dimension.newBuilder().setDimParam("n").build(),
                                Dimension.newBuilder().setDimValue(7).build()))
                        .addInput(value("w")).addInitializer(TensorProto.newBuilder().setName("w"))
                        .addOutput(value("y", Dimension.getDefaultInstance())));
    }

    @Test
    void explainsFilesOfOthers() throws IOException {
        Path plain = Files.write(folder.resolve("plain.onnx"), foreign().build().toByteArray());
        requireLines(plain, "input +x int64 \\[n, 7\\]", "output +y int64 \\[\\?\\]", "opset +17, ai.onnx.ml 3 \\(IR version 8\\)", "producer +somebody",
                "preprocessing +unknown.*", "provenance +none");
        assertTrue(Command.run("inspect", plain).out().lines().noneMatch(line -> line.matches("input +w.*")), "weights are no inputs");

        Path strange = Files.write(folder.resolve("strange.onnx"), foreign().addMetadataProps(StringStringEntryProto.newBuilder()
                .setKey(ONNXExportable.PROVENANCE_METADATA_FIELD).setValue("not ours")).build().toByteArray());
        requireLines(strange, "provenance: not ours");
    }

    @Test
    void badInputIsRefused() throws IOException {
        Command.run("inspect").requireRefusal("FILE");
        Command.run("inspect", folder.resolve("none")).requireRefusal("none");
        Command.run("inspect", folder).requireRefusal("folder");
        Command.run("inspect", Files.write(folder.resolve("empty"), new byte[0])).requireRefusal("empty");
        Command.run("inspect", Files.writeString(folder.resolve("text"), "hello, this is text")).requireRefusal("text");
        byte[] onnx = Files.readAllBytes(run.encoder());
        Command.run("inspect", Files.write(folder.resolve("half.onnx"), Arrays.copyOf(onnx, onnx.length / 2))).requireRefusal("half.onnx");
        byte[] model = Files.readAllBytes(run.model());
        Command.run("inspect", Files.write(folder.resolve("half.tribuo"), Arrays.copyOf(model, model.length / 2))).requireRefusal("half.tribuo");
    }
}
