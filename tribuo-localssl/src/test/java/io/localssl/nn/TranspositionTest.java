package io.localssl.nn;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TranspositionTest {

    /** Into the middle of a matrix of sevens, whose other rows stay sevens. */
    @ParameterizedTest
    @CsvSource({"1,1,0", "1,200,3", "64,64,1", "65,130,2", "130,63,0"})
    void columnsBecomeRows(int m, int n, int first) {
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            try (Workers workers = new Workers(2); INDArray a = Nd4j.arange(m * n).castTo(type).reshape('c', m, n);
                 INDArray to = Nd4j.create(type, new long[]{first + n + 2, m}, 'c').assign(7)) {
                new Transposition(workers).write(a, to, first);
                double[] found = new double[(int) to.length()];
                OffHeap.readDoubles(to, found);
                for (int j = 0; j < first + n + 2; j++) {
                    for (int i = 0; i < m; i++) {
                        boolean written = j >= first && j < first + n;
                        assertEquals(written ? i * n + (j - first) : 7, found[j * m + i], "row " + j + ", column " + i);
                    }
                }
            }
        }
    }

    /** Panels of whole widths, of a rest, and of less than a tile; what is behind them stays. */
    @ParameterizedTest
    @CsvSource({"1,1,1", "7,3,2", "130,70,64", "65,130,100", "63,65,500"})
    void panelsOfColumns(int m, int n, int most) {
        try (Workers workers = new Workers(2); INDArray a = Nd4j.arange(m * n).castTo(DataType.FLOAT).reshape('c', m, n);
             INDArray to = Nd4j.create(DataType.FLOAT, (long) m * n + 1).assign(-1)) {
            new Transposition(workers).writePanels(a, to, most);
            float[] found = OffHeap.read(to);
            for (int row = 0; row < m; row++) {
                int first = row / most * most;
                int width = Math.min(most, m - first);
                for (int column = 0; column < n; column++) {
                    assertEquals(row * n + column, found[first * n + column * width + row - first], "row " + row + ", column " + column);
                }
            }
            assertEquals(-1, found[m * n]);
        }
    }
}
