package io.localssl.cli;

/**
 * One cell of a comparison.
 *
 * @param features {@link #PIXELS}, {@link #UNTRAINED}, or the rule that pretrains the encoder.
 * @param seed     the seed of weights, order, augmentation and probe.
 */
record Cell(String features, long seed) {
    static final String PIXELS = "raw pixels";
    static final String UNTRAINED = "untrained encoder";

    boolean isPixels() {
        return features.equals(PIXELS);
    }

    boolean isPretrained() {
        return !isPixels() && !features.equals(UNTRAINED);
    }

    /** @return a name for its files on any file system, no two alike: a rule may hold a colon. */
    String fileName() {
        StringBuilder name = new StringBuilder();
        for (char c : features.toCharArray()) {
            if (c < 128 && Character.isLetterOrDigit(c) || "+.=-".indexOf(c) >= 0) {
                name.append(c);
            } else if (c == ':' || c == ' ') {
                name.append(c == ':' ? '_' : '-');
            } else {
                name.append('%').append(Integer.toHexString(c));
            }
        }
        return name + "-seed" + seed;
    }

    @Override
    public String toString() {
        return features + ", seed " + seed;
    }
}
