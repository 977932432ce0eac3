package io.localssl.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** How the pixels, values from 0 to 255, reach an encoder's graph. */
public enum PixelType {
    /** 32-bit floats, 4 bytes a value. */
    FLOAT(DataType.FLOAT),
    /** Unsigned bytes, 1 byte a value: a quarter of the traffic, and what image decoders yield. */
    UINT8(DataType.UINT8);

    private final DataType dataType;

    PixelType(DataType dataType) {
        this.dataType = dataType;
    }

    /** @return ONNX's number for this type. */
    int onnxNumber() {
        return dataType.getNumber();
    }
}
