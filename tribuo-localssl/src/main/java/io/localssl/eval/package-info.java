/** How good an encoder is: linear, ridge and nearest-neighbour probes of its frozen features. */
@NullMarked
package io.localssl.eval;

import org.jspecify.annotations.NullMarked;
