package io.localssl.eval;

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

    private final float[] weight;
    private final float[] bias;
    private final float[] weightGradient;
    private final float[] biasGradient;
    private final float[] scores;

    private final INDArray x;
    private final INDArray w;
    private final INDArray z;
    private final INDArray d;
    private final INDArray dw;
    private final FloatBuffer xMemory;
    private final FloatBuffer wMemory;
    private final FloatBuffer zMemory;
    private final FloatBuffer dMemory;
    private final FloatBuffer dwMemory;

    /** Starts from W and b uniform in [-1/sqrt(dimension), 1/sqrt(dimension)], as PyTorch's {@code nn.Linear}; a batch has at most {@code capacity} rows. */
    LinearClassifier(int capacity, int dimension, int classes, SplittableRandom random) {
        this.capacity = capacity;
        this.dimension = dimension;
        this.classes = classes;
        this.weight = new float[Math.multiplyExact(classes, dimension)];
        this.bias = new float[classes];
        this.weightGradient = new float[weight.length];
        this.biasGradient = new float[classes];
        this.scores = new float[capacity * classes];
        double bound = 1 / Math.sqrt(dimension);
        fillUniform(weight, bound, random);
        fillUniform(bias, bound, random);

        this.x = zeros(capacity, dimension);
        this.w = zeros(classes, dimension);
        this.z = zeros(capacity, classes);
        this.d = zeros(capacity, classes);
        this.dw = zeros(classes, dimension);
        this.xMemory = x.data().asNioFloat();
        this.wMemory = w.data().asNioFloat();
        this.zMemory = z.data().asNioFloat();
        this.dMemory = d.data().asNioFloat();
        this.dwMemory = dw.data().asNioFloat();
    }

    private static INDArray zeros(int rows, int columns) {
        return Nd4j.create(DataType.FLOAT, new long[]{rows, columns}, 'c');
    }

    private static void fillUniform(float[] values, double bound, SplittableRandom random) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-bound, bound);
        }
    }

    float[] weight() {
        return weight;
    }

    float[] bias() {
        return bias;
    }

    /** dL/dW of the last call of {@link #lossAndGradient}. */
    float[] weightGradient() {
        return weightGradient;
    }

    /** dL/db of the last call of {@link #lossAndGradient}. */
    float[] biasGradient() {
        return biasGradient;
    }

    /** Sets one row of the batch. */
    void setRow(int row, float[] features) {
        xMemory.put(row * dimension, features);
    }

    /** Z of the batch, row by row; an array that the next call overwrites. Rows that were not set keep what they had. */
    float[] scores() {
        wMemory.put(0, weight);
        Nd4j.gemm(x, w, z, false, true, 1, 0);
        zMemory.get(0, scores);
        for (int i = 0; i < scores.length; i++) {
            scores[i] += bias[i % classes];
        }
        return scores;
    }

    /**
     * L over the first rows of the batch; the gradients are left in {@link #weightGradient()} and {@link #biasGradient()}.
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
        dMemory.put(0, scores);
        Nd4j.gemm(d, x, dw, true, false, 1, 0);
        dwMemory.get(0, weightGradient);
        for (int c = 0; c < classes; c++) {
            float sum = 0;
            for (int row = 0; row < labels.length; row++) {
                sum += scores[row * classes + c];
            }
            biasGradient[c] = sum;
        }
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

    /** The class of the highest score, the lowest number among equals. */
    int predict(float[] scores, int row) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (scores[row * classes + c] > scores[row * classes + best]) {
                best = c;
            }
        }
        return best;
    }

    int capacity() {
        return capacity;
    }

    @Override
    public void close() {
        x.close();
        w.close();
        z.close();
        d.close();
        dw.close();
    }
}
