package io.athanor.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Stands before a scheduler as access does off the local profile: the page is for all, the API for
/// those with a token, and only the admin's does more than look.
final class Door implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final URI behind;
    private final String admin;
    private final String viewer;

    Door(URI behind, String admin, String viewer) throws IOException {
        this.behind = behind;
        this.admin = admin;
        this.viewer = viewer;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String token =
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                            .map(header -> header.replaceFirst("^Bearer ", ""))
                            .orElse("");
            boolean isOpen = !exchange.getRequestURI().getPath().startsWith("/api/");
            boolean looks = exchange.getRequestMethod().equals("GET");
            if (isOpen || token.equals(admin) || (token.equals(viewer) && looks)) {
                pass(exchange);
            } else {
                refuse(exchange, token.equals(viewer) ? 403 : 401);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuse(HttpExchange exchange, int status) throws IOException {
        byte[] problem =
                "{\"status\":%d,\"detail\":\"no\"}"
                        .formatted(status)
                        .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        exchange.sendResponseHeaders(status, problem.length);
        exchange.getResponseBody().write(problem);
    }

    private void pass(HttpExchange exchange) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(behind.resolve(exchange.getRequestURI().toString()))
                        .method(
                                exchange.getRequestMethod(),
                                HttpRequest.BodyPublishers.ofByteArray(
                                        exchange.getRequestBody().readAllBytes()))
                        .build();
        HttpResponse<InputStream> answer =
                http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        answer.headers()
                .firstValue("Content-Type")
                .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
        exchange.sendResponseHeaders(answer.statusCode(), 0);
        try (InputStream body = answer.body()) {
            body.transferTo(exchange.getResponseBody());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        http.close();
    }
}
