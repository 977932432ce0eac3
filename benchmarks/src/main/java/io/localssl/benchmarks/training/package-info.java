/** What the pieces of a training step cost, each by itself; {@code localssl bench} measures whole steps. */
@NullMarked
package io.localssl.benchmarks.training;

import org.jspecify.annotations.NullMarked;
