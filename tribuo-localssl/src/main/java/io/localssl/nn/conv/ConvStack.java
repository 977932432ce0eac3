package io.localssl.nn.conv;

import io.localssl.nn.BlockKernel;
import io.localssl.nn.BlockStack;
import io.localssl.nn.EncoderParameters;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.GradientFlow;
import io.localssl.nn.OffHeap;
import io.localssl.nn.Retention;
import io.localssl.nn.StackSettings;
import io.localssl.nn.Workers;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lays out the memory of all blocks and builds their kernels. In: the sizes and what shall be kept. Out: a {@link BlockStack} that owns the memory.
 * <p>
 * Where not everything is kept, the maps of even blocks start at one end of one piece of memory and those of odd blocks end at the other: it is as large as
 * the widest pair of neighbours, whatever the depth.
 */
final class ConvStack {
    private final EncoderSpec spec;
    private final StackSettings settings;
    private final int rows;
    private final Workers workers;
    private final List<Runnable> closing = new ArrayList<>();

    ConvStack(EncoderSpec spec, StackSettings settings, int rows, Workers workers) {
        this.spec = spec;
        this.settings = settings;
        this.rows = rows;
        this.workers = workers;
    }

    BlockStack build(EncoderParameters parameters, INDArray images, List<ConvolutionMethod> methods) {
        List<ConvolutionPlan> plans = plans(methods, false);
        List<ConvolutionPlan> back = settings.flow().crossesBlocks() ? plans(methods, true) : List.of();
        List<ConvolutionPlan> all = new ArrayList<>(plans);
        all.addAll(back);
        Workspace workspace = new Workspace(workers, all);
        closing.add(workspace::close);
        FeatureMap[] maps = maps(settings.retention() == Retention.ALL);
        FeatureMap[] mapGradients = settings.flow().crossesBlocks() ? maps(false) : new FeatureMap[0];
        FeatureMap[] activities = settings.flow() == GradientFlow.RELAXED ? maps(true) : maps;
        FloatBuffer[][] winners = winners();
        AveragePool[] pools = pools();
        INDArray[] features = features(pools);
        FloatMemory windows = floats((long) rows * Arrays.stream(pools).mapToInt(AveragePool::dimension).max().orElseThrow());
        List<BlockKernel> kernels = new ArrayList<>();
        MapSource input = new PlanarImages(images);
        BackPropagatingBlock below = null;
        for (int l = 0; l < spec.depth(); l++) {
            EncoderSpec.Block block = spec.blocks().get(l);
            RectifiedMap map = new RectifiedMap(maps[l], block.height(), block.width(), block.maxPool() ? winners[l] : null);
            FeatureMap means = new FeatureMap(windows, 0, rows, block.outChannels(), pools[l].gridHeight(), pools[l].gridWidth());
            Convolution convolution = new Convolution(plans.get(l), workspace);
            if (settings.flow() == GradientFlow.LOCAL) {
                kernels.add(new ConvBlock(parameters.blocks().get(l), input, map, convolution, workspace, pools[l], features[l], means,
                        pools[l].spread(means, block.mapHeight())));
            } else {
                Relaxation relaxation = activities == maps ? null : new Relaxation(workers, activities[l], maps[l], mapGradients[l]);
                below = new BackPropagatingBlock(parameters.blocks().get(l), input, map, convolution, workspace, pools[l], features[l], means, mapGradients[l],
                        array(DataType.FLOAT, features[l].shape()), l == 0 ? null : new Convolution(back.get(l - 1), workspace), below, relaxation);
                kernels.add(below);
            }
            input = activities[l];
        }
        return new BlockStack(images, kernels, () -> closing.forEach(Runnable::run));
    }

    /** The convolutions of all blocks, or those that take gradients back to the input of all but the lowest. */
    private List<ConvolutionPlan> plans(List<ConvolutionMethod> methods, boolean back) {
        return IntStream.range(back ? 1 : 0, spec.depth()).mapToObj(l -> {
            EncoderSpec.Block block = spec.blocks().get(l);
            Lowering lowering = methods.get(l).lowering(block.height(), block.width());
            return ConvolutionPlan.of(lowering, rows, back ? block.outChannels() : block.inChannels(), back ? block.inChannels() : block.outChannels(),
                    block.height(), block.width());
        }).toList();
    }

    private FeatureMap[] maps(boolean apart) {
        long[] sizes = spec.blocks().stream().mapToLong(block -> (long) rows * block.mapHeight() * block.mapWidth() * block.outChannels()).toArray();
        FloatMemory shared = apart ? null : floats(widestPair(sizes));
        return IntStream.range(0, spec.depth()).mapToObj(l -> {
            EncoderSpec.Block block = spec.blocks().get(l);
            FloatMemory memory = shared == null ? floats(sizes[l]) : shared;
            long offset = shared == null || l % 2 == 0 ? 0 : widestPair(sizes) - sizes[l];
            return new FeatureMap(memory, offset, rows, block.outChannels(), block.mapHeight(), block.mapWidth());
        }).toArray(FeatureMap[]::new);
    }

    private static long widestPair(long[] sizes) {
        return IntStream.range(0, sizes.length).mapToLong(l -> sizes[l] + (l == 0 ? 0 : sizes[l - 1])).max().orElseThrow();
    }

    /** For each block with a max-pool and each row the {@link Winners} of its strips. */
    private FloatBuffer[][] winners() {
        int[] sizes = spec.blocks().stream().mapToInt(b -> b.maxPool() ? b.outChannels() * ((b.height() + 3) / 4) * ((b.width() + 3) / 4) : 0).toArray();
        int largest = Arrays.stream(sizes).max().orElseThrow();
        FloatMemory shared = settings.retention() == Retention.ALL || largest == 0 ? null : floats((long) rows * largest);
        return Arrays.stream(sizes).mapToObj(size -> {
            FloatMemory memory = size == 0 || shared != null ? shared : floats((long) rows * size);
            return memory == null ? new FloatBuffer[0] : IntStream.range(0, rows).mapToObj(row -> memory.part((long) row * size, size)).toArray(FloatBuffer[]::new);
        }).toArray(FloatBuffer[][]::new);
    }

    private AveragePool[] pools() {
        return IntStream.range(0, spec.depth()).mapToObj(l -> {
            EncoderSpec.Block block = spec.blocks().get(l);
            return new AveragePool(workers, block.outChannels(), block.mapHeight(), block.mapWidth(), settings.pooling().window(spec, l));
        }).toArray(AveragePool[]::new);
    }

    private INDArray[] features(AveragePool[] pools) {
        if (settings.retention() != Retention.NEIGHBOURS) {
            return IntStream.range(0, pools.length).mapToObj(l -> array(DataType.FLOAT, rows, pools[l].dimension())).toArray(INDArray[]::new);
        }
        long longest = (long) rows * Arrays.stream(pools).mapToInt(AveragePool::dimension).max().orElseThrow();
        INDArray[] shared = {array(DataType.FLOAT, longest), array(DataType.FLOAT, longest)};
        return IntStream.range(0, pools.length).mapToObj(l -> OffHeap.prefix(shared[l % 2], rows, pools[l].dimension())).toArray(INDArray[]::new);
    }

    private FloatMemory floats(long length) {
        FloatMemory memory = new FloatMemory(length);
        closing.add(memory::close);
        return memory;
    }

    private INDArray array(DataType type, long... shape) {
        INDArray array = Nd4j.create(type, shape, 'c');
        closing.add(array::close);
        return array;
    }
}
