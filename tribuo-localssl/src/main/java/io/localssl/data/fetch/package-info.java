/** Fetches the official archives of research data sets: resumed where a download broke off, checked against published checksums, unpacked safely. */
@NullMarked
package io.localssl.data.fetch;

import org.jspecify.annotations.NullMarked;
