package io.athanor.access;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/// The keys of the file that `athanor.auth.api-keys` names. The file is read again when it changes,
/// so that keys can be given and taken without a restart; where what it became cannot be read, the
/// keys stay as they were.
@ApplicationScoped
class ApiKeys {
    private static final Logger LOG = Logger.getLogger(ApiKeys.class);
    private static final long LOOK_AGAIN = Duration.ofSeconds(1).toNanos();

    private final Optional<Path> file;
    private final LongSupplier nanoTime;
    private Content content = new Content(List.of(), "");
    private long looked;

    @jakarta.inject.Inject
    ApiKeys(AuthConfig config) {
        this(config.apiKeys(), System::nanoTime);
    }

    /// @throws IllegalStateException naming the file, the line and what is wrong
    ApiKeys(Optional<Path> file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
        file.ifPresent(path -> content = new Content(keys(text(path)), text(path)));
        this.looked = nanoTime.getAsLong();
    }

    private record Content(List<ApiKey> keys, String text) {}

    /// A file that cannot be read ends the process at its start.
    void read(@Observes StartupEvent starting) {
        if (file.isPresent()) {
            LOG.infof("API keys read: file=%s keys=%d", file.get(), content.keys().size());
        }
    }

    Optional<ApiKey> find(String key) {
        String hash = ApiKey.hashOf(key);
        Optional<ApiKey> found = Optional.empty();
        for (ApiKey known : current()) {
            if (known.isOf(hash)) {
                found = Optional.of(known);
            }
        }
        return found;
    }

    private synchronized List<ApiKey> current() {
        long now = nanoTime.getAsLong();
        if (file.isPresent() && now - looked >= LOOK_AGAIN) {
            looked = now;
            reload(file.get());
        }
        return content.keys();
    }

    private void reload(Path path) {
        try {
            String text = text(path);
            if (!text.equals(content.text())) {
                // Remembered before it is understood: a fault is told once.
                content = new Content(content.keys(), text);
                content = new Content(keys(text), text);
                LOG.infof("API keys changed: file=%s keys=%d", path, content.keys().size());
            }
        } catch (IllegalStateException e) {
            LOG.errorf("The API keys stay as they were: %s", e.getMessage());
        }
    }

    private String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "athanor.auth.api-keys: %s cannot be read (%s)"
                            .formatted(path, e.getClass().getSimpleName()),
                    e);
        }
    }

    private List<ApiKey> keys(String text) {
        List<ApiKey> keys = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                keys.add(ApiKey.parse(line));
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(
                        "athanor.auth.api-keys: line %d of %s: %s"
                                .formatted(i + 1, file.orElseThrow(), e.getMessage()),
                        e);
            }
        }
        return List.copyOf(keys);
    }
}
