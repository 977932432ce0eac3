/** Zip, tar and gzipped tar files, read entry by entry with limits. */
@NullMarked
package io.localssl.archive;

import org.jspecify.annotations.NullMarked;
