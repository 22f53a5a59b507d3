package io.athanor.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// A key as the file has it: whose it is, what it may, and the key's hash, never the key.
///
/// The hash is one SHA-256. A slow hash makes guesses expensive, which passwords need because
/// people choose them; a key is 256 random bits, which nobody guesses at any speed.
///
/// @param name of the program or person that has the key; keys with the same name are the same
///   caller, so that an old and a new key can overlap
public record ApiKey(String name, Role role, String hash) {
    /// Begins each key, so that it is told from a token of OIDC, and found where it leaked.
    static final String PREFIX = "athanor_";

    private static final String ALGORITHM = "sha256:";
    private static final int BYTES = 32;

    /// @throws IllegalArgumentException naming what is wrong
    public ApiKey {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "name '%s': 1 to 64 letters, digits, dots, dashes and underscores"
                            .formatted(name));
        }
        if (!hash.matches(ALGORITHM + "[0-9a-f]{64}")) {
            throw new IllegalArgumentException("the hash is 'sha256:' and 64 hexadecimal digits");
        }
    }

    /// A new key, the only time that it is seen, and what the file has of it.
    public record Fresh(String key, ApiKey entry) {}

    public static Fresh create(String name, Role role) {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        return new Fresh(key, new ApiKey(name, role, hashOf(key)));
    }

    /// @throws IllegalArgumentException naming what is wrong
    static ApiKey parse(String line) {
        String[] parts = line.strip().split("\\s+", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("it is not NAME ROLE HASH");
        }
        Role role =
                Role.parse(parts[1])
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "role '%s': viewer, submitter or admin"
                                                .formatted(parts[1])));
        return new ApiKey(parts[0], role, parts[2]);
    }

    /// The line of the file.
    public String line() {
        return "%s %s %s".formatted(name, role.text(), hash);
    }

    /// Takes as long for a key that is nearly right as for any other.
    boolean isOf(String otherHash) {
        return MessageDigest.isEqual(
                hash.getBytes(StandardCharsets.US_ASCII),
                otherHash.getBytes(StandardCharsets.US_ASCII));
    }

    static String hashOf(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.getBytes(StandardCharsets.UTF_8));
            return ALGORITHM + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
