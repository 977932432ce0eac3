package io.localssl.nn.conv;

import io.localssl.image.ImageShape;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.FeaturePooling;
import io.localssl.nn.OffHeap;
import io.localssl.nn.Retention;
import io.localssl.nn.StackSettings;
import io.localssl.onnx.Activation;
import io.localssl.onnx.BlockShape;
import io.localssl.onnx.MapPool;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The memory of the maps of all blocks, which it owns.
 * <p>
 * Where not everything is kept, the maps of even blocks start at one end of one piece of memory and those of odd blocks end at the other: it is as large as
 * the widest pair of neighbours, whatever the depth. What a block needs inside, between its input and its map, then stands where that of all others does.
 */
final class StackMemory implements AutoCloseable {
    private final EncoderSpec spec;
    private final Retention retention;
    private final int rows;
    private final FloatMemory[] inside;
    private final List<Runnable> closing = new ArrayList<>();

    /** @param rows rows of the batch, each a patch where images are cut. */
    StackMemory(EncoderSpec spec, StackSettings settings, int rows) {
        this.spec = spec;
        this.retention = settings.retention();
        this.rows = rows;
        boolean convolved = settings.pooling() == FeaturePooling.CONVOLVED;
        long[] sizes = spec.blocks().stream().mapToLong(block -> rows * (convolved ? convolvedFloats(block) : insideFloats(block))).toArray();
        long largest = Arrays.stream(sizes).max().orElseThrow();
        FloatMemory shared = floats(retention == Retention.ALL ? 1 : Math.max(1, largest));
        inside = Arrays.stream(sizes).mapToObj(size -> retention == Retention.ALL && size > 0 ? floats(size) : shared).toArray(FloatMemory[]::new);
    }

    /** Whether a pool is taken as the map leaves its convolution. */
    static boolean isFused(BlockShape block) {
        return block.pool() == MapPool.MAX && block.activation() == Activation.RELU;
    }

    /** Values of one tile of four windows. */
    private static int winnerFloats(BlockShape block) {
        return block.outChannels() * ((block.height() + 3) / 4) * ((block.width() + 3) / 4);
    }

    /** For one row, what {@link Inside} hands out where the map is kept as it leaves the convolution. */
    private static long convolvedFloats(BlockShape block) {
        return block.convolution().output().size() + block.map().size();
    }

    /** For one row, what {@link Inside} hands out. */
    private static long insideFloats(BlockShape block) {
        long unpooled = block.convolution().output().size();
        if (block.residual() != null) {
            return (block.residual().shortcut() == null ? 2 : 3) * unpooled;
        }
        if (isFused(block)) {
            return winnerFloats(block);
        }
        return switch (block.pool()) {
            case NONE -> 0;
            case AVERAGE -> unpooled;
            case MAX, OVERLAPPING_MAX -> unpooled + block.map().size();
        };
    }

    /** The memory inside a block, handed out from its start. */
    final class Inside {
        private final FloatMemory memory;
        private long next = 0;

        private Inside(FloatMemory memory) {
            this.memory = memory;
        }

        FeatureMap map(ImageShape shape) {
            long start = next;
            next += (long) rows * shape.size();
            return new FeatureMap(memory, start, rows, shape);
        }

        /** For each row the {@link Winners} of its strips. */
        FloatBuffer[] winners(BlockShape block) {
            int size = winnerFloats(block);
            return IntStream.range(0, rows).mapToObj(row -> memory.part((long) row * size, size)).toArray(FloatBuffer[]::new);
        }
    }

    Inside inside(int block) {
        return new Inside(inside[block]);
    }

    /**
     * A map for each block.
     *
     * @param apart whether they do not share memory.
     */
    FeatureMap[] maps(boolean apart) {
        long[] sizes = spec.blocks().stream().mapToLong(block -> (long) rows * block.map().size()).toArray();
        FloatMemory shared = apart ? null : floats(widestPair(sizes));
        return IntStream.range(0, spec.depth()).mapToObj(l -> {
            FloatMemory memory = shared == null ? floats(sizes[l]) : shared;
            long offset = shared == null || l % 2 == 0 ? 0 : widestPair(sizes) - sizes[l];
            return new FeatureMap(memory, offset, rows, spec.blocks().get(l).map());
        }).toArray(FeatureMap[]::new);
    }

    private static long widestPair(long[] sizes) {
        return IntStream.range(0, sizes.length).mapToLong(l -> sizes[l] + (l == 0 ? 0 : sizes[l - 1])).max().orElseThrow();
    }

    /** Features of all blocks; of contexts that are a block's own only those of one block are needed at once. */
    INDArray[] features(AveragePool[] pools) {
        if (retention != Retention.NEIGHBOURS) {
            return Arrays.stream(pools).map(pool -> array(rows, pool.dimension())).toArray(INDArray[]::new);
        }
        INDArray shared = array((long) rows * Arrays.stream(pools).mapToInt(AveragePool::dimension).max().orElseThrow());
        return Arrays.stream(pools).map(pool -> OffHeap.prefix(shared, rows, pool.dimension())).toArray(INDArray[]::new);
    }

    FloatMemory floats(long length) {
        FloatMemory memory = new FloatMemory(length);
        closing.add(memory::close);
        return memory;
    }

    INDArray array(long... shape) {
        INDArray array = Nd4j.create(DataType.FLOAT, shape, 'c');
        closing.add(array::close);
        return array;
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
    }
}
