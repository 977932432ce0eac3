package io.localssl.nn.conv;

import java.util.Arrays;

/**
 * The convolution as it is written down: an item is a position of the map, and its row in the one plane holds the 3x3 positions around it, K = 9 * channels
 * in the order (y, x, channel).
 */
final class Patches implements Lowering {
    private final int height;
    private final int width;

    Patches(int height, int width) {
        this.height = height;
        this.width = width;
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
        return 9 * channels;
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
        for (int r = 0; r < rows(strip) + 2; r++) {
            readRow(map, row, STRIP * strip - 1 + r, scratch.input[r][0], scratch);
        }
        for (int y = 0; y < rows(strip); y++) {
            for (int x = 0; x < width; x++) {
                for (int ky = 0; ky < 3; ky++) { // three neighbours in a row stand one after the other
                    System.arraycopy(scratch.input[y + ky][0], x * channels, scratch.line, (3 * x + ky) * 3 * channels, 3 * channels);
                }
            }
            planes.write(0, item(image, strip, y), scratch.line, 0, width * 9 * channels);
        }
    }

    /** Reads a row of the map between two columns of zeros; zero outside the map. */
    private void readRow(MapSource map, int row, int y, float[] into, Scratch scratch) {
        int channels = map.channels();
        Arrays.fill(into, 0, (width + 2) * channels, 0);
        if (y >= 0 && y < height) {
            map.readRow(row, y, into, channels, scratch);
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
            gradients.write(0, item(image, strip, y), scratch.line, 0, width * channels);
        }
    }

    @Override
    public void lowerKernel(Scratch scratch, int channels, Planes weights, int row) {
        for (int k = 0; k < 9; k++) {
            System.arraycopy(scratch.kernel[k], 0, scratch.line, k * channels, channels);
        }
        weights.write(0, row, scratch.line, 0, 9 * channels);
    }

    @Override
    public void raiseKernelGradient(Planes gradients, int row, int channels, Scratch scratch) {
        gradients.read(0, row, scratch.line, 9 * channels);
        for (int k = 0; k < 9; k++) {
            System.arraycopy(scratch.line, k * channels, scratch.kernel[k], 0, channels);
        }
    }
}
