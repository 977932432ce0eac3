/** Images: files and how they are decoded, resampling, and pixels as Tribuo examples. */
@NullMarked
package io.localssl.image;

import org.jspecify.annotations.NullMarked;
