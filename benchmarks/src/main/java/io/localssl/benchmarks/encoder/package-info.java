/** What encoders cost over ONNX Runtime alone. */
@NullMarked
package io.localssl.benchmarks.encoder;

import org.jspecify.annotations.NullMarked;
