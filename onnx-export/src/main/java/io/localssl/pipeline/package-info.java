/** Encoders in front of any Tribuo trainer, model or data source. */
@NullMarked
package io.localssl.pipeline;

import org.jspecify.annotations.NullMarked;
