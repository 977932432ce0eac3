package io.localssl.image;

/** The luma of coloured levels. */
final class LumaLevels implements Levels {
    private final Levels colours;
    private byte[] pixels = new byte[0];

    LumaLevels(Levels colours) {
        this.colours = colours;
    }

    @Override
    public int height() {
        return colours.height();
    }

    @Override
    public int width() {
        return colours.width();
    }

    @Override
    public int channels() {
        return 1;
    }

    @Override
    public void copyRow(int row, int from, int count, byte[] planes, int to, int area) {
        if (pixels.length != 3 * count) {
            pixels = new byte[3 * count];
        }
        colours.copyRow(row, from, count, pixels, 0, count);
        for (int i = 0; i < count; i++) {
            planes[to + i] = GreyLevels.nearest(Luma.of(pixels[i] & 0xFF, pixels[count + i] & 0xFF, pixels[2 * count + i] & 0xFF));
        }
    }
}
