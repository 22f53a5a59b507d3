package io.athanor.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenDoorTest {
    private static final Optional<String> ABSENT = Optional.empty();

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1"})
    void isSilentWhereOnlyThisMachineGetsIn(String host) {
        assertThat(warning(AuthConfig.Mode.NONE, Optional.empty(), host, ABSENT)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void warnsWhereAnybodyGetsIn(String host) {
        assertThat(warning(AuthConfig.Mode.NONE, Optional.empty(), host, ABSENT))
                .hasValueSatisfying(warning ->
                        assertThat(warning).contains("ANYBODY", "athanor.auth is none", host));
    }

    @Test
    void warnsWhereNobodyGetsIn() {
        assertThat(warning(AuthConfig.Mode.REQUIRED, Optional.empty(), "0.0.0.0", ABSENT))
                .hasValueSatisfying(warning -> assertThat(warning).contains("Nobody can log in"));
        assertThat(
                        warning(
                                AuthConfig.Mode.REQUIRED,
                                Optional.of(Path.of("keys")),
                                "0.0.0.0",
                                ABSENT))
                .isEmpty();
        assertThat(
                        warning(
                                AuthConfig.Mode.REQUIRED,
                                Optional.empty(),
                                "0.0.0.0",
                                Optional.of("https://sso")))
                .isEmpty();
    }

    private static Optional<String> warning(
            AuthConfig.Mode mode, Optional<Path> keys, String host, Optional<String> oidc) {
        AuthConfig config =
                new AuthConfig() {
                    @Override
                    public Mode mode() {
                        return mode;
                    }

                    @Override
                    public Optional<Path> apiKeys() {
                        return keys;
                    }
                };
        return new OpenDoor(config, host, oidc, ABSENT).warning();
    }
}
