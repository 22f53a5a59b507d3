package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Topic `study-commands`: what people asked for, already checked by the API.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StudyCommand.CreateStudy.class, name = "create-study"),
    @JsonSubTypes.Type(value = StudyCommand.ChangeStudy.class, name = "change-study"),
    @JsonSubTypes.Type(value = StudyCommand.CancelStudy.class, name = "cancel-study"),
    @JsonSubTypes.Type(value = StudyCommand.EnqueueTrial.class, name = "enqueue-trial"),
    @JsonSubTypes.Type(value = StudyCommand.CancelTrial.class, name = "cancel-trial")
})
public sealed interface StudyCommand {
    /// Identifies the request: the same command sent twice is done once.
    String command();

    StudyId study();

    /// @param points tried first, before the sampler is asked
    record CreateStudy(String command, StudyId study, StudySpec spec, List<Point> points)
            implements StudyCommand {
        public CreateStudy {
            points = List.copyOf(points);
        }
    }

    /// What is null stays as it is.
    record ChangeStudy(
            String command,
            StudyId study,
            @Nullable Integer trials,
            @Nullable Integer parallelism,
            @Nullable Boolean paused)
            implements StudyCommand {}

    record CancelStudy(String command, StudyId study) implements StudyCommand {}

    /// The next trial has this point, sampled or not.
    record EnqueueTrial(String command, StudyId study, Point point) implements StudyCommand {}

    record CancelTrial(String command, TrialId trial) implements StudyCommand {
        @Override
        public StudyId study() {
            return trial.study();
        }
    }
}
