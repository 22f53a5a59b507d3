package io.athanor.access;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Says at the start what an operator would rather know before others do.
@ApplicationScoped
class OpenDoor {
    private static final Logger LOG = Logger.getLogger(OpenDoor.class);

    private final AuthConfig config;
    private final String host;
    private final boolean oidc;

    OpenDoor(
            AuthConfig config,
            @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<String> oidcServer,
            @ConfigProperty(name = "quarkus.oidc.public-key") Optional<String> oidcKey) {
        this.config = config;
        this.host = host;
        this.oidc = oidcServer.isPresent() || oidcKey.isPresent();
    }

    void check(@Observes StartupEvent starting) {
        warning().ifPresent(LOG::warn);
    }

    Optional<String> warning() {
        if (config.mode() == AuthConfig.Mode.NONE) {
            return isLoopback(host)
                    ? Optional.empty()
                    : Optional.of(
                            "ANYBODY WHO REACHES THIS PORT MAY DO ANYTHING: athanor.auth is none and"
                                    + " quarkus.http.host is %s. Set athanor.auth=required, or"
                                            .formatted(host)
                                    + " listen on 127.0.0.1.");
        }
        return config.apiKeys().isPresent() || oidc
                ? Optional.empty()
                : Optional.of(
                        "Nobody can log in: set athanor.auth.api-keys, quarkus.oidc.auth-server-url"
                                + " or both.");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
