/** Short programs that show how the library is used. */
@NullMarked
package io.localssl.examples;

import org.jspecify.annotations.NullMarked;
