package io.localssl.nn.conv;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The arrays in which one worker transforms a strip of a map: four rows of it, all its columns. On the heap, where the compiler turns loops over them into
 * vector instructions; they are small enough to stay in the processor's cache.
 */
final class Scratch {
    /** The strip as it enters a convolution, six rows with the columns -1, 3, 7... in the first array, 0, 4, 8... in the second, and so on. */
    final float[][][] input = new float[6][4][];
    /** The same in whole rows, as many as a strip of the output reads. */
    final float[][] rows;
    /** Half transformed: by columns but not yet by rows. */
    final float[][][] half = new float[6][4][];
    /** The same arrays in the other order, {@code halfColumns[j][i] == half[i][j]}. */
    final float[][][] halfColumns = new float[4][6][];
    /** The fifth column of each tile. */
    final float[] column4;
    /** The sixth column of each tile. */
    final float[] column5;
    /** The strip as it leaves: {@code output[i][j]} holds row i of the columns j, j + 4, j + 8..., each with all its channels. */
    final float[][][] output = new float[4][4][];
    /** Rows of the planes of a strip. */
    final float[][] planes = new float[36][];
    /** The weights of one output channel: for each position of the kernel an array over the input channels. */
    final float[][] kernel;
    /** The same with one half of a transform applied. */
    final float[][] halfKernel = new float[18][];
    /** The same as the parameters hold them, or any other row of a matrix. */
    final float[] line;
    /** Values a strip wide. */
    final float[] wide;
    /** Which position of each pooling window was the largest, a strip wide, see {@link Winners}. */
    final float[] winners;
    /** One position of a map. */
    final float[] position;

    /** @param plans the convolutions that compute in it. */
    Scratch(List<ConvolutionPlan> plans) {
        int width = largest(plans, ConvolutionPlan::scratchWidth);
        int channels = largest(plans, plan -> Math.max(plan.in(), plan.out()));
        int in = largest(plans, ConvolutionPlan::in);
        for (float[][] row : input) {
            fill(row, width);
        }
        for (int i = 0; i < half.length; i++) {
            fill(half[i], width);
            for (int j = 0; j < half[i].length; j++) {
                halfColumns[j][i] = half[i][j];
            }
        }
        for (float[][] row : output) {
            fill(row, width);
        }
        fill(planes, Math.max(width, channels));
        kernel = new float[largest(plans, plan -> plan.shape().taps())][in];
        rows = new float[largest(plans, ConvolutionPlan::scratchRows)][largest(plans, ConvolutionPlan::scratchRow)];
        fill(halfKernel, in);
        line = new float[largest(plans, ConvolutionPlan::scratchLine)];
        wide = new float[width];
        column4 = new float[width];
        column5 = new float[width];
        winners = new float[width];
        position = new float[channels];
    }

    private static int largest(List<ConvolutionPlan> plans, ToIntFunction<ConvolutionPlan> size) {
        return plans.stream().mapToInt(size).max().orElseThrow();
    }

    private static void fill(float[][] arrays, int length) {
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = new float[length];
        }
    }
}
