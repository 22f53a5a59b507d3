package io.athanor.scheduler.api;

import io.athanor.access.Caller;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.scheduler.topology.ReadModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotFoundException;
import java.util.Optional;

/// Finds what a path names, or answers 404; 403 where the caller may not do to it what it asks.
@ApplicationScoped
class Lookup {
    private final ReadModel readModel;
    private final Caller caller;

    Lookup(ReadModel readModel, Caller caller) {
        this.readModel = readModel;
        this.caller = caller;
    }

    StudyRecord study(String name) {
        return Optional.of(name)
                .filter(text -> StudyId.FORMAT.matcher(text).matches())
                .map(StudyId::new)
                .flatMap(readModel::study)
                .orElseThrow(() -> new NotFoundException("no study '%s'".formatted(name)));
    }

    /// A study that the caller may change.
    ///
    /// @throws ForbiddenException when it is another's
    StudyRecord studyToChange(String name) {
        StudyRecord found = study(name);
        if (!caller.mayChange(found.owner())) {
            throw new ForbiddenException(
                    "study '%s' is not yours: its owner and an admin may change it"
                            .formatted(found.id()));
        }
        return found;
    }

    TrialRecord trial(String name) {
        return readModel
                .trial(trialId(name))
                .orElseThrow(() -> new NotFoundException(noTrial(name)));
    }

    static TrialId trialId(String name) {
        try {
            return TrialId.parse(name);
        } catch (IllegalArgumentException e) {
            throw new NotFoundException(noTrial(name), e);
        }
    }

    private static String noTrial(String name) {
        return "no trial '%s'".formatted(name);
    }
}
