package io.athanor.access;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who makes the request that is being answered.
@ApplicationScoped
public class Caller {
    static final String API_KEY = "athanor.api-key";

    private final AuthConfig config;
    private final CurrentIdentityAssociation current;
    private final CurrentVertxRequest request;

    Caller(AuthConfig config, CurrentIdentityAssociation current, CurrentVertxRequest request) {
        this.config = config;
        this.current = current;
        this.request = request;
    }

    /// What it sent to say who it is, for another service that is asked on its behalf. Only while
    /// the request is answered; a stream must ask before it begins.
    public Optional<String> authorization() {
        return Optional.ofNullable(
                request.getCurrent().request().getHeader(HttpHeaders.AUTHORIZATION));
    }

    /// What it owns bears this name; empty where nobody has to say who they are. The prefix keeps
    /// the name of a key apart from that of a person.
    public Optional<String> name() {
        SecurityIdentity identity = current.getIdentity();
        if (identity.isAnonymous()) {
            return Optional.empty();
        }
        String prefix = identity.getAttribute(API_KEY) == null ? "user:" : "key:";
        return Optional.of(prefix + identity.getPrincipal().getName());
    }

    /// Whether it has this role or one above it.
    boolean has(Role role) {
        SecurityIdentity identity = current.getIdentity();
        return config.mode() == AuthConfig.Mode.NONE
                || role.orAbove().stream().anyMatch(each -> identity.hasRole(each.text()));
    }

    boolean isKnown() {
        return !current.getIdentity().isAnonymous();
    }

    /// @param owner of something; null where it came from nobody in particular
    public boolean mayChange(@Nullable String owner) {
        return has(Role.ADMIN)
                || (has(Role.SUBMITTER) && name().filter(me -> me.equals(owner)).isPresent());
    }
}
