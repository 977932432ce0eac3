package io.localssl.cli;

import io.localssl.LocalSSLException;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

import java.awt.AWTError;
import java.awt.BasicStroke;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Curves with error bars, and points, over common axes; a picture for papers and reports. NaN leaves a gap.
 */
final class Plot {
    private final String title;
    private final String xAxis;
    private final String yAxis;
    private final List<Curve> curves = new ArrayList<>();
    private List<String> labels = List.of();
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    /** What the legend names once. */
    private record Curve(String name, double[] x, double[] y, double @Nullable [] halfWidth, boolean joined) {
        Curve {
            if (x.length == 0 || x.length != y.length || halfWidth != null && halfWidth.length != y.length) {
                throw new IllegalArgumentException("found " + x.length + " x and " + y.length + " y of '" + name + "', expected as many, at least one");
            }
            for (double[] values : halfWidth == null ? List.of(x, y) : List.of(x, y, halfWidth)) {
                if (Arrays.stream(values).anyMatch(Double::isInfinite)) {
                    throw new IllegalArgumentException("found an infinite value in '" + name + "', expected finite ones, or NaN for a gap");
                }
            }
        }
    }

    Plot(String title, String xAxis, String yAxis) {
        this.title = title;
        this.xAxis = xAxis;
        this.yAxis = yAxis;
    }

    /**
     * Adds points joined by lines.
     *
     * @param name      what the legend says; no two alike.
     * @param halfWidth the error bar of each point reaches from y - halfWidth to y + halfWidth; null for none.
     */
    Plot line(String name, double[] x, double[] y, double @Nullable [] halfWidth) {
        curves.add(new Curve(name, x.clone(), y.clone(), halfWidth == null ? null : halfWidth.clone(), true));
        return this;
    }

    /** Adds points that nothing joins. */
    Plot points(String name, double[] x, double[] y) {
        curves.add(new Curve(name, x.clone(), y.clone(), null, false));
        return this;
    }

    /** Names the places x = 1, 2, ..., for example layers; all of them are shown. No two alike. */
    Plot labels(List<String> names) {
        labels = List.copyOf(names);
        return this;
    }

    /** Shows at least this range of y; values and error bars beyond it widen it. */
    Plot yRange(double from, double to) {
        low = from;
        high = to;
        return this;
    }

    /** {@link #yRange} for cosine similarities. */
    Plot cosines() {
        return yRange(-0.1, 1.05);
    }

    /**
     * Draws the picture.
     *
     * @param file a name that ends in .svg or .png.
     * @throws LocalSSLException if it ends otherwise, or this Java cannot draw.
     * @throws IOException       if it cannot be written.
     */
    void write(Path file) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".svg") && !name.endsWith(".png")) {
            throw new LocalSSLException("found " + file + " for a picture, expected a name that ends in .svg or .png");
        }
        try {
            XYChart chart = chart();
            AtomicFile.write(file, name.endsWith(".svg") ? temporary -> PictureFile.svg(chart, temporary) : temporary -> PictureFile.png(chart, temporary));
        } catch (AWTError | LinkageError | InternalError e) { // a Java without fonts throws the last, one without desktop libraries the others
            throw new LocalSSLException("found a Java that cannot draw text (" + e + "), expected its desktop libraries and a font; "
                    + "install fontconfig and a font such as DejaVu", e);
        }
    }

    private XYChart chart() {
        if (curves.isEmpty()) {
            throw new IllegalStateException("found a plot of nothing, expected at least one line");
        }
        XYChart chart = PlotStyle.chart(title, xAxis, yAxis, curves.size());
        if (!labels.isEmpty()) {
            name(chart);
        }
        for (int i = 0; i < curves.size(); i++) {
            add(chart, curves.get(i), i);
        }
        if (low < high) {
            chart.getStyler().setYAxisMin(Math.min(low, extreme(-1))).setYAxisMax(Math.max(high, extreme(1)));
        }
        return chart;
    }

    /** The ticks of the chart are where the first curve has its points: one that nobody sees holds the places of the labels. */
    private void name(XYChart chart) {
        double[] places = new double[labels.size()];
        Arrays.setAll(places, i -> i + 1);
        double[] y = new double[places.length];
        Arrays.fill(y, Arrays.stream(curves.get(0).y()).filter(Double::isFinite).findFirst().orElse(0));
        XYSeries hidden = chart.addSeries("places of the labels", places, y);
        hidden.setMarker(SeriesMarkers.NONE).setLineStyle(new BasicStroke(0)).setLineColor(PlotStyle.INVISIBLE).setShowInLegend(false);
        chart.setCustomXAxisTickLabelsFormatter(x -> {
            int place = (int) Math.round(x);
            return x == place && place >= 1 && place <= labels.size() ? labels.get(place - 1) : "";
        });
    }

    private static void add(XYChart chart, Curve curve, int number) {
        XYSeries series = chart.addSeries(curve.name(), curve.x(), curve.y(), curve.halfWidth());
        if (!curve.joined()) {
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        }
        PlotStyle.distinguish(series, number);
    }

    /** @return the largest (sign 1) or smallest (sign -1) end of a value or its error bar. */
    private double extreme(int sign) {
        double extreme = Double.NEGATIVE_INFINITY;
        for (Curve curve : curves) {
            double[] halfWidth = curve.halfWidth();
            for (int i = 0; i < curve.y().length; i++) {
                double end = sign * curve.y()[i] + (halfWidth == null ? 0 : halfWidth[i]);
                extreme = Double.isNaN(end) ? extreme : Math.max(extreme, end);
            }
        }
        return sign * extreme;
    }
}
