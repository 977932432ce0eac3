package io.localssl.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Floats in the memory of their owner, on the Java heap or off it, as ONNX stores them: four little-endian bytes each. A graph takes them as they are, and they are
 * copied once, when it is serialised: an encoder of 16 million weights would otherwise stand in memory several times while its file is written.
 */
public final class RawFloats {
    private final ByteBuffer bytes;

    private RawFloats(ByteBuffer bytes) {
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Floats that lie somewhere already.
     *
     * @param bytes where they are, from its position to its limit, four little-endian bytes each.
     * @return the same memory: what is made of it must be serialised before its owner changes it.
     */
    public static RawFloats at(ByteBuffer bytes) {
        return new RawFloats(bytes);
    }

    /**
     * @param values some floats.
     * @return a copy of them.
     */
    public static RawFloats of(float... values) {
        ByteBuffer copy = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length)).order(ByteOrder.LITTLE_ENDIAN);
        copy.asFloatBuffer().put(values);
        return new RawFloats(copy);
    }

    /** @return how many. */
    public int length() {
        return bytes.capacity() / Float.BYTES;
    }

    /**
     * @param index which one, from 0.
     * @return its value.
     */
    public float get(int index) {
        return bytes.getFloat(Float.BYTES * index);
    }

    /** The same memory as ONNX's raw data. */
    ByteString data() {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }
}
