package io.localssl.data.fetch;

import java.net.URI;

/**
 * A file on a server.
 *
 * @param name       where it goes, below the folder of the fetch; its last part is what the file is called on a mirror.
 * @param source     where it comes from.
 * @param bytes      how long it is.
 * @param md5        its MD5, in lower-case hexadecimal.
 * @param md5Source  who says so.
 */
public record RemoteFile(String name, URI source, long bytes, String md5, String md5Source) {

    /** @return the last part of the name. */
    public String fileName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /**
     * @param mirror a folder on another server.
     * @return where the file is there.
     */
    URI on(URI mirror) {
        String base = mirror.toString();
        return URI.create((base.endsWith("/") ? base : base + "/") + fileName());
    }
}
