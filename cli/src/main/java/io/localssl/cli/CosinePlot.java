package io.localssl.cli;

import io.localssl.analysis.Interval;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Cosines of weight gradients as curves over blocks or layers, with their 95 % intervals as error bars. */
final class CosinePlot {
    private CosinePlot() {
    }

    /**
     * Draws curves.
     *
     * @param title  of the picture.
     * @param place  what is counted from 1 along the x axis.
     * @param curves the cosines of each curve by its name, in the order of the legend; at least one, all of the same length.
     */
    static Plot of(String title, String place, Map<String, List<Interval>> curves) {
        int places = curves.values().iterator().next().size();
        Plot plot = new Plot(title, place, "cosine of the weight gradients").cosines();
        plot.labels(IntStream.rangeClosed(1, places).mapToObj(Integer::toString).toList());
        double[] x = IntStream.rangeClosed(1, places).asDoubleStream().toArray();
        curves.forEach((name, cosines) -> plot.line(name, x, cosines.stream().mapToDouble(Interval::mean).toArray(),
                cosines.stream().mapToDouble(Interval::halfWidth).toArray()));
        return plot;
    }
}
