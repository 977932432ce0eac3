package io.localssl.bench;

import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.memory.deallocation.DeallocatorService;
import org.nd4j.linalg.factory.Nd4j;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;

/**
 * The memory of ND4J's arrays that were made since this object was; those before may go at any time, when the collector finds them. All that a learner keeps off the heap
 * are such arrays.
 * ND4J keeps the list to itself, so it is read by reflection: what the process has resident says little of small nets, and depends on what was freed before.
 */
final class LiveArrays {
    private final Set<?> before = Set.copyOf(references().keySet());

    /** @return bytes. */
    long bytes() {
        long sum = 0;
        for (Map.Entry<?, ?> entry : references().entrySet()) {
            if (!before.contains(entry.getKey()) && ((Reference<?>) entry.getValue()).get() instanceof DataBuffer buffer && !buffer.wasClosed() && buffer.originalDataBuffer() == null) { // a view has an original
                sum += buffer.length() * buffer.getElementSize();
            }
        }
        return sum;
    }

    private static Map<?, ?> references() {
        try {
            Field map = DeallocatorService.class.getDeclaredField("referenceMap");
            map.setAccessible(true);
            return (Map<?, ?>) map.get(Nd4j.getDeallocatorService());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("found an ND4J that does not keep its arrays in DeallocatorService.referenceMap, expected 1.0.0-M2.1", e);
        }
    }
}
