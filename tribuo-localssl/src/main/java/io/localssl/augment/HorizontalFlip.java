package io.localssl.augment;

/** Mirrors a view left to right. */
final class HorizontalFlip {

    private HorizontalFlip() {
    }

    /**
     * @param view  planes of rows, changed in place.
     * @param width the length of a row.
     */
    static void apply(float[] view, int width) {
        for (int row = 0; row < view.length; row += width) {
            for (int left = row, right = row + width - 1; left < right; left++, right--) {
                float value = view[left];
                view[left] = view[right];
                view[right] = value;
            }
        }
    }
}
