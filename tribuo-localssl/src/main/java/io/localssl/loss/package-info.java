/** Contrast functions and the pairs of rows they compare. Nothing here knows of encoders. */
@NullMarked
package io.localssl.loss;

import org.jspecify.annotations.NullMarked;
