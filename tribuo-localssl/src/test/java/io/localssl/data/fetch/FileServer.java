package io.localssl.data.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server of files on this machine, which can misbehave as servers and networks do. */
final class FileServer implements AutoCloseable {
    /** Deals with one request in place of the server. */
    interface Misbehaviour {
        void handle(HttpExchange exchange, byte[] file) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> files = new HashMap<>();
    private final Deque<Misbehaviour> misbehaviours = new ArrayDeque<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch end = new CountDownLatch(1);
    private boolean ranges = true;
    private boolean checksIfRange = true;
    private String etag = "\"first\"";

    FileServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/data/");
    }

    FileServer put(String name, byte[] file) {
        files.put(name, file);
        return this;
    }

    FileServer withoutRanges() {
        ranges = false;
        return this;
    }

    FileServer ignoringIfRange() {
        checksIfRange = false;
        return this;
    }

    FileServer etag(String value) {
        etag = value;
        return this;
    }

    /** The next request that no earlier one is due to. */
    FileServer next(Misbehaviour misbehaviour) {
        misbehaviours.add(misbehaviour);
        return this;
    }

    /** Ends the connection after so many bytes of the body. */
    FileServer nextCutAfter(int bytes) {
        return next((exchange, file) -> {
            exchange.getResponseHeaders().set("ETag", etag);
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file, 0, bytes);
            exchange.getResponseBody().flush();
        });
    }

    FileServer nextStatus(int status) {
        return next((exchange, file) -> exchange.sendResponseHeaders(status, -1));
    }

    /** Sends so many bytes, then nothing. */
    FileServer nextSilentAfter(int bytes) {
        return next((exchange, file) -> {
            exchange.getResponseHeaders().set("ETag", etag);
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file, 0, bytes);
            exchange.getResponseBody().flush();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** @return paths and ranges, in their order. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath().replaceFirst("^/data/", "");
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(range == null ? name : name + " " + range);
        byte[] file = files.get(name);
        Misbehaviour misbehaviour = misbehaviours.poll();
        try (exchange) {
            if (misbehaviour != null) {
                misbehaviour.handle(exchange, file == null ? new byte[0] : file);
            } else if (file == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.getResponseHeaders().set("ETag", etag);
                String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
                boolean same = !checksIfRange || ifRange == null || ifRange.equals(etag);
                send(exchange, file, ranges && same && range != null ? Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1")) : 0);
            }
        }
    }

    private static void send(HttpExchange exchange, byte[] file, int offset) throws IOException {
        if (offset > 0) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + offset + "-" + (file.length - 1) + "/" + file.length);
        }
        exchange.sendResponseHeaders(offset > 0 ? 206 : 200, file.length - offset);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(Arrays.copyOfRange(file, offset, file.length));
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
