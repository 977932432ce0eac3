/** Writing, reading and joining ONNX graphs of encoders. */
@NullMarked
package io.localssl.onnx;

import org.jspecify.annotations.NullMarked;
