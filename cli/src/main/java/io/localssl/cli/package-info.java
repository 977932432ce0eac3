/** The {@code localssl} command. */
@NullMarked
package io.localssl.cli;

import org.jspecify.annotations.NullMarked;
