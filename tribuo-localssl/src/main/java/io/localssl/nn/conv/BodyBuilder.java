package io.localssl.nn.conv;

import io.localssl.nn.EncoderParameters;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.RunningStatistics;
import io.localssl.nn.StackSettings;
import io.localssl.onnx.Activation;
import io.localssl.onnx.BlockShape;
import io.localssl.onnx.ConvolutionShape;
import io.localssl.onnx.InputNormalisation;
import io.localssl.onnx.MapPool;
import org.jspecify.annotations.Nullable;

/** Puts the layers of blocks together. In: shapes, parameters, and where maps stand. Out: a {@link BlockBody} for each block, which owns nothing. */
final class BodyBuilder {
    private final EncoderSpec spec;
    private final EncoderParameters parameters;
    private final BlockPlans plans;
    private final StackMemory memory;
    private final Workspace workspace;
    private final StackSettings settings;
    private final int rows;

    BodyBuilder(EncoderSpec spec, EncoderParameters parameters, BlockPlans plans, StackMemory memory, Workspace workspace, StackSettings settings, int rows) {
        this.spec = spec;
        this.parameters = parameters;
        this.plans = plans;
        this.memory = memory;
        this.workspace = workspace;
        this.settings = settings;
        this.rows = rows;
    }

    /**
     * @param l        the block, from 0.
     * @param input    what it reads.
     * @param map      receives h.
     * @param gradient dL/dh.
     */
    BlockBody build(int l, MapSource input, FeatureMap map, MapSource gradient) {
        BlockShape block = spec.blocks().get(l);
        MapNormalisation normalisation = normalisation(block.normalisation(), input, parameters.blocks().get(l).inputStatistics(block));
        MapSource normalised = normalisation == null ? input : normalisation;
        MapSource read = settings.paired().contains(l) ? new PairedMaps(normalised, rows) : normalised;
        if (settings.pooling() == FeaturePooling.CONVOLVED) {
            return convolved(l, normalisation, read, map, gradient);
        }
        return block.residual() == null ? plain(l, normalisation, read, map, gradient) : residual(l, block.residual(), normalisation, read, map, gradient);
    }

    private @Nullable MapNormalisation normalisation(InputNormalisation kind, MapSource input, @Nullable RunningStatistics statistics) {
        return kind == InputNormalisation.NONE ? null : new MapNormalisation(kind, input, rows, statistics, workspace);
    }

    private BlockBody plain(int l, @Nullable MapNormalisation normalisation, MapSource read, FeatureMap map, MapSource gradient) {
        BlockShape block = spec.blocks().get(l);
        ConvolutionShape shape = block.convolution();
        StackMemory.Inside inside = memory.inside(l);
        if (StackMemory.isFused(block)) {
            ConvolvedMap output = new MaxPooledMap(map, shape, inside.winners(block));
            return new BlockBody(normalisation, layer(l, 0, read, output, gradient), null, null, map, map, workspace);
        }
        if (block.pool() == MapPool.NONE) {
            return new BlockBody(normalisation, layer(l, 0, read, activated(block, map), gradient), null, null, map, map, workspace);
        }
        FeatureMap unpooled = inside.map(shape.output());
        FeatureMap winners = block.pool() == MapPool.AVERAGE ? null : inside.map(block.map());
        PooledMap pooled = new PooledMap(block.pool(), unpooled, map, winners, workspace.workers());
        return new BlockBody(normalisation, layer(l, 0, read, activated(block, unpooled), pooled.gradient(gradient)), null, pooled, map, map, workspace);
    }

    /** A block whose loss sees what leaves the convolution: that is kept, and activated and pooled in a second pass; no gradient comes back through these. */
    private BlockBody convolved(int l, @Nullable MapNormalisation normalisation, MapSource read, FeatureMap map, MapSource gradient) {
        BlockShape block = spec.blocks().get(l);
        StackMemory.Inside inside = memory.inside(l);
        FeatureMap convolved = inside.map(block.convolution().output());
        FeatureMap winners = block.pool() == MapPool.MAX || block.pool() == MapPool.OVERLAPPING_MAX ? inside.map(block.map()) : null;
        PooledMap pooled = new PooledMap(block.pool(), new ActivatedMap(block.activation(), convolved), map, winners, workspace.workers());
        return new BlockBody(normalisation, layer(l, 0, read, new ConvolvedMap(convolved, block.convolution()), gradient), null, pooled, map, convolved, workspace);
    }

    private static ConvolvedMap activated(BlockShape block, FeatureMap map) {
        return block.activation() == Activation.TRIANGLE ? new TriangleMap(map, block.convolution()) : new RectifiedMap(map, block.convolution(), null);
    }

    private BlockBody residual(int l, BlockShape.Residual residual, @Nullable MapNormalisation normalisation, MapSource read, FeatureMap map, MapSource gradient) {
        ConvolutionShape shape = spec.blocks().get(l).convolution();
        StackMemory.Inside inside = memory.inside(l);
        FeatureMap hidden = inside.map(shape.output());
        FeatureMap hiddenGradient = inside.map(shape.output());
        ConvolutionLayer first = layer(l, 0, read, new RectifiedMap(hidden, shape, null), hiddenGradient);
        MapNormalisation inner = normalisation(residual.normalisation(), hidden, parameters.blocks().get(l).innerStatistics(residual));
        ConvolvedMap shortcut = residual.shortcut() == null ? null : new ConvolvedMap(inside.map(shape.output()), residual.shortcut());
        RectifiedMap output = new RectifiedMap(map, residual.second(), shortcut == null ? read : shortcut.map());
        ConvolutionLayer second = layer(l, 1, inner == null ? hidden : inner, output, gradient);
        ConvolutionLayer shortcutLayer = shortcut == null ? null : layer(l, 2, read, shortcut, output.gradient(gradient));
        return new BlockBody(normalisation, first, new ResidualBranch(inner, second, shortcutLayer, hiddenGradient), null, map, map, workspace);
    }

    private ConvolutionLayer layer(int l, int convolution, MapSource read, ConvolvedMap output, MapSource gradient) {
        return new ConvolutionLayer(parameters.blocks().get(l).filters().get(convolution), read, output, gradient, plans.forward(l, convolution),
                plans.back(l, convolution), workspace);
    }
}
