/** Files that are written. */
@NullMarked
package io.localssl.file;

import org.jspecify.annotations.NullMarked;
