package io.localssl.onnx;

import io.localssl.image.ImageShape;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXInitializer;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXOperators;
import org.tribuo.util.onnx.ONNXRef;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the cutting of images into patches, which then are a larger batch, and the mean over the patches of each image. */
final class PatchGraph {

    private PatchGraph() {
    }

    /**
     * Cuts bands of rows, and columns out of those: as many nodes as there are rows and columns of patches, not one a patch.
     *
     * @return [patches * batch, channels, size, size], all images of a patch before those of the next.
     */
    static ONNXNode cut(ONNXRef<?> images, PatchGrid grid, ImageShape shape) {
        ONNXNode bands = bands(images, grid, 2, shape.height(), "patches/rows");
        return bands(bands, grid, 3, shape.width(), "patches/columns");
    }

    private static ONNXNode bands(ONNXRef<?> map, PatchGrid grid, int axis, int side, String name) {
        ONNXContext context = map.onnxContext();
        ONNXInitializer axes = context.array(name + "/axis", new long[] {axis});
        List<ONNXNode> bands = new ArrayList<>();
        for (int i = 0; i < grid.along(side); i++) {
            long start = (long) i * grid.stride();
            ONNXInitializer starts = context.array(name + "/start", new long[] {start});
            ONNXInitializer ends = context.array(name + "/end", new long[] {start + grid.size()});
            bands.add(context.operation(ConvOperators.SLICE, List.of(map, starts, ends, axes), name + "/slice"));
        }
        return context.operation(ONNXOperators.CONCAT, bands, name, Map.of("axis", 0));
    }

    /**
     * @param readout   that of all patches, [patches * batch, dimension], in the order of {@link #cut}.
     * @param patches   how many an image has.
     * @param dimension its columns.
     * @return the mean of each image, [batch, dimension].
     */
    static ONNXNode mean(ONNXNode readout, int patches, int dimension, String name) {
        ONNXContext context = readout.onnxContext();
        ONNXNode apart = readout.apply(ConvOperators.RESHAPE, context.array(name + "patch_shape", new long[] {patches, -1, dimension}), name + "patches");
        return context.operation(ONNXOperators.REDUCE_MEAN, List.of(apart), name + "patch_mean", new TreeMap<>(Map.of("axes", new int[] {0}, "keepdims", 0)));
    }
}
