package io.localssl.nn;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

import java.util.ArrayList;
import java.util.List;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

/**
 * A fixed sequence of oneDNN primitives with the memory they work on, built once and run every step. It owns both.
 */
final class OneDnnProgram implements AutoCloseable {
    private record Step(primitive primitive, IntMemoryMap arguments) {
    }

    private final engine engine;
    private final stream stream;
    private final List<Step> steps = new ArrayList<>();
    private final List<Pointer> owned = new ArrayList<>();
    private final List<INDArray> referenced = new ArrayList<>();

    OneDnnProgram(engine engine, stream stream) {
        this.engine = engine;
        this.stream = stream;
    }

    /** The description of a float array in plain (row-major) order. */
    static memory.desc plain(long... shape) {
        memory.format_tag tag = switch (shape.length) {
            case 1 -> memory.format_tag.a;
            case 4 -> memory.format_tag.abcd;
            default -> throw new IllegalArgumentException(shape.length + " dimensions");
        };
        return new memory.desc(shape, memory.data_type.f32, tag);
    }

    /** The description of a float array whose layout the primitive may choose. */
    static memory.desc any(long... shape) {
        return new memory.desc(shape, memory.data_type.f32, memory.format_tag.any);
    }

    /** Memory in oneDNN's own layout. */
    memory allocate(memory.desc description) {
        return own(new memory(description, engine));
    }

    /** The memory of an ND4J array, which must be whole, float and in c order; its shape is given anew, so that (rows, d) may be read as maps. */
    memory over(INDArray array, long... shape) {
        referenced.add(array);
        return own(new memory(plain(shape), engine, array.data().addressPointer()));
    }

    /** Adds a primitive. */
    void add(primitive primitive, IntMemoryMap arguments) {
        steps.add(new Step(own(primitive), own(arguments)));
    }

    /** Adds a conversion between layouts. */
    void convert(memory from, memory to) {
        add(new reorder(from, to), new IntMemoryMap().put(DNNL_ARG_SRC, from).put(DNNL_ARG_DST, to));
    }

    /** The memory itself where it already has the layout, else a copy that this program converts each time it runs. */
    memory inLayout(memory from, memory.desc layout) {
        if (from.get_desc().equals(layout)) {
            return from;
        }
        memory to = allocate(layout);
        convert(from, to);
        return to;
    }

    void run() {
        for (Step step : steps) {
            step.primitive.execute(stream, step.arguments);
        }
        stream._wait();
    }

    private <P extends Pointer> P own(P pointer) {
        owned.add(pointer);
        return pointer;
    }

    @Override
    public void close() {
        owned.forEach(Pointer::close);
        owned.clear();
        steps.clear();
        referenced.clear();
    }
}
