package io.localssl.onnx;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class RawFloatsTest {

    @Test
    void areLittleEndianWhereverTheyLie() {
        for (ByteBuffer memory : new ByteBuffer[] {ByteBuffer.allocate(20), ByteBuffer.allocateDirect(20)}) {
            memory.order(ByteOrder.LITTLE_ENDIAN).putFloat(9).putFloat(1.5f).putFloat(-2).putFloat(0x1p-140f).putFloat(9);
            RawFloats floats = RawFloats.at(memory.order(ByteOrder.BIG_ENDIAN).position(4).limit(16));
            assertEquals(3, floats.length());
            assertEquals(-2, floats.get(1));
            assertEquals(0x1p-140f, floats.get(2));
            assertArrayEquals(new byte[] {0, 0, (byte) 0xc0, 0x3f}, floats.data().substring(0, 4).toByteArray());
            memory.order(ByteOrder.LITTLE_ENDIAN).putFloat(4, 7);
            assertEquals(7, floats.get(0), "the same memory");
            assertEquals(RawFloats.of(7, -2, 0x1p-140f).data(), floats.data());
        }
    }

    @Test
    void aCopyIsOne() {
        float[] values = {1, 2};
        RawFloats copy = RawFloats.of(values);
        values[0] = 3;
        assertEquals(1, copy.get(0));
        assertEquals(0, RawFloats.of().length());
    }
}
