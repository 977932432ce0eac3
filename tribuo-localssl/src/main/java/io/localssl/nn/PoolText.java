package io.localssl.nn;

import io.localssl.image.ImageShape;

/** The pooling kernels of loss and readout as they are written, {@code 4-4-4-2-2-1}. */
final class PoolText {

    private PoolText() {
    }

    static int[] parse(String pool, int blocks) {
        String[] parts = pool.split("-", -1);
        int[] kernels = new int[parts.length];
        try {
            for (int l = 0; l < parts.length; l++) {
                kernels[l] = Integer.parseInt(parts[l].trim());
                if (kernels[l] < 1) {
                    throw new NumberFormatException();
                }
            }
        } catch (NumberFormatException e) {
            throw new EncoderSpecException("found pooling kernels '" + pool + "', expected positive numbers joined by -, such as 4-4-4-2-2-1");
        }
        if (kernels.length != blocks) {
            throw new EncoderSpecException("found " + kernels.length + " pooling kernels (" + pool + "), expected one for each of the " + blocks + " blocks");
        }
        return kernels;
    }

    /**
     * The smallest kernel whose grid has at most 8 cells a side at full resolution, 4 after one or two blocks that shrink their map, 2 after three or four, then 1.
     */
    static int defaultKernel(ImageShape map, int shrinking) {
        int grid = 8 >> Math.min(3, (shrinking + 1) / 2);
        int side = Math.min(map.height(), map.width());
        return (side + grid - 1) / grid;
    }
}
