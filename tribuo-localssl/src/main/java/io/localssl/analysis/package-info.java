/** How close local learning comes to back-propagation: gradients side by side, and the theory of deep linear networks. */
@NullMarked
package io.localssl.analysis;

import org.jspecify.annotations.NullMarked;
