package io.localssl.eval;

import io.localssl.nn.OffHeap;
import io.localssl.nn.Optimiser;
import io.localssl.nn.Parameter;
import io.localssl.nn.ParameterSweep;
import io.localssl.nn.Products;
import io.localssl.nn.Workers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One linear layer with bias under cross-entropy, batch by batch:
 * <pre>
 * Z = X W^T + b              [rows, classes]
 * P = softmax(Z)             over the classes
 * L = mean_i -log P_i,y(i)
 * dL/dW = D^T X, dL/db = sum_i D_i, with D = (P - onehot(y)) / rows
 * </pre>
 * X, W, Z, D and dL/dW live off the heap for the two matrix products and are allocated once; {@link #close()} frees them.
 */
final class LinearClassifier implements AutoCloseable {
    private final int capacity;
    private final int dimension;
    private final int classes;

    private final Workers workers = new Workers(1);
    private final Products products = Products.of(DataType.FLOAT, workers);
    private final ParameterSweep sweep = new ParameterSweep(workers);
    private final Parameter weight;
    private final Parameter bias;
    private final INDArray x;
    private final INDArray z;
    private final INDArray d;
    private final FloatBuffer xMemory;
    private final FloatBuffer zMemory;
    private final FloatBuffer biasMemory;
    private final float[] scores;
    private final float[] biasGradient;
    private int updates = 0;

    /** Starts from W and b uniform in [-1/sqrt(dimension), 1/sqrt(dimension)], as PyTorch's {@code nn.Linear}; a batch has at most {@code capacity} rows. */
    LinearClassifier(int capacity, int dimension, int classes, SplittableRandom random) {
        this.capacity = capacity;
        this.dimension = dimension;
        this.classes = classes;
        this.weight = new Parameter(DataType.FLOAT, classes, dimension);
        this.bias = new Parameter(DataType.FLOAT, classes);
        double bound = 1 / Math.sqrt(dimension);
        weight.initialiseUniform(bound, random);
        bias.initialiseUniform(bound, random);

        this.x = Nd4j.create(DataType.FLOAT, new long[]{capacity, dimension}, 'c');
        this.z = Nd4j.create(DataType.FLOAT, new long[]{capacity, classes}, 'c');
        this.d = Nd4j.create(DataType.FLOAT, new long[]{capacity, classes}, 'c');
        this.xMemory = x.data().asNioFloat();
        this.zMemory = z.data().asNioFloat();
        this.biasMemory = bias.value().data().asNioFloat();
        this.scores = new float[capacity * classes];
        this.biasGradient = new float[classes];
    }

    /** @return the most rows a batch can have. */
    int capacity() {
        return capacity;
    }

    /** @return W with dL/dW. */
    Parameter weight() {
        return weight;
    }

    /** @return b with dL/db. */
    Parameter bias() {
        return bias;
    }

    /** Sets the first rows of the batch. */
    void setRows(float[][] features) {
        for (int row = 0; row < features.length; row++) {
            xMemory.put(row * dimension, features[row]);
        }
    }

    /** Z of the batch, row by row; an array that the next call overwrites. Rows that were not set keep what they had. */
    float[] scores() {
        products.multiply(x, false, weight.value(), true, z, false);
        zMemory.get(0, scores);
        for (int c = 0; c < classes; c++) {
            float b = biasMemory.get(c);
            for (int i = c; i < scores.length; i += classes) {
                scores[i] += b;
            }
        }
        return scores;
    }

    /**
     * L over the first rows of the batch; leaves the gradients in {@link #weight()} and {@link #bias()}.
     *
     * @param labels y, one a row; its length is the number of rows that count.
     */
    double lossAndGradient(int[] labels) {
        scores();
        double loss = 0;
        for (int row = 0; row < labels.length; row++) {
            loss += softmaxRow(row, labels[row], labels.length);
        }
        // rows that do not count still hold features of an earlier batch: a zero error keeps them out of the product
        Arrays.fill(scores, labels.length * classes, scores.length, 0f);
        OffHeap.write(scores, d);
        products.multiply(d, true, x, false, weight.gradient(), false);
        Arrays.fill(biasGradient, 0f);
        for (int i = 0; i < scores.length; i++) {
            biasGradient[i % classes] += scores[i];
        }
        OffHeap.write(biasGradient, bias.gradient());
        return loss / labels.length;
    }

    /** Turns one row of scores into its row of D and gives its loss. */
    private double softmaxRow(int row, int label, int rows) {
        int start = row * classes;
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            max = Math.max(max, scores[start + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(scores[start + c] - max);
        }
        double logSum = max + Math.log(sum);
        double loss = logSum - scores[start + label];
        for (int c = 0; c < classes; c++) {
            double p = Math.exp(scores[start + c] - logSum);
            scores[start + c] = (float) ((p - (c == label ? 1 : 0)) / rows);
        }
        return loss;
    }

    /** Descends the gradients. */
    void update(Optimiser optimiser, double learningRate) {
        updates++;
        optimiser.update(weight, updates, learningRate, sweep);
        optimiser.update(bias, updates, learningRate, sweep);
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
        x.close();
        z.close();
        d.close();
        sweep.close();
        workers.close();
    }
}
