package io.localssl.nn.conv;

import io.localssl.onnx.PatchGrid;

/** The patches of images as rows of a batch, those of an image one after the other, row by row; read in place. */
final class PatchedImages extends MapSource {
    private final MapSource images;
    private final int stride;
    private final int down;
    private final int across;

    PatchedImages(MapSource images, PatchGrid grid) {
        super(images.channels(), grid.size(), grid.size());
        this.images = images;
        stride = grid.stride();
        down = grid.along(images.height());
        across = grid.along(images.width());
    }

    @Override
    void read(int row, int y, int x, float[] into, int at, Scratch scratch) {
        int patch = row % (down * across);
        images.read(row / (down * across), patch / across * stride + y, patch % across * stride + x, into, at, scratch);
    }
}
