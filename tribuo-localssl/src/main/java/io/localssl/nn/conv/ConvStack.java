package io.localssl.nn.conv;

import io.localssl.image.ImageShape;
import io.localssl.nn.BlockKernel;
import io.localssl.nn.BlockStack;
import io.localssl.nn.EncoderParameters;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.GradientFlow;
import io.localssl.nn.Retention;
import io.localssl.nn.StackSettings;
import io.localssl.nn.Workers;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Builds the kernels of all blocks. In: the sizes and what shall be kept. Out: a {@link BlockStack} that owns their memory. */
final class ConvStack {
    private final EncoderSpec spec;
    private final StackSettings settings;
    private final int rows;
    private final Workers workers;

    /** @param images rows of the batch. */
    ConvStack(EncoderSpec spec, StackSettings settings, int images, Workers workers) {
        this.spec = spec;
        this.settings = settings;
        this.rows = images * spec.patchCount();
        this.workers = workers;
    }

    BlockStack build(EncoderParameters parameters, INDArray images, List<ConvolutionMethod> methods) {
        boolean through = settings.flow().crossesBlocks();
        BlockPlans plans = new BlockPlans(spec, methods, rows, through);
        Workspace workspace = new Workspace(workers, plans.all());
        StackMemory memory = new StackMemory(spec, settings, rows);
        FeatureMap[] maps = memory.maps(settings.retention() == Retention.ALL);
        FeatureMap[] mapGradients = through ? memory.maps(false) : new FeatureMap[0];
        FeatureMap[] activities = settings.flow() == GradientFlow.RELAXED ? memory.maps(true) : maps;
        AveragePool[] pools = pools();
        INDArray[] features = memory.features(pools);
        FloatMemory windows = memory.floats((long) rows * Arrays.stream(pools).mapToInt(AveragePool::dimension).max().orElseThrow());
        BodyBuilder bodies = new BodyBuilder(spec, parameters, plans, memory, workspace, settings, rows);
        List<BlockKernel> kernels = new ArrayList<>();
        MapSource input = spec.patches() == null ? new PlanarImages(images) : new PatchedImages(new PlanarImages(images), spec.patches());
        BackPropagatingBlock below = null;
        for (int l = 0; l < spec.depth(); l++) {
            FeatureMap means = new FeatureMap(windows, 0, rows, new ImageShape(maps[l].channels(), pools[l].gridHeight(), pools[l].gridWidth()));
            if (through) {
                BlockBody body = bodies.build(l, input, maps[l], mapGradients[l]);
                Relaxation relaxation = activities == maps ? null : new Relaxation(workers, activities[l], maps[l], mapGradients[l]);
                below = new BackPropagatingBlock(body, pools[l], features[l], means, mapGradients[l], memory.array(features[l].shape()), below, relaxation);
                kernels.add(below);
            } else {
                MapSource gradient = pools[l].spread(means, settings.pooling().map(spec, l).height());
                kernels.add(new ConvBlock(bodies.build(l, input, maps[l], gradient), pools[l], features[l], means));
            }
            input = activities[l];
        }
        return new BlockStack(images, kernels, workspace.bytes(), () -> {
            workspace.close();
            memory.close();
        });
    }

    private AveragePool[] pools() {
        return IntStream.range(0, spec.depth()).mapToObj(l -> {
            ImageShape map = settings.pooling().map(spec, l);
            return new AveragePool(workers, map.channels(), map.height(), map.width(), settings.pooling().window(spec, l));
        }).toArray(AveragePool[]::new);
    }
}
