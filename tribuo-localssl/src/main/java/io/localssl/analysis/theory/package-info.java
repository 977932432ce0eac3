/**
 * Why local learning can equal back-propagation: small networks in double precision, local rules, and the cosine of their weight updates with those of
 * back-propagation (arXiv 2601.21683, section 3).
 */
@NullMarked
package io.localssl.analysis.theory;

import org.jspecify.annotations.NullMarked;
