package io.localssl.data.fetch;

import java.net.http.HttpHeaders;
import java.util.Optional;

/**
 * What tells one version of a file on a server from the next (RFC 9110, section 8.8): its strong ETag, for want of that its time of change.
 *
 * @param value for {@code If-Range}; empty if the server says nothing.
 */
record Validator(String value) {

    static Validator of(HttpHeaders headers) {
        Optional<String> strong = headers.firstValue("ETag").filter(tag -> !tag.startsWith("W/"));
        return new Validator(strong.or(() -> headers.firstValue("Last-Modified")).orElse(""));
    }
}
