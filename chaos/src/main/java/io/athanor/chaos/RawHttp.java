package io.athanor.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Sends what no client would: a request line and headers as they are, on a connection of its own.
final class RawHttp {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int LARGEST = 1 << 20;

    private RawHttp() {}

    /// @param target as it stands in the request line, whatever it is
    @SuppressWarnings("ArrayRecordComponent") // It is not compared.
    record Request(String method, String target, List<String> headers, byte[] body) {
        @Override
        public String toString() {
            String text = new String(body, 0, Math.min(body.length, 300), UTF_8);
            return "%s %s %s %d bytes %s"
                    .formatted(
                            method,
                            target.substring(0, Math.min(target.length(), 300)),
                            headers,
                            body.length,
                            text);
        }
    }

    /// @param headers with names in lower case
    /// @param body empty where it is a stream of events
    record Answer(int status, Map<String, String> headers, String body) {
        String type() {
            return headers.getOrDefault("content-type", "");
        }
    }

    /// @throws IOException when there is no answer, or none that is HTTP
    static Answer send(URI server, Request request) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            write(socket.getOutputStream(), request);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String status = line(in);
            if (!status.matches("HTTP/1\\.[01] \\d{3}.*")) {
                throw new IOException("no answer: '%s'".formatted(status));
            }
            Map<String, String> headers = new HashMap<>();
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon).toLowerCase(Locale.ROOT),
                        header.substring(colon + 1).strip());
            }
            String type = headers.getOrDefault("content-type", "");
            String body =
                    type.startsWith("text/event-stream") || request.method().equals("HEAD")
                            ? ""
                            : body(in, headers);
            return new Answer(Integer.parseInt(status.substring(9, 12)), headers, body);
        }
    }

    private static void write(OutputStream out, Request request) throws IOException {
        StringBuilder head = new StringBuilder();
        head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
        head.append("Host: localhost\r\nConnection: close\r\n");
        request.headers().forEach(header -> head.append(header).append("\r\n"));
        if (request.body().length > 0) {
            head.append("Content-Length: ").append(request.body().length).append("\r\n");
        }
        head.append("\r\n");
        try {
            out.write(head.toString().getBytes(UTF_8));
            out.write(request.body());
            out.flush();
        } catch (SocketException e) {
            // It may have answered before it read all.
            return;
        }
    }

    private static String body(InputStream in, Map<String, String> headers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            for (int size = chunk(in); size > 0 && body.size() < LARGEST; size = chunk(in)) {
                body.write(in.readNBytes(size));
                line(in);
            }
        } else {
            int length = Integer.parseInt(headers.getOrDefault("content-length", "" + LARGEST));
            body.write(in.readNBytes(Math.min(length, LARGEST)));
        }
        return body.toString(UTF_8);
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(ISO_8859_1);
    }
}
