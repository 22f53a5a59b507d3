package io.athanor.access;

import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.ws.rs.core.HttpHeaders;

/// Takes a bearer token for an API key where it looks like one, and leaves all others to OIDC. An
/// alternative, so that it is the only mechanism and gives the answer to those who are not let in.
@Alternative
@Priority(1)
@ApplicationScoped
class Tokens implements HttpAuthenticationMechanism {
    private static final String SCHEME = "Bearer ";

    private final ApiKeys keys;
    private final OidcAuthenticationMechanism oidc;

    Tokens(ApiKeys keys, OidcAuthenticationMechanism oidc) {
        this.keys = keys;
        this.oidc = oidc;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            RoutingContext request, IdentityProviderManager providers) {
        String header = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null
                || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                || !header.startsWith(ApiKey.PREFIX, SCHEME.length())) {
            return oidc.authenticate(request, providers);
        }
        return keys.find(header.substring(SCHEME.length()).strip())
                .map(key -> Uni.createFrom().item(identity(key)))
                .orElseGet(() -> Uni.createFrom().failure(new AuthenticationFailedException()));
    }

    private static SecurityIdentity identity(ApiKey key) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(key.name()))
                .addRole(key.role().text())
                .addAttribute(Caller.API_KEY, true)
                .build();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return Uni.createFrom()
                .item(new ChallengeData(401, HttpHeaders.WWW_AUTHENTICATE, challenge(request)));
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext request) {
        request.response()
                .setStatusCode(401)
                .putHeader(HttpHeaders.WWW_AUTHENTICATE, challenge(request))
                .putHeader(HttpHeaders.CONTENT_TYPE, Refusal.MEDIA_TYPE)
                .end(Refusal.UNKNOWN);
        return Uni.createFrom().item(true);
    }

    /// Does not say what is wrong with a token: the log does, at DEBUG.
    private static String challenge(RoutingContext request) {
        boolean sent = request.request().headers().contains(HttpHeaders.AUTHORIZATION);
        return sent ? Refusal.CHALLENGE + ", error=\"invalid_token\"" : Refusal.CHALLENGE;
    }
}
