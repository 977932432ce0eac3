package io.localssl.cli;

import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;

/** How every plot looks: white, large letters, the legend below the axes, curves that differ in colour, marker and dashes. */
final class PlotStyle {
    static final Color INVISIBLE = new Color(0, 0, 0, 0);
    /** Colours that the colour-blind tell apart (Okabe and Ito), without the yellow that white swallows. */
    private static final Color[] COLOURS = {new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xCC79A7), new Color(0xE69F00),
        new Color(0x56B4E9), new Color(0x000000)};
    private static final Marker[] MARKERS = {SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.TRIANGLE_UP, SeriesMarkers.DIAMOND,
        SeriesMarkers.TRIANGLE_DOWN, SeriesMarkers.CROSS};
    /** Lengths of dash and gap: where curves coincide, the one below shows in the gaps. */
    private static final float[][] DASHES = {{1, 0}, {12, 6}, {3, 5}, {14, 5, 3, 5}, {20, 8}, {6, 10}, {8, 4, 2, 4, 2, 4}};
    private static final int WIDTH = 960;
    private static final int HEIGHT = 520;
    private static final int LEGEND_ENTRY = 26;

    private PlotStyle() {
    }

    /** @param curves how many the legend will name. */
    static XYChart chart(String title, String xAxis, String yAxis, int curves) {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT + curves * LEGEND_ENTRY)
                .title(title).xAxisTitle(xAxis).yAxisTitle(yAxis).build();
        XYStyler style = chart.getStyler();
        style.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE).setPlotBorderVisible(false);
        style.setChartTitleBoxVisible(false).setChartTitleFont(font(Font.BOLD, 20)).setChartPadding(14);
        style.setLegendPosition(Styler.LegendPosition.OutsideS).setLegendLayout(Styler.LegendLayout.Vertical).setLegendFont(font(Font.PLAIN, 16));
        style.setLegendBorderColor(Color.WHITE).setLegendSeriesLineLength(48).setMarkerSize(10);
        style.setPlotGridLinesColor(new Color(0xDDDDDD)).setPlotGridLinesStroke(new BasicStroke(1));
        style.setAxisTitleFont(font(Font.PLAIN, 18)).setAxisTickLabelsFont(font(Font.PLAIN, 16));
        style.setXAxisTickMarkSpacingHint(60).setErrorBarsColorSeriesColor(true);
        return chart;
    }

    /** Gives the curve of this number its own colour, marker and dashes. */
    static void distinguish(XYSeries series, int number) {
        Color colour = COLOURS[number % COLOURS.length];
        float[] dashes = DASHES[number % DASHES.length];
        series.setMarker(MARKERS[number % MARKERS.length]).setMarkerColor(colour).setLineColor(colour);
        series.setLineStyle(new BasicStroke(2.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes[1] == 0 ? null : dashes, 0));
    }

    private static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }
}
