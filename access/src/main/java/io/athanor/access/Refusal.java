package io.athanor.access;

import java.time.Duration;

/// What those are told who may not: the same whatever the reason, so that nobody learns from it.
final class Refusal {
    static final String MEDIA_TYPE = "application/problem+json";
    static final String CHALLENGE = "Bearer realm=\"athanor\"";

    static final String UNKNOWN =
            problem(
                    401,
                    "Unauthorized",
                    "send an API key or an OIDC token: 'Authorization: Bearer ...'");

    private Refusal() {}

    static String lacks(Role role) {
        return problem(403, "Forbidden", "this takes the role " + role.text());
    }

    static String slow(Duration patience) {
        return problem(
                408,
                "Request Timeout",
                "the body took more than %d s to come".formatted(patience.toSeconds()));
    }

    private static String problem(int status, String title, String detail) {
        return "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                .formatted(title, status, detail);
    }
}
