package io.localssl.nn.conv;

import io.localssl.onnx.ConvolutionShape;

import java.util.Arrays;

/**
 * The convolution as it is written down: an item is a position of the map, and its row in the one plane holds the 3x3 positions around it, K = shape.taps() * channels
 * in the order (y, x, channel).
 */
final class Patches implements Lowering {
    private final ConvolutionShape shape;
    private final int height;
    private final int width;

    Patches(ConvolutionShape shape) {
        this.shape = shape;
        height = shape.height();
        width = shape.width();
    }

    @Override
    public int planes() {
        return 1;
    }

    @Override
    public int itemsPerImage() {
        return height * width;
    }

    @Override
    public int columns(int channels) {
        return shape.taps() * channels;
    }

    private int rows(int strip) {
        return Math.min(STRIP, height - STRIP * strip);
    }

    private int item(int image, int strip, int y) {
        return (image * height + STRIP * strip + y) * width;
    }

    @Override
    public void lower(MapSource map, int row, int strip, Scratch scratch, Planes planes, int image) {
        int channels = map.channels();
        int across = shape.kernelWidth() * channels;
        int top = STRIP * strip * shape.stride() - shape.padding();
        for (int r = 0; r < (rows(strip) - 1) * shape.stride() + shape.kernelHeight(); r++) {
            readRow(map, row, top + r, scratch.rows[r], scratch);
        }
        for (int y = 0; y < rows(strip); y++) {
            for (int x = 0; x < width; x++) {
                for (int ky = 0; ky < shape.kernelHeight(); ky++) { // neighbours in a row stand one after the other
                    System.arraycopy(scratch.rows[y * shape.stride() + ky], x * shape.stride() * channels, scratch.line, (shape.kernelHeight() * x + ky) * across, across);
                }
            }
            planes.write(0, item(image, strip, y), scratch.line, width * shape.kernelHeight() * across);
        }
    }

    /** Reads a row of the map between columns of zeros; zero outside the map. */
    private void readRow(MapSource map, int row, int y, float[] into, Scratch scratch) {
        int channels = map.channels();
        Arrays.fill(into, 0, (map.width() + 2 * shape.padding()) * channels, 0);
        if (y >= 0 && y < map.height()) {
            map.readRow(row, y, into, shape.padding() * channels, scratch);
        }
    }

    @Override
    public void raise(Planes products, int image, int strip, int channels, Scratch scratch) {
        for (int y = 0; y < rows(strip); y++) {
            products.read(0, item(image, strip, y), scratch.line, width * channels);
            for (int x = 0; x < width; x++) {
                System.arraycopy(scratch.line, x * channels, scratch.output[y][x % 4], x / 4 * channels, channels);
            }
        }
    }

    @Override
    public void lowerGradient(Scratch scratch, int channels, int strip, Planes gradients, int image) {
        for (int y = 0; y < rows(strip); y++) {
            for (int x = 0; x < width; x++) {
                System.arraycopy(scratch.output[y][x % 4], x / 4 * channels, scratch.line, x * channels, channels);
            }
            gradients.write(0, item(image, strip, y), scratch.line, width * channels);
        }
    }

    @Override
    public void lowerKernel(Scratch scratch, int channels, Planes weights, int row) {
        for (int k = 0; k < shape.taps(); k++) {
            System.arraycopy(scratch.kernel[k], 0, scratch.line, k * channels, channels);
        }
        weights.write(0, row, scratch.line, shape.taps() * channels);
    }

    @Override
    public void raiseKernelGradient(Planes gradients, int row, int channels, Scratch scratch) {
        gradients.read(0, row, scratch.line, shape.taps() * channels);
        for (int k = 0; k < shape.taps(); k++) {
            System.arraycopy(scratch.line, k * channels, scratch.kernel[k], 0, channels);
        }
    }
}
