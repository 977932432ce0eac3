/** Times PyTorch at the training step that this project also does, on the same machine. */
@NullMarked
package io.localssl.benchmarks.pytorch;

import org.jspecify.annotations.NullMarked;
