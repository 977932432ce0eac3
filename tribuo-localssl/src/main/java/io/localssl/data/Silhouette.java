package io.localssl.data;

/**
 * The outlines of the generated images. Each gives the signed distance of a point from its edge, negative inside, for a figure of about the area of a disc
 * of radius 1 around the origin. Outside corners the distance is to the edge prolonged, which antialiasing does not notice.
 */
enum Silhouette {
    DISC {
        @Override
        double distance(double x, double y) {
            return Math.sqrt(x * x + y * y) - 1;
        }
    },
    RING {
        @Override
        double distance(double x, double y) {
            return Math.abs(Math.sqrt(x * x + y * y) - 0.85) - 0.32;
        }
    },
    TRIANGLE {
        @Override
        double distance(double x, double y) {
            return Math.max(y, Math.max(0.8660254037844386 * x - 0.5 * y, -0.8660254037844386 * x - 0.5 * y)) - 0.75;
        }
    },
    SQUARE {
        @Override
        double distance(double x, double y) {
            return Math.max(Math.abs(x), Math.abs(y)) - 0.9;
        }
    },
    CROSS {
        @Override
        double distance(double x, double y) {
            double longer = Math.max(Math.abs(x), Math.abs(y));
            double shorter = Math.min(Math.abs(x), Math.abs(y));
            return Math.max(longer - 1.2, shorter - 0.4);
        }
    };

    /** The signed distance from the edge. */
    abstract double distance(double x, double y);
}
