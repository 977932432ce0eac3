/** Learning rules, the training loop, and the Tribuo trainer. */
@NullMarked
package io.localssl.train;

import org.jspecify.annotations.NullMarked;
