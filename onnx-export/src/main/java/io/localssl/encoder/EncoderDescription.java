package io.localssl.encoder;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.localssl.image.ImageShape;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.EncoderMetadata;
import io.localssl.onnx.PixelInput;

import java.util.List;
import java.util.Optional;

/**
 * What an encoder takes and gives.
 *
 * @param shape           the shape of the images.
 * @param dimension       the length of an embedding.
 * @param blockDimensions the length of the readout of each block in it.
 * @param outputName      the graph output that is read.
 */
record EncoderDescription(ImageShape shape, int dimension, List<Integer> blockDimensions, String outputName) {

    /** What an open encoder turned out to be. */
    static EncoderDescription of(EncoderSession session) {
        return new EncoderDescription(session.getImageShape(), session.getDimension(), session.getBlockDimensions(), session.getOutputName());
    }

    /**
     * What a graph says of its output {@value EncoderGraph#EMBEDDING}, without running it.
     *
     * @return the description; empty if there is no such output, or not all sizes are declared, as {@link EncoderGraph#write} declares them.
     * @throws io.localssl.onnx.EncoderFormatException if the graph has no input or several.
     */
    static Optional<EncoderDescription> declared(ModelProto model) {
        GraphProto graph = model.getGraph();
        List<Integer> image = sizes(PixelInput.find(graph));
        List<Integer> embedding = graph.getOutputList().stream().filter(output -> output.getName().equals(EncoderGraph.EMBEDDING)).findFirst()
                .map(EncoderDescription::sizes).orElse(List.of());
        if (image.size() != 3 || embedding.size() != 1) {
            return Optional.empty();
        }
        int dimension = embedding.get(0);
        List<Integer> blocks = EncoderMetadata.blockDimensions(EncoderMetadata.read(model).get(EncoderMetadata.BLOCK_DIMENSIONS), dimension);
        return Optional.of(new EncoderDescription(new ImageShape(image.get(0), image.get(1), image.get(2)), dimension, blocks, EncoderGraph.EMBEDDING));
    }

    /** The sizes of a tensor behind the first, the batch; empty unless all are declared. */
    private static List<Integer> sizes(ValueInfoProto tensor) {
        List<Long> sizes = tensor.getType().getTensorType().getShape().getDimList().stream().skip(1).map(TensorShapeProto.Dimension::getDimValue).toList();
        return sizes.stream().allMatch(size -> size >= 1 && size <= Integer.MAX_VALUE) ? sizes.stream().map(Long::intValue).toList() : List.of();
    }
}
