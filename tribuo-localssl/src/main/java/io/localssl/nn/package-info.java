/** Encoders in training: their description, their parameters, and the arithmetic of a block on ND4J's memory. */
@NullMarked
package io.localssl.nn;

import org.jspecify.annotations.NullMarked;
