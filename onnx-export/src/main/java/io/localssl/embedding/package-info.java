/** The output type of an encoder: a vector of floats, its domain and its evaluation. */
@NullMarked
package io.localssl.embedding;

import org.jspecify.annotations.NullMarked;
