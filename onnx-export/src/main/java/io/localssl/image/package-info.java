/** Images as Tribuo examples: shape, pixels, and how they are checked. */
@NullMarked
package io.localssl.image;

import org.jspecify.annotations.NullMarked;
