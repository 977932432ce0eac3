package io.localssl.eval;

/** The few largest of many similarities, from the largest down; of equal ones the earlier row comes first. */
final class Nearest {
    private final int[] rows;
    private final float[] similarities;

    /** Looks for {@code count} rows. */
    Nearest(int count) {
        this.rows = new int[count];
        this.similarities = new float[count];
    }

    /** Finds them among the {@code count} similarities from {@code start} on, which are at least as many. */
    void find(float[] all, int start, int count) {
        int found = 0;
        for (int row = 0; row < count; row++) {
            float similarity = all[start + row];
            if (found == rows.length && similarity <= similarities[found - 1]) {
                continue;
            }
            int place = found < rows.length ? found++ : found - 1;
            while (place > 0 && similarity > similarities[place - 1]) {
                rows[place] = rows[place - 1];
                similarities[place] = similarities[place - 1];
                place--;
            }
            rows[place] = row;
            similarities[place] = similarity;
        }
    }

    /** How many there are. */
    int size() {
        return rows.length;
    }

    /** The row at a place, 0 for the nearest. */
    int row(int place) {
        return rows[place];
    }

    /** Its similarity. */
    float similarity(int place) {
        return similarities[place];
    }
}
