package io.localssl.encoder;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.localssl.image.ImageShape;
import io.localssl.onnx.EncoderFormatException;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.PixelType;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Map;

/**
 * What goes into an encoder's graph and what comes out.
 *
 * @param inputName  the name of the input.
 * @param pixelType  the type of the pixels.
 * @param shape      the shape of the images.
 * @param anyBatch   whether it takes any number of images at once, or one only.
 * @param outputName the name of the output that is read.
 */
record EncoderSignature(String inputName, PixelType pixelType, ImageShape shape, boolean anyBatch, String outputName) {

    /**
     * Reads the signature of a model.
     *
     * @throws EncoderFormatException if it is not that of an encoder, or there is no such output.
     */
    static EncoderSignature read(OrtSession session, @Nullable String wantedOutput) throws OrtException {
        Map<String, NodeInfo> inputs = session.getInputInfo();
        if (inputs.size() != 1) {
            throw new EncoderFormatException("found an ONNX model with inputs " + inputs.keySet() + ", expected an encoder with one, the images");
        }
        NodeInfo input = inputs.values().iterator().next();
        TensorInfo images = tensor(input, "input");
        long[] sides = images.getShape();
        ImageShape shape = imageShape(sides);
        return new EncoderSignature(input.getName(), pixelType(images), shape, sides[0] == -1, chooseOutput(session.getOutputInfo(), wantedOutput));
    }

    private static PixelType pixelType(TensorInfo images) {
        return switch (images.type) {
            case FLOAT -> PixelType.FLOAT;
            case UINT8 -> PixelType.UINT8;
            default -> throw new EncoderFormatException("found an input of type " + images.type + ", expected FLOAT or UINT8 pixels");
        };
    }

    private static ImageShape imageShape(long[] sides) {
        boolean images = sides.length == 4 && (sides[0] == -1 || sides[0] == 1);
        for (int i = 1; i < sides.length; i++) {
            images &= sides[i] >= 1 && sides[i] <= Integer.MAX_VALUE;
        }
        if (!images) {
            throw new EncoderFormatException("found an input of shape " + Arrays.toString(sides) + " (-1: any), expected [batch, channels, height, width] "
                    + "of images of one size, in any batch or a batch of 1; export the encoder so");
        }
        return new ImageShape((int) sides[1], (int) sides[2], (int) sides[3]);
    }

    private static String chooseOutput(Map<String, NodeInfo> outputs, @Nullable String wanted) {
        String standard = outputs.containsKey(EncoderGraph.EMBEDDING) ? EncoderGraph.EMBEDDING : outputs.keySet().iterator().next();
        String name = wanted != null ? wanted : standard;
        NodeInfo output = outputs.get(name);
        if (output == null) {
            throw new EncoderFormatException("found no output '" + name + "' in the encoder, expected one of " + outputs.keySet());
        }
        OnnxJavaType type = tensor(output, "output").type;
        if (type != OnnxJavaType.FLOAT) {
            throw new EncoderFormatException("found output '" + name + "' of type " + type + ", expected FLOAT; choose another output");
        }
        return name;
    }

    private static TensorInfo tensor(NodeInfo node, String what) {
        if (node.getInfo() instanceof TensorInfo info) {
            return info;
        }
        throw new EncoderFormatException("found " + what + " '" + node.getName() + "' that is " + node.getInfo() + ", expected a tensor");
    }
}
