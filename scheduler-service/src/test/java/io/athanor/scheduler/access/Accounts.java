package io.athanor.scheduler.access;

import com.sun.net.httpserver.HttpServer;
import io.athanor.access.ApiKey;
import io.athanor.access.Role;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Who can log in while the tests run: API keys in a file, and an OIDC provider of which the
/// service asks for its issuer and its public key.
public class Accounts implements QuarkusTestResourceLifecycleManager {
    private HttpServer provider;

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>();
        settings.put("athanor.auth", "required");
        settings.put("athanor.auth.api-keys", keys(settings).toString());
        KeyPair pair = Tokens.newKeys();
        settings.put("test.oidc.key", Tokens.text(pair.getPrivate()));
        String issuer = startProvider((RSAPublicKey) pair.getPublic());
        settings.put("test.oidc.issuer", issuer);
        settings.put("quarkus.oidc.auth-server-url", issuer);
        return settings;
    }

    @Override
    public void stop() {
        provider.stop(0);
    }

    private static Path keys(Map<String, String> settings) {
        List<ApiKey.Fresh> keys =
                List.of(
                        ApiKey.create("viewer", Role.VIEWER),
                        ApiKey.create("alice", Role.SUBMITTER),
                        ApiKey.create("bob", Role.SUBMITTER),
                        ApiKey.create("admin", Role.ADMIN));
        keys.forEach(key -> settings.put("test.key." + key.entry().name(), key.key()));
        try {
            Path file = Files.createTempFile("api-keys", "");
            return Files.writeString(
                    file,
                    keys.stream().map(key -> key.entry().line()).collect(Collectors.joining("\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String startProvider(RSAPublicKey key) {
        try {
            provider =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String issuer = "http://127.0.0.1:" + provider.getAddress().getPort();
        answer(
                "/.well-known/openid-configuration",
                """
                {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "token_endpoint": "%1$s/token"}\
                """
                        .formatted(issuer));
        answer(
                "/keys",
                """
                {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "one", "n": "%s", "e": "%s"}]}\
                """
                        .formatted(
                                number(key.getModulus().toByteArray()),
                                number(key.getPublicExponent().toByteArray())));
        provider.start();
        return issuer;
    }

    private void answer(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        provider.createContext(
                path,
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
    }

    /// Without the sign that Java puts before it.
    private static String number(byte[] bytes) {
        int sign = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOfRange(bytes, sign, bytes.length));
    }
}
