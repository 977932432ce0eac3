package io.localssl.data.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings one file from a server, going on where an earlier try, or an earlier process, broke off: {@code Range} asks for the rest, and {@code If-Range} for all of it if the file has changed (RFC 9110, sections
 * 13.1.5 and 14). A server without ranges sends all of it, too.
 */
final class Download {
    /** A try that brings so many bytes is no failure. */
    private static final long PROGRESS = 1 << 20;

    private static final Set<Integer> PASSING = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

    private final HttpClient client;
    private final RemoteFile file;
    private final URI address;
    private final PartFile part;
    private final Duration timeout;
    private final Retries retries;
    private final FetchListener listener;
    private long received = 0;

    /** What may pass by itself. */
    private static final class Passing extends IOException {
        private static final long serialVersionUID = 1L;
        private final Duration asked;

        Passing(String message, Duration asked) {
            super(message);
            this.asked = asked;
        }
    }

    Download(HttpClient client, RemoteFile file, URI address, Path target, Duration timeout, Retries retries, FetchListener listener) {
        this.client = client;
        this.file = file;
        this.address = address;
        this.part = new PartFile(target);
        this.timeout = timeout;
        this.retries = retries;
        this.listener = listener;
    }

    /**
     * Brings the file; afterwards the part has all bytes.
     *
     * @return the bytes that came from the server.
     * @throws FetchException if the server has not this file, or does not answer after some tries.
     * @throws IOException    if the part cannot be written.
     */
    long run() throws IOException, InterruptedException {
        if (part.length() > file.bytes()) {
            part.delete();
        }
        int failures = 0;
        while (part.length() < file.bytes()) {
            long before = received;
            try {
                attempt();
                if (part.length() < file.bytes()) {
                    throw new Passing("the connection broke off", Duration.ZERO);
                }
            } catch (FileSystemException | ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                failures = received - before >= PROGRESS ? 1 : failures + 1;
                pause(failures, e);
            }
        }
        return received;
    }

    private void pause(int failures, IOException failure) throws IOException, InterruptedException {
        String found = "found " + part.length() + " of " + file.bytes() + " bytes of " + address + " (" + reason(failure) + ")";
        if (failures >= retries.tries()) {
            throw new FetchException(found + " after " + failures + " tries, expected all; check the network, or try later: the next fetch goes on where this one ended. "
                    + "Another server can be named with --mirror", failure);
        }
        Duration pause = retries.before(failures, failure instanceof Passing passing ? passing.asked : Duration.ZERO);
        listener.onNotice(found + "; trying again in " + pause.toSeconds() + " s");
        Thread.sleep(pause.toMillis());
    }

    private void attempt() throws IOException, InterruptedException {
        long offset = part.length();
        Validator validator = part.validator(address.toString());
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(timeout).header("Accept-Encoding", "identity").header("User-Agent", "tribuo-localssl");
        if (offset > 0) {
            request.header("Range", "bytes=" + offset + "-");
            if (!validator.value().isEmpty()) {
                request.header("If-Range", validator.value());
            }
        }
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = client.send(request.build(), BodyHandlers.ofPublisher());
        try (TimedBody body = new TimedBody(response.body(), timeout)) {
            long begin = prepare(response, offset, validator);
            listener.onStage(FetchListener.Stage.DOWNLOAD, file.fileName(), begin, file.bytes());
            try {
                part.append(body, file.bytes(), listener);
            } finally {
                received += part.length() - begin;
            }
        }
    }

    /** @return where the body of the response begins, which is the end of the part. */
    private long prepare(HttpResponse<?> response, long offset, Validator validator) throws IOException {
        int status = response.statusCode();
        Validator now = Validator.of(response.headers());
        if (status == 206 && offset > 0) {
            Matcher range = CONTENT_RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
            boolean rest = range.matches() && Long.parseLong(range.group(1)) == offset;
            if (rest && (validator.value().isEmpty() || now.value().isEmpty() || now.equals(validator))) {
                requireLength(range.group(2).equals("*") ? file.bytes() : Long.parseLong(range.group(2)), response);
                return offset;
            }
            part.delete();
            throw new Passing(rest ? "the file has changed on the server" : "the server sent another range than the rest", Duration.ZERO);
        }
        if (status == 200) {
            requireLength(response.headers().firstValueAsLong("Content-Length").orElse(file.bytes()), response);
            if (offset > 0) {
                listener.onNotice("found " + (now.equals(validator) || validator.value().isEmpty() ? "a server that sends whole files only" : "that the file has changed on the server")
                        + "; " + file.fileName() + " begins again");
            }
            part.begin(address.toString(), now);
            return 0;
        }
        if (status == 416) {
            part.delete();
            throw new Passing("the server has no such range", Duration.ZERO);
        }
        String found = "found status " + status;
        if (PASSING.contains(status)) {
            String asked = response.headers().firstValue("Retry-After").orElse("");
            throw new Passing(found, Duration.ofSeconds(SECONDS.matcher(asked).matches() ? Long.parseLong(asked) : 0));
        }
        throw new FetchException(found + " at " + address + ", expected " + file.fileName() + " with " + file.bytes() + " bytes; check the address in a browser, or name another server "
                + "with --mirror", null);
    }

    private void requireLength(long length, HttpResponse<?> response) {
        if (length != file.bytes()) {
            throw new FetchException("found " + length + " bytes of " + response.headers().firstValue("Content-Type").orElse("unknown type") + " at " + response.uri() + ", expected "
                    + file.fileName() + " with " + file.bytes() + " bytes; is there a page to log in on? Another server can be named with --mirror", null);
        }
    }

    /** The exceptions of the HTTP client have often no message. */
    private static String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "the name of the server is not known";
            }
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection in time";
        }
        if (failure instanceof ConnectException && failure.getMessage() == null) {
            return "no connection";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
