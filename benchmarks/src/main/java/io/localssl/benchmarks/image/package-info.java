/** What decoding image files costs. */
@NullMarked
package io.localssl.benchmarks.image;

import org.jspecify.annotations.NullMarked;
