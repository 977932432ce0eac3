package io.localssl.benchmarks.pytorch;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes maps, lists, numbers, booleans and text as JSON, one member of the outermost map a line. */
final class Json {

    private Json() {
    }

    static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    static String lines(Map<String, Object> members) {
        return members.entrySet().stream().map(Json::member).collect(Collectors.joining(",\n  ", "{\n  ", "\n}\n"));
    }

    private static String member(Map.Entry<?, ?> entry) {
        return text(entry.getKey().toString()) + ": " + value(entry.getValue());
    }

    private static String value(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(Json::member).collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Json::value).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof Number || value instanceof Boolean ? value.toString() : text(value.toString());
    }

    private static String text(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
