package io.localssl.cli;

import io.localssl.eval.BlockResults;
import io.localssl.eval.ProbeResult;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a probe found, for people and for programs.
 *
 * @param probe   the name of the probe.
 * @param encoder what was judged.
 * @param results the accuracy of all blocks that were read, and of each alone if that was asked for.
 * @param blocks  the number of each of these, from 1.
 */
record ProbeReport(String probe, String encoder, BlockResults results, int[] blocks) {

    /** Prints one or two lines, and a table of the blocks if there are any. */
    void print(PrintWriter out) {
        ProbeResult all = results.all();
        if (!results.blocks().isEmpty()) {
            out.println("  block  features  accuracy");
            for (int i = 0; i < blocks.length; i++) {
                printRow(out, Integer.toString(blocks[i]), results.blocks().get(i));
            }
            printRow(out, "all", all);
            out.println();
        }
        out.printf(Locale.ROOT, "%.1f %% of %d test images right (%s probe of %d features of %d images)%n",
                100 * all.accuracy(), all.testSize(), probe, all.dimension(), all.trainSize());
        all.figures().forEach((name, value) -> out.printf(Locale.ROOT, "%s %s%n", name.replace('_', ' '), figure(value)));
        out.printf("encoder %s%n", encoder);
    }

    private static void printRow(PrintWriter out, String block, ProbeResult result) {
        out.printf(Locale.ROOT, "  %5s  %8d  %6.1f %%%n", block, result.dimension(), 100 * result.accuracy());
    }

    private static String figure(double value) {
        return value == Math.rint(value) && value < 1e9 ? Long.toString((long) value) : String.format(Locale.ROOT, "%.4g", value);
    }

    /** The same as JSON. */
    Map<String, Object> toMap() {
        ProbeResult all = results.all();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("accuracy", all.accuracy());
        map.put("n_train", all.trainSize());
        map.put("n_test", all.testSize());
        map.put("dimension", all.dimension());
        map.put("probe", probe);
        map.putAll(all.figures());
        map.put("class_accuracy", all.classAccuracy());
        if (!results.blocks().isEmpty()) {
            map.put("blocks", blockList());
        }
        return map;
    }

    private List<Map<String, Object>> blockList() {
        List<Map<String, Object>> list = new ArrayList<>();
        for (int i = 0; i < blocks.length; i++) {
            ProbeResult result = results.blocks().get(i);
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("block", blocks[i]);
            map.put("accuracy", result.accuracy());
            map.put("dimension", result.dimension());
            list.add(map);
        }
        return list;
    }
}
