package io.localssl.nn.conv;

import io.localssl.nn.MatrixProduct;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Planes hold what is written into them, row by row, where products look for it, whether or not their rows are kept apart. */
class PlanesTest {
    private static final int COUNT = 3;
    private static final int ROWS = 5;

    @ParameterizedTest
    @CsvSource({"1, 1", "27, 27", "255, 255", "256, 272", "257, 257", "512, 528"})
    void rowsStayApart(int columns, int stride) {
        assertEquals((long) COUNT * ROWS * stride, Planes.floats(COUNT, ROWS, columns));
        try (FloatMemory memory = new FloatMemory(Planes.floats(COUNT, ROWS, columns))) {
            Planes planes = new Planes(memory, COUNT, ROWS, columns);
            for (int plane = 0; plane < COUNT; plane++) {
                planes.write(plane, 0, numbers(plane, 0, columns, 1), columns);
                planes.write(plane, 1, numbers(plane, 1, columns, 3), 3 * columns);
                planes.write(plane, 4, numbers(plane, 4, columns, 1), columns);
            }
            for (int plane = 0; plane < COUNT; plane++) {
                float[] read = new float[ROWS * columns];
                planes.read(plane, 0, read, read.length);
                assertArrayEquals(numbers(plane, 0, columns, ROWS), read);
                MatrixProduct.Operand last = planes.from(plane, 4, columns - 1);
                assertEquals(stride, last.stride());
                assertEquals(read[read.length - 1], last.start().get());
            }
        }
    }

    /** Rows of a plane, all elements different. */
    private static float[] numbers(int plane, int row, int columns, int rows) {
        float[] numbers = new float[rows * columns];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (plane * ROWS + row) * columns + i;
        }
        return numbers;
    }
}
