package io.localssl.data;

import java.util.SplittableRandom;

/**
 * Paints one generated image: a figure of the class's outline and texture at a random place, size and angle in random colours, over a cloudy background
 * with clutter, under slanting light and a little noise. The figure is light with dark marks and the ground is dim, and colours are muted: were they
 * free, two views of an image would be told by their colours, and an encoder would learn nothing else.
 * <p>
 * Only operations that give the same bits on every machine are used: basic arithmetic, square roots and {@link StrictMath}.
 */
final class ShapePainter {
    static final int SIDE = 32;
    private static final int AREA = SIDE * SIDE;

    private final SplittableRandom random;
    private final double[] canvas = new double[3 * AREA];

    /** @param random draws everything that is random in the image. */
    ShapePainter(SplittableRandom random) {
        this.random = random;
    }

    /** Paints a figure and writes the image as unsigned bytes in (channel, row, column) order. */
    void paint(Silhouette outline, Texture texture, byte[] pixels) {
        double[] ground = colour(0.15, 0.45);
        paintBackground(ground);
        int pieces = 1 + (int) (3 * unit());
        for (int i = 0; i < pieces; i++) {
            paintClutter(ground);
        }
        paintFigure(outline, texture);
        addNoiseAndRound(pixels);
    }

    /** A patchwork of two similar colours, blended by smooth noise on a coarse grid. */
    private void paintBackground(double[] ground) {
        double[] other = near(ground, 0.15);
        double[][] grid = new double[5][5];
        for (double[] row : grid) {
            for (int i = 0; i < row.length; i++) {
                row[i] = unit();
            }
        }
        double cell = SIDE / 4.0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int row = (int) (y / cell);
                int column = (int) (x / cell);
                double v = smooth(y / cell - row);
                double u = smooth(x / cell - column);
                double top = grid[row][column] * (1 - u) + grid[row][column + 1] * u;
                double bottom = grid[row + 1][column] * (1 - u) + grid[row + 1][column + 1] * u;
                double blend = top * (1 - v) + bottom * v;
                for (int c = 0; c < 3; c++) {
                    canvas[c * AREA + y * SIDE + x] = ground[c] * (1 - blend) + other[c] * blend;
                }
            }
        }
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }

    /** A thin bar or a speck, anywhere. */
    private void paintClutter(double[] ground) {
        double[] colour = near(ground, 0.25);
        double centreX = between(0, SIDE);
        double centreY = between(0, SIDE);
        double angle = between(0, Math.PI);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double halfLength = unit() < 0.5 ? 0 : between(3, 9);
        double thickness = halfLength == 0 ? between(0.8, 2.2) : between(0.4, 0.9);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double dx = x + 0.5 - centreX;
                double dy = y + 0.5 - centreY;
                double along = Math.max(0, Math.abs(dx * cos + dy * sin) - halfLength);
                double across = dy * cos - dx * sin;
                blend(y * SIDE + x, colour, coverage(Math.sqrt(along * along + across * across) - thickness));
            }
        }
    }

    private void paintFigure(Silhouette outline, Texture texture) {
        double[] light = colour(0.6, 0.9);
        double[] dark = colour(0.1, 0.3);
        double radius = between(8.5, 12);
        double margin = 1.15 * radius;
        double centreX = between(margin, SIDE - margin);
        double centreY = between(margin, SIDE - margin);
        double angle = between(0, 2 * Math.PI);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double slant = between(-0.2, 0.2);
        double period = between(4, 5.5);
        double phase = unit();
        double[] ink = new double[3];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double dx = x + 0.5 - centreX;
                double dy = y + 0.5 - centreY;
                double u = dx * cos + dy * sin;
                double v = dy * cos - dx * sin;
                double inside = coverage(radius * outline.distance(u / radius, v / radius));
                if (inside > 0) {
                    double shade = 1 + slant * dx / radius;
                    double mark = coverage(period * texture.distance(u / period + phase, v / period + phase));
                    for (int c = 0; c < 3; c++) {
                        ink[c] = shade * (light[c] * (1 - mark) + dark[c] * mark);
                    }
                    blend(y * SIDE + x, ink, inside);
                }
            }
        }
    }

    /** Lays a colour over a pixel, as opaque as alpha says. */
    private void blend(int place, double[] colour, double alpha) {
        for (int c = 0; c < 3; c++) {
            canvas[c * AREA + place] += alpha * (colour[c] - canvas[c * AREA + place]);
        }
    }

    /** The share of a pixel that lies inside an edge at this distance from its centre. */
    private static double coverage(double distance) {
        return Math.max(0, Math.min(1, 0.5 - distance));
    }

    private void addNoiseAndRound(byte[] pixels) {
        double strength = between(0.01, 0.04);
        for (int i = 0; i < canvas.length; i++) {
            double noise = unit() + unit() + unit() - 1.5;
            pixels[i] = (byte) (int) Math.max(0, Math.min(255, 255 * (canvas[i] + 2 * strength * noise) + 0.5));
        }
    }

    /** A colour of a given lightness that is neither garish nor quite black or white. */
    private double[] colour(double darkest, double lightest) {
        double grey = between(darkest, lightest);
        double[] colour = new double[3];
        for (int c = 0; c < 3; c++) {
            colour[c] = Math.max(0, Math.min(1, grey + between(-0.09, 0.09)));
        }
        return colour;
    }

    /** A colour not far from another. */
    private double[] near(double[] colour, double distance) {
        double[] other = new double[3];
        double shift = between(-distance, distance);
        for (int c = 0; c < 3; c++) {
            other[c] = Math.max(0, Math.min(1, colour[c] + shift + between(-distance, distance) / 2));
        }
        return other;
    }

    private double between(double low, double high) {
        return low + (high - low) * unit();
    }

    /** Uniform on [0, 1), from the raw bits, because how a library makes bounded numbers of them may change. */
    private double unit() {
        return (random.nextLong() >>> 11) * 0x1.0p-53;
    }
}
