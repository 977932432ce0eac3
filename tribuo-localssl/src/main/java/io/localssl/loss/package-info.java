/** Losses, the pairs of rows they compare, and mixtures of images as negatives. Nothing here knows of encoders. */
@NullMarked
package io.localssl.loss;

import org.jspecify.annotations.NullMarked;
