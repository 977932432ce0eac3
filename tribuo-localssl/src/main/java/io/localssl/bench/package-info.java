/** What a step of training costs on this machine: its time part by part, beside what the machine can do, and its memory beside that of back-propagation. */
@NullMarked
package io.localssl.bench;

import org.jspecify.annotations.NullMarked;
