package io.athanor.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What somebody may do. Each role may do what the ones before it may.
public enum Role {
    /// Reads everything.
    VIEWER,
    /// Creates studies and trials, and changes those of its own.
    SUBMITTER,
    /// Changes everything.
    ADMIN;

    /// As files and tokens have it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Those that may do what this one may.
    Set<Role> orAbove() {
        return EnumSet.range(this, ADMIN);
    }

    public static Optional<Role> parse(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }
}
