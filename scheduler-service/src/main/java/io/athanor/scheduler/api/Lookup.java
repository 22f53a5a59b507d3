package io.athanor.scheduler.api;

import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.scheduler.topology.ReadModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotFoundException;
import java.util.Optional;

/// Finds what a path names, or answers 404.
@ApplicationScoped
class Lookup {
    private final ReadModel readModel;

    Lookup(ReadModel readModel) {
        this.readModel = readModel;
    }

    StudyRecord study(String name) {
        return Optional.of(name)
                .filter(text -> StudyId.FORMAT.matcher(text).matches())
                .map(StudyId::new)
                .flatMap(readModel::study)
                .orElseThrow(() -> new NotFoundException("no study '%s'".formatted(name)));
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
