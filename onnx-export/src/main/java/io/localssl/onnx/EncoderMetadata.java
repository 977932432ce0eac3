package io.localssl.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import org.jspecify.annotations.Nullable;
import org.tribuo.ONNXExportable;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an encoder file says about itself besides its graph: the entries of its ONNX metadata whose keys begin with {@code localssl.}.
 */
public final class EncoderMetadata {
    private static final String PREFIX = "localssl.";

    /** The shape of the images, for example {@code 3x32x32}. */
    public static final String IMAGE_SHAPE = PREFIX + "image-shape";
    /** The mean of each channel on the scale [0, 1], joined by commas. */
    public static final String CHANNEL_MEAN = PREFIX + "channel-mean";
    /** The standard deviation of each channel on the scale [0, 1], joined by commas. */
    public static final String CHANNEL_STD = PREFIX + "channel-std";
    /** The blocks as {@link NetDescription} writes them, for example {@code 32,64M,128M} or {@code 32,64M:normalisation=rms:patches=16/8}. */
    public static final String BLOCKS = PREFIX + "blocks";
    /** The readout kernel of each block, joined by hyphens, for example {@code 4-4-2}. */
    public static final String READOUT_KERNELS = PREFIX + "readout-kernels";
    /** The length of the readout of each block in the embedding, joined by commas, for example {@code 2048,1024,512}. */
    public static final String BLOCK_DIMENSIONS = PREFIX + "block-dimensions";
    /** The learning rule, for example {@code clapp++}. */
    public static final String RULE = PREFIX + "rule";
    /** The outputs of a head fused with the encoder as Tribuo writes them, for example class names, one a line in the order of the score columns. */
    public static final String HEAD_OUTPUTS = PREFIX + "head-outputs";

    private EncoderMetadata() {
    }

    /**
     * @param encoder an encoder.
     * @return its image shape, preprocessing, blocks and readout under the keys of this class.
     */
    public static SortedMap<String, String> describe(ConvEncoder encoder) {
        SortedMap<String, String> metadata = new TreeMap<>();
        metadata.put(IMAGE_SHAPE, encoder.shape().toString());
        metadata.put(CHANNEL_MEAN, join(encoder.mean()));
        metadata.put(CHANNEL_STD, join(encoder.std()));
        List<BlockShape> blocks = encoder.blocks().stream().map(ConvEncoder.Block::shape).toList();
        metadata.put(BLOCKS, NetDescription.of(blocks, encoder.patches()));
        metadata.put(READOUT_KERNELS, blocks.stream().map(block -> Integer.toString(block.poolKernel())).collect(Collectors.joining("-")));
        metadata.put(BLOCK_DIMENSIONS, blocks.stream().map(block -> Integer.toString(block.readoutDimension())).collect(Collectors.joining(",")));
        return metadata;
    }

    /**
     * The lengths that make up an embedding.
     *
     * @param entry     what the file says under {@link #BLOCK_DIMENSIONS}, or null if it says nothing.
     * @param dimension the length of the embedding.
     * @return the length of each block; all as one block if the file does not say, or what it says does not add up.
     */
    public static List<Integer> blockDimensions(@Nullable String entry, int dimension) {
        List<Integer> one = List.of(dimension);
        if (entry == null || !entry.matches("[1-9]\\d{0,8}(,[1-9]\\d{0,8})*")) {
            return one;
        }
        List<Integer> blocks = Arrays.stream(entry.split(",")).map(Integer::valueOf).toList();
        return blocks.stream().mapToLong(Integer::longValue).sum() == dimension ? blocks : one;
    }

    /**
     * @param model an ONNX model, an encoder or one fused with a head.
     * @return its metadata without Tribuo's provenance; empty if it has none.
     */
    public static SortedMap<String, String> read(ModelProto model) {
        SortedMap<String, String> metadata = new TreeMap<>();
        for (StringStringEntryProto entry : model.getMetadataPropsList()) {
            if (!entry.getKey().equals(ONNXExportable.PROVENANCE_METADATA_FIELD)) {
                metadata.put(entry.getKey(), entry.getValue());
            }
        }
        return metadata;
    }

    /**
     * Adds entries to a model.
     *
     * @param model    receives the entries.
     * @param metadata the entries.
     */
    public static void write(ModelProto.Builder model, Map<String, String> metadata) {
        metadata.forEach((key, value) -> model.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    }

    private static String join(float[] values) {
        StringBuilder joined = new StringBuilder();
        for (float value : values) {
            joined.append(joined.isEmpty() ? "" : ",").append(value);
        }
        return joined.toString();
    }
}
