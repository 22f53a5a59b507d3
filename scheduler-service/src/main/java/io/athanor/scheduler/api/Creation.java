package io.athanor.scheduler.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.athanor.access.Caller;
import io.athanor.contracts.StudyCommand.CreateStudy;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.StudySpec;
import io.athanor.scheduler.space.Fault;
import io.athanor.scheduler.space.InvalidRequest;
import io.athanor.scheduler.space.NewStudy;
import io.athanor.scheduler.topology.ReadModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Creates studies, each request once.
///
/// The id of the command is made from the `Idempotency-Key` and the request, so that a study tells
/// which key and which request it came from. Without a key every request is another.
@ApplicationScoped
class Creation {
    private static final int LONGEST_KEY = 255;

    /// A study, and the points that are enqueued later, must fit a record of the broker.
    private static final int LARGEST_STUDY = 250_000;

    private static final int NAME_LENGTH = 8;

    private final ReadModel readModel;
    private final Commands commands;
    private final Caller caller;
    private final ObjectMapper json;

    Creation(ReadModel readModel, Commands commands, Caller caller, ObjectMapper json) {
        this.readModel = readModel;
        this.caller = caller;
        this.commands = commands;
        this.json = json;
    }

    /// @param kind begins the name of a study that has none
    /// @throws InvalidRequest when the key came with another request before
    /// @throws ClientErrorException with 409 when the name is taken
    StudyRecord create(String kind, NewStudy request, @Nullable String key) {
        String content = checkedContent(request);
        String origin =
                key == null ? digest(UUID.randomUUID().toString()) : digest(owned(checked(key)));
        String command = "%s.%s".formatted(origin, digest(kind + content));
        Optional<StudyRecord> earlier = key == null ? Optional.empty() : createdBy(origin);
        if (earlier.isPresent()) {
            if (!earlier.get().command().equals(command)) {
                throw refuseKey(key, "a key that came with no other request");
            }
            return earlier.get();
        }
        refuseWarmStart(request.spec());
        StudyId name = request.name().orElseGet(() -> generated(kind, origin));
        StudyRecord study = readModel.study(name).orElseGet(() -> send(command, name, request));
        if (!study.command().equals(command)) {
            throw taken(name);
        }
        return study;
    }

    /// Refuses what [#create] would refuse, without a key.
    void check(NewStudy request) {
        checkedContent(request);
        refuseWarmStart(request.spec());
        request.name()
                .filter(name -> readModel.study(name).isPresent())
                .ifPresent(name -> {
                    throw taken(name);
                });
    }

    private String checkedContent(NewStudy request) {
        String content = toJson(request);
        if (content.length() > LARGEST_STUDY) {
            throw new ClientErrorException(
                    "the study takes %d characters, at most %d: fewer choices, or fewer points"
                            .formatted(content.length(), LARGEST_STUDY),
                    Response.Status.REQUEST_ENTITY_TOO_LARGE);
        }
        return content;
    }

    private static ClientErrorException taken(StudyId name) {
        return new ClientErrorException(
                "there is a study '%s' already; choose another name, or leave it out"
                        .formatted(name),
                Response.Status.CONFLICT);
    }

    /// An earlier study must be over, so that whoever reads its trials reads the same, and must
    /// have looked for the same.
    private void refuseWarmStart(StudySpec spec) {
        StudyId earlier = spec.warmStart();
        if (earlier == null) {
            return;
        }
        Optional<StudyRecord> found = readModel.study(earlier);
        String allowed = null;
        if (found.isEmpty()) {
            allowed = "the name of a study";
        } else if (!found.get().over()) {
            allowed = "a study that is over";
        } else if (!found.get().spec().objective().equals(spec.objective())) {
            allowed = "a study with the same objective";
        }
        if (allowed != null) {
            throw new InvalidRequest(List.of(Fault.of("warmStart", earlier.value(), allowed)));
        }
    }

    private StudyRecord send(String command, StudyId name, NewStudy request) {
        return commands.carryOut(
                new CreateStudy(
                        command,
                        name,
                        request.spec(),
                        request.points(),
                        caller.name().orElse(null)),
                () -> readModel.study(name));
    }

    private Optional<StudyRecord> createdBy(String origin) {
        return readModel.studies().stream()
                .filter(study -> study.command().startsWith(origin + "."))
                .findFirst();
    }

    /// From the key, so that a request without a name finds its study again.
    private static StudyId generated(String kind, String origin) {
        String text = new BigInteger(origin, 16).toString(36);
        return new StudyId("%s-%s".formatted(kind, text.substring(text.length() - NAME_LENGTH)));
    }

    /// Two callers who choose the same key ask for two things.
    private String owned(String key) {
        return caller.name().map(name -> name + " " + key).orElse(key);
    }

    private static String checked(String key) {
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw refuseKey(key, "1 to %d characters".formatted(LONGEST_KEY));
        }
        return key;
    }

    private static InvalidRequest refuseKey(@Nullable String key, String allowed) {
        return new InvalidRequest(List.of(Fault.of("Idempotency-Key", key, allowed)));
    }

    private String toJson(NewStudy request) {
        try {
            return json.writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .writeValueAsString(request);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
