package io.localssl.augment;

import io.localssl.image.ImageShape;

/** Every operation straight from its definition, one value at a time, in double precision: the oracle of the fast loops. */
final class NaiveAugmentations {

    private NaiveAugmentations() {
    }

    static double[] flip(float[] view, ImageShape shape) {
        double[] out = new double[view.length];
        for (int i = 0; i < view.length; i++) {
            int row = i / shape.width();
            int column = i % shape.width();
            out[row * shape.width() + shape.width() - 1 - column] = view[i];
        }
        return out;
    }

    static double[] brightness(float[] view, double factor) {
        double[] out = new double[view.length];
        for (int i = 0; i < view.length; i++) {
            out[i] = clamp(factor * view[i]);
        }
        return out;
    }

    static double[] contrast(float[] view, ImageShape shape, double factor) {
        double mean = 0;
        for (int i = 0; i < Views.plane(shape); i++) {
            mean += luma(view, shape, i) / Views.plane(shape);
        }
        double[] out = new double[view.length];
        for (int i = 0; i < view.length; i++) {
            out[i] = clamp(factor * view[i] + (1 - factor) * mean);
        }
        return out;
    }

    static double[] saturation(float[] view, ImageShape shape, double factor) {
        double[] out = new double[view.length];
        for (int i = 0; i < view.length; i++) {
            out[i] = clamp(factor * view[i] + (1 - factor) * luma(view, shape, i % Views.plane(shape)));
        }
        return out;
    }

    static double[] greyscale(float[] view, ImageShape shape) {
        double[] out = new double[view.length];
        for (int i = 0; i < view.length; i++) {
            out[i] = luma(view, shape, i % Views.plane(shape));
        }
        return out;
    }

    private static double luma(float[] view, ImageShape shape, int pixel) {
        int plane = Views.plane(shape);
        return shape.channels() == 1 ? view[pixel] : 0.299 * view[pixel] + 0.587 * view[plane + pixel] + 0.114 * view[2 * plane + pixel];
    }

    /** The textbook way through HSV and back by the six sectors of the circle. */
    static double[] hue(float[] view, ImageShape shape, double shift) {
        double[] out = new double[view.length];
        int plane = Views.plane(shape);
        for (int i = 0; i < plane; i++) {
            double[] rgb = turn(view[i] / 255.0, view[plane + i] / 255.0, view[2 * plane + i] / 255.0, shift);
            for (int c = 0; c < 3; c++) {
                out[c * plane + i] = 255 * rgb[c];
            }
        }
        return out;
    }

    private static double[] turn(double r, double g, double b, double shift) {
        double value = Math.max(r, Math.max(g, b));
        double chroma = value - Math.min(r, Math.min(g, b));
        double saturation = value == 0 ? 0 : chroma / value;
        double hue = 0;
        if (chroma > 0) {
            if (value == r) {
                hue = (g - b) / chroma / 6;
            } else if (value == g) {
                hue = (2 + (b - r) / chroma) / 6;
            } else {
                hue = (4 + (r - g) / chroma) / 6;
            }
        }
        double turned = hue + shift;
        turned -= Math.floor(turned);
        int sector = (int) (turned * 6);
        double rest = turned * 6 - sector;
        double p = value * (1 - saturation);
        double q = value * (1 - saturation * rest);
        double t = value * (1 - saturation * (1 - rest));
        return switch (sector % 6) {
            case 0 -> new double[]{value, t, p};
            case 1 -> new double[]{q, value, p};
            case 2 -> new double[]{p, value, t};
            case 3 -> new double[]{p, q, value};
            case 4 -> new double[]{t, p, value};
            default -> new double[]{value, p, q};
        };
    }

    /** One two-dimensional convolution; places outside are reflected until they are inside. */
    static double[] blur(float[] view, ImageShape shape, int kernel, double sigma) {
        double[] out = new double[view.length];
        int reach = kernel / 2;
        for (int i = 0; i < view.length; i++) {
            int x = i % shape.width();
            int y = i / shape.width() % shape.height();
            int start = i - y * shape.width() - x;
            double sum = 0;
            double weights = 0;
            for (int dy = -reach; dy <= reach; dy++) {
                for (int dx = -reach; dx <= reach; dx++) {
                    double weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
                    weights += weight;
                    sum += weight * view[start + reflect(y + dy, shape.height()) * shape.width() + reflect(x + dx, shape.width())];
                }
            }
            out[i] = sum / weights;
        }
        return out;
    }

    private static int reflect(int place, int size) {
        return place < 0 ? -place : place >= size ? 2 * (size - 1) - place : place;
    }

    private static double clamp(double value) {
        return Math.min(255, Math.max(0, value));
    }
}
