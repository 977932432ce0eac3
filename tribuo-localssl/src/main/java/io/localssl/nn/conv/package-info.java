/**
 * 3x3 convolutions as matrix products. In: maps of a batch, one position after the other with all its channels, and weights in ND4J's order. Out: maps of the
 * next block, or gradients of the weights or the map below. A stack owns the maps of all its blocks and the memory they compute in; {@link io.localssl.nn.Workers}
 * split each step by index, so that the same bits come out with any number of threads.
 */
@NullMarked
package io.localssl.nn.conv;

import org.jspecify.annotations.NullMarked;
