package io.localssl.nn.conv;

/**
 * Minimal filtering F(4x4, 3x3), see {@link WinogradTransform}: an item is a tile of 4x4 outputs, there are 36 planes of K = channels columns, and a quarter
 * of the multiplications of {@link Patches} is left. Tiles that reach over the border of the map are computed whole.
 */
final class Winograd implements Lowering {
    private static final int SIDE = 6;

    private final int tilesAcross;
    private final int strips;

    Winograd(int height, int width) {
        tilesAcross = (width + STRIP - 1) / STRIP;
        strips = (height + STRIP - 1) / STRIP;
    }

    @Override
    public int planes() {
        return SIDE * SIDE;
    }

    @Override
    public int itemsPerImage() {
        return strips * tilesAcross;
    }

    @Override
    public int columns(int channels) {
        return channels;
    }

    @Override
    public void lower(MapSource map, int row, int strip, Scratch scratch, Planes planes, int image) {
        int channels = map.channels();
        for (int r = 0; r < SIDE; r++) {
            map.readColumns(row, STRIP * strip - 1 + r, -1, STRIP * tilesAcross + 1, scratch.input[r], scratch);
        }
        float[][][] d = scratch.input;
        for (int j = 0; j < 4; j++) {
            int tiles = j < 2 ? tilesAcross + 1 : tilesAcross;
            WinogradTransform.input(d[0][j], d[1][j], d[2][j], d[3][j], d[4][j], d[5][j], scratch.halfColumns[j], tiles * channels);
        }
        int item = (image * strips + strip) * tilesAcross;
        int n = tilesAcross * channels;
        for (int i = 0; i < SIDE; i++) {
            float[][] t = scratch.half[i];
            System.arraycopy(t[0], channels, scratch.column4, 0, n); // the columns 4 and 5 of a tile are 0 and 1 of the next
            System.arraycopy(t[1], channels, scratch.column5, 0, n);
            WinogradTransform.input(t[0], t[1], t[2], t[3], scratch.column4, scratch.column5, scratch.planes, n);
            for (int j = 0; j < SIDE; j++) {
                planes.write(SIDE * i + j, item, scratch.planes[j], n);
            }
        }
    }

    @Override
    public void raise(Planes products, int image, int strip, int channels, Scratch scratch) {
        int item = (image * strips + strip) * tilesAcross;
        int n = tilesAcross * channels;
        float[][] m = scratch.planes;
        for (int j = 0; j < SIDE; j++) {
            for (int i = 0; i < SIDE; i++) {
                products.read(SIDE * i + j, item, m[i], n);
            }
            WinogradTransform.output(m[0], m[1], m[2], m[3], m[4], m[5], scratch.half[j], n); // half[j][i]: row i of the outputs, column j of the planes
        }
        for (int i = 0; i < 4; i++) {
            float[][] h = scratch.halfColumns[i];
            WinogradTransform.output(h[0], h[1], h[2], h[3], h[4], h[5], scratch.output[i], n);
        }
    }

    @Override
    public void lowerGradient(Scratch scratch, int channels, int strip, Planes gradients, int image) {
        int item = (image * strips + strip) * tilesAcross;
        int n = tilesAcross * channels;
        float[][][] y = scratch.output;
        for (int j = 0; j < 4; j++) {
            WinogradTransform.outputGradient(y[0][j], y[1][j], y[2][j], y[3][j], scratch.halfColumns[j], n);
        }
        for (int i = 0; i < SIDE; i++) {
            float[][] t = scratch.half[i];
            WinogradTransform.outputGradient(t[0], t[1], t[2], t[3], scratch.planes, n);
            for (int j = 0; j < SIDE; j++) {
                gradients.write(SIDE * i + j, item, scratch.planes[j], n);
            }
        }
    }

    @Override
    public void lowerKernel(Scratch scratch, int channels, Planes weights, int row) {
        float[][] g = scratch.kernel;
        for (int x = 0; x < 3; x++) {
            WinogradTransform.kernel(g[x], g[3 + x], g[6 + x], scratch.halfKernel, x, 3, channels);
        }
        for (int i = 0; i < SIDE; i++) {
            float[][] h = scratch.halfKernel;
            WinogradTransform.kernel(h[3 * i], h[3 * i + 1], h[3 * i + 2], scratch.planes, 0, 1, channels);
            for (int j = 0; j < SIDE; j++) {
                weights.write(SIDE * i + j, row, scratch.planes[j], channels);
            }
        }
    }

    @Override
    public void raiseKernelGradient(Planes gradients, int row, int channels, Scratch scratch) {
        float[][] h = scratch.halfKernel;
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                gradients.read(SIDE * i + j, row, scratch.planes[j], channels);
            }
            WinogradTransform.kernelGradient(scratch.planes, 0, 1, h[3 * i], h[3 * i + 1], h[3 * i + 2], channels);
        }
        for (int x = 0; x < 3; x++) {
            WinogradTransform.kernelGradient(h, x, 3, scratch.kernel[x], scratch.kernel[3 + x], scratch.kernel[6 + x], channels);
        }
    }
}
