/** Encoders that turn images into embeddings with ONNX Runtime. */
@NullMarked
package io.localssl.encoder;

import org.jspecify.annotations.NullMarked;
