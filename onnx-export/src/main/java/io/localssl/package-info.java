/** The root of the exceptions this library throws. */
@NullMarked
package io.localssl;

import org.jspecify.annotations.NullMarked;
