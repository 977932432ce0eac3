package io.localssl.cli;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The cells of the same features, over their seeds.
 *
 * @param features what {@link Cell} says.
 * @param n        cells that did not fail.
 * @param accuracy the part of the test images that each probe got right, by its name; empty if all failed.
 * @param cost     what pretraining took; null where there was none.
 * @param curve    how good the encoders were along pretraining, the untrained encoders of the same seeds first.
 * @param failures why a cell failed, by its seed.
 */
record ComparisonRow(String features, int n, Map<String, Spread> accuracy, @Nullable Cost cost, List<Point> curve, Map<Long, String> failures) {

    /**
     * What {@link CellResult.Cost} says, over the seeds.
     *
     * @param secondsTotal    wall-clock seconds of pretraining.
     * @param imagesPerSecond images per second.
     * @param peakOffheapMb   resident memory beside the objects on the Java heap, in MiB.
     */
    record Cost(Spread secondsTotal, Spread imagesPerSecond, Spread peakOffheapMb) {
    }

    /**
     * What {@link CellResult.Point} says, over the seeds.
     *
     * @param epoch    the epoch, 0 for none.
     * @param seconds  wall-clock seconds of pretraining until then.
     * @param accuracy the part of the test images that the first probe got right.
     */
    record Point(int epoch, Spread seconds, Spread accuracy) {
    }

    /**
     * Puts the cells of the same features together.
     *
     * @param features the features.
     * @param results  the results of all cells.
     * @param probes   the names of the probes.
     */
    static ComparisonRow of(String features, List<CellResult> results, Collection<String> probes) {
        List<CellResult> cells = results.stream().filter(cell -> cell.features().equals(features)).toList();
        List<CellResult> done = cells.stream().filter(cell -> cell.failure() == null).toList();
        Map<String, Spread> accuracy = new LinkedHashMap<>();
        Map<Long, String> failures = new TreeMap<>();
        for (CellResult cell : cells) {
            if (cell.failure() != null) {
                failures.put(cell.seed(), cell.failure());
            }
        }
        if (!done.isEmpty()) {
            probes.forEach(probe -> accuracy.put(probe, spread(done, cell -> cell.accuracy().get(probe))));
        }
        return new ComparisonRow(features, done.size(), accuracy, cost(done), curve(done, results), failures);
    }

    private static @Nullable Cost cost(List<CellResult> done) {
        List<CellResult.Cost> costs = done.stream().filter(CellResult::isPretrained).map(CellResult::cost).toList();
        return costs.isEmpty() ? null : new Cost(spread(costs, CellResult.Cost::secondsTotal), spread(costs, CellResult.Cost::imagesPerSecond),
                spread(costs, CellResult.Cost::peakOffheapMb));
    }

    /** The weights of an untrained encoder depend on the seed alone, so that it is the beginning of each rule's curve. */
    private static List<Point> curve(List<CellResult> done, List<CellResult> results) {
        Set<Long> seeds = done.stream().filter(CellResult::isPretrained).map(CellResult::seed).collect(Collectors.toSet());
        Map<Integer, List<CellResult.Point>> epochs = new TreeMap<>();
        results.stream().filter(cell -> cell.features().equals(Cell.UNTRAINED) && seeds.contains(cell.seed()) || done.contains(cell))
                .flatMap(cell -> cell.curve().stream()).collect(Collectors.groupingBy(CellResult.Point::epoch, () -> epochs, Collectors.toList()));
        return epochs.entrySet().stream().map(entry -> new Point(entry.getKey(), spread(entry.getValue(), CellResult.Point::seconds),
                spread(entry.getValue(), CellResult.Point::accuracy))).toList();
    }

    private static <T> Spread spread(List<T> cells, ToDoubleFunction<T> value) {
        return Spread.of(cells.stream().mapToDouble(value).toArray());
    }
}
