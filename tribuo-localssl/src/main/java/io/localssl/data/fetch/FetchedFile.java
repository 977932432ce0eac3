package io.localssl.data.fetch;

import org.jspecify.annotations.Nullable;

/**
 * What a fetch did about a file.
 *
 * @param name            its path below the folder of the fetch.
 * @param url             where it comes from.
 * @param bytes           its length.
 * @param md5             its MD5, which is the expected one; {@code null} if the file was not read, because the data set was there.
 * @param md5Source       who says what is expected.
 * @param bytesDownloaded bytes that came from the server, 0 if the file was there.
 * @param seconds         time it took, without unpacking.
 */
public record FetchedFile(String name, String url, long bytes, @Nullable String md5, String md5Source, long bytesDownloaded, double seconds) {
}
