/** How good an encoder is: linear evaluation of its frozen features. */
@NullMarked
package io.localssl.eval;

import org.jspecify.annotations.NullMarked;
