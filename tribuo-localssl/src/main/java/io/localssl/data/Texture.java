package io.localssl.data;

/** The textures of the generated images: where the second colour goes, as a signed distance from its edge in periods, negative inside. */
enum Texture {
    PLAIN {
        @Override
        double distance(double u, double v) {
            return 1;
        }
    },
    STRIPED {
        @Override
        double distance(double u, double v) {
            return Math.abs(u - Math.floor(u) - 0.5) - 0.25;
        }
    },
    DOTTED {
        @Override
        double distance(double u, double v) {
            double du = u - Math.floor(u) - 0.5;
            double dv = v - Math.floor(v) - 0.5;
            return Math.sqrt(du * du + dv * dv) - 0.3;
        }
    },
    CHECKED {
        @Override
        double distance(double u, double v) {
            double du = Math.abs(u / 2 - Math.floor(u / 2) - 0.5) - 0.25;
            double dv = Math.abs(v / 2 - Math.floor(v / 2) - 0.5) - 0.25;
            return 2 * (du * dv > 0 ? Math.min(Math.abs(du), Math.abs(dv)) : -Math.min(Math.abs(du), Math.abs(dv)));
        }
    },
    RINGED {
        @Override
        double distance(double u, double v) {
            double r = Math.sqrt(u * u + v * v);
            return Math.abs(r - Math.floor(r) - 0.5) - 0.25;
        }
    };

    /** The signed distance from the edge of a mark. */
    abstract double distance(double u, double v);
}
