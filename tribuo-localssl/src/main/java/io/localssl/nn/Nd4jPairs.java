package io.localssl.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Of a batch of 2B rows, row i of the input, and as row B + i the mean of its rows i and (i + 1) mod B. It owns what it computes. */
final class Nd4jPairs implements AutoCloseable {
    private final INDArray input;
    private final INDArray output;

    /** @param input what is paired, of which only rows 0 .. B-1 are read. */
    Nd4jPairs(INDArray input) {
        this.input = input;
        output = Nd4j.create(input.dataType(), input.shape(), 'c');
    }

    INDArray output() {
        return output;
    }

    void forward() {
        int images = (int) input.size(0) / 2;
        for (int i = 0; i < images; i++) {
            INDArray image = input.slice(i);
            output.slice(i).assign(image);
            output.slice(images + i).assign(image).addi(input.slice((i + 1) % images)).divi(2);
        }
    }

    @Override
    public void close() {
        output.close();
    }
}
