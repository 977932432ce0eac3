package io.localssl.augment;

import com.fasterxml.jackson.databind.JsonNode;
import io.localssl.GoldenVectors;
import io.localssl.image.ImageShape;
import io.localssl.image.ResizedCrop;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every operation against what torchvision's Pillow backend returns. Pillow rounds to whole grey levels after every step and turns hues in 8 bits, so
 * the bounds are those that come with the vectors: mean absolute difference 1.0 (a chain 1.8), off by more than 4 levels: no value (hue 5 %, a chain
 * 3 %).
 */
class GoldenAugmentTest {

    @TestFactory
    List<DynamicTest> cases() {
        GoldenVectors golden = GoldenVectors.load("augment");
        JsonNode cases = golden.manifest().get("cases");
        assertTrue(cases.size() > 0);
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode node : cases) {
            String name = node.get("op").asText() + " " + node.get("params") + " " + node.get("input").get("file").asText();
            tests.add(DynamicTest.dynamicTest(name, () -> check(golden, node)));
        }
        return tests;
    }

    private static void check(GoldenVectors golden, JsonNode node) {
        String operation = node.get("op").asText();
        ImageShape in = shape(node.get("input"));
        ImageShape out = shape(node.get("output"));
        byte[] image = golden.bytes(node.get("input").get("file").asText());
        byte[] expected = golden.bytes(node.get("output").get("file").asText());
        assertEquals(in.size(), image.length);
        assertEquals(out.size(), expected.length);

        float[] view = operation.equals("chain") ? chain(image, in, out, node.get("params")) : single(operation, image, in, out, node.get("params"));

        double meanBound = operation.equals("chain") ? 1.8 : 1.0;
        double outlierBound = operation.equals("chain") ? 0.03 : operation.equals("hue") ? 0.05 : 0;
        double sum = 0;
        int outliers = 0;
        assertEquals(expected.length, view.length);
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs(view[i] - (expected[i] & 0xFF));
            sum += difference;
            outliers += difference > 4 ? 1 : 0;
        }
        double mean = sum / expected.length;
        double share = (double) outliers / expected.length;
        assertTrue(mean <= meanBound, "mean difference " + mean);
        assertTrue(share <= outlierBound, "share of values off by more than 4: " + share);
    }

    private static float[] single(String operation, byte[] image, ImageShape in, ImageShape out, JsonNode params) {
        if (operation.equals("resized_crop")) {
            return crop(image, in, out, params);
        }
        float[] view = Views.floats(image);
        apply(operation, view, in, params, params.path(operation.equals("hue") ? "shift" : "factor"));
        return view;
    }

    private static float[] chain(byte[] image, ImageShape in, ImageShape out, JsonNode params) {
        float[] view = crop(image, in, out, params);
        if (params.path("flip").asBoolean()) {
            apply("hflip", view, out, params, params);
        }
        for (JsonNode operation : params.path("order")) {
            apply(operation.asText(), view, out, params, params.get(operation.asText()));
        }
        if (params.path("grayscale").asBoolean()) {
            apply("grayscale", view, out, params, params);
        }
        if (params.has("kernel")) {
            apply("gaussian_blur", view, out, params, params);
        }
        return view;
    }

    private static float[] crop(byte[] image, ImageShape in, ImageShape out, JsonNode params) {
        float[] view = new float[out.size()];
        new ResizedCrop(in, out.height(), out.width()).apply(image, params.get("top").asInt(), params.get("left").asInt(), params.get("height").asInt(),
                params.get("width").asInt(), view);
        return view;
    }

    private static void apply(String operation, float[] view, ImageShape shape, JsonNode params, JsonNode strength) {
        int plane = shape.height() * shape.width();
        float amount = (float) strength.asDouble();
        switch (operation) {
            case "hflip" -> HorizontalFlip.apply(view, shape.width());
            case "brightness" -> Brightness.apply(view, amount);
            case "contrast" -> Contrast.apply(view, plane, amount);
            case "saturation" -> Saturation.apply(view, amount, new float[plane]);
            case "hue" -> Hue.apply(view, plane, amount);
            case "grayscale" -> Greyscale.apply(view, new float[plane]);
            case "gaussian_blur" -> new GaussianBlur(shape, params.get("kernel").asInt()).apply(view, (float) params.get("sigma").asDouble());
            default -> throw new IllegalArgumentException("the manifest asks for '" + operation + "'");
        }
    }

    private static ImageShape shape(JsonNode tensor) {
        int[] sides = GoldenVectors.ints(tensor.get("shape"));
        return new ImageShape(sides[0], sides[1], sides[2]);
    }
}
