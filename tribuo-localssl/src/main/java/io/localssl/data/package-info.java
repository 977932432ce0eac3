/** Sets of images: readers of common file layouts, generated images, and the packed store that training reads from. */
@NullMarked
package io.localssl.data;

import org.jspecify.annotations.NullMarked;
