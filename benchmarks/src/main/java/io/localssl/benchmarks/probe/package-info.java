/** What reading out frozen features costs. */
@NullMarked
package io.localssl.benchmarks.probe;

import org.jspecify.annotations.NullMarked;
