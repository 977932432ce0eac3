package io.localssl.data.fetch;

/**
 * What an archive may hold; unpacking it stops where it holds more.
 *
 * @param bytes   room that its content takes on a disk, at most.
 * @param entries files and folders, at most.
 */
public record UnpackLimits(long bytes, int entries) {
}
