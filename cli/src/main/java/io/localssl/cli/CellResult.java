package io.localssl.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What became of a cell.
 *
 * @param features what {@link Cell} says.
 * @param seed     likewise.
 * @param failure  why there is no more than this, else null.
 * @param accuracy the part of the test images that each probe got right, by its name.
 * @param cost     what pretraining took; null where there was none.
 * @param curve    how good the encoder was after each epoch of pretraining, judged by the first probe.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record CellResult(String features, long seed, @Nullable String failure, Map<String, Double> accuracy, @Nullable Cost cost, List<Point> curve) {

    /**
     * The part of a pretraining run's summary that is compared.
     *
     * @param secondsTotal    wall-clock seconds of pretraining.
     * @param imagesPerSecond images per second.
     * @param peakOffheapMb   resident memory beside the objects on the Java heap, in MiB.
     */
    record Cost(double secondsTotal, double imagesPerSecond, double peakOffheapMb) {
    }

    /**
     * A point of the curve.
     *
     * @param epoch    the epoch, 0 for none.
     * @param seconds  wall-clock seconds of pretraining until then.
     * @param accuracy the part of the test images that were right.
     */
    record Point(int epoch, double seconds, double accuracy) {
    }

    CellResult {
        // what is empty is not written
        accuracy = accuracy == null ? Map.of() : accuracy;
        curve = curve == null ? List.of() : curve;
    }

    boolean isPretrained() {
        return cost != null;
    }

    static CellResult failed(Cell cell, String failure) {
        return new CellResult(cell.features(), cell.seed(), failure, Map.of(), null, List.of());
    }
}
