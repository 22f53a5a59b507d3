package io.athanor.contracts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Topic `study-commands`: what people asked for, already checked by the API.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(StudyCommand.CreateStudy.class),
    @JsonSubTypes.Type(StudyCommand.ChangeStudy.class),
    @JsonSubTypes.Type(StudyCommand.CancelStudy.class),
    @JsonSubTypes.Type(StudyCommand.EnqueueTrial.class),
    @JsonSubTypes.Type(StudyCommand.CancelTrial.class)
})
public sealed interface StudyCommand {
    /// Identifies the request. A study is created once, whoever asks again.
    String command();

    StudyId study();

    /// @param points tried first, before the sampler is asked
    /// @param owner who asked; null where nobody had to say who they are
    @JsonTypeName("create-study")
    record CreateStudy(
            String command,
            StudyId study,
            StudySpec spec,
            List<Point> points,
            @Nullable String owner)
            implements StudyCommand {
        public CreateStudy {
            points = List.copyOf(points);
        }
    }

    /// What is null stays as it is.
    @JsonTypeName("change-study")
    record ChangeStudy(
            String command,
            StudyId study,
            @Nullable Integer trials,
            @Nullable Integer parallelism,
            @Nullable Boolean paused)
            implements StudyCommand {}

    @JsonTypeName("cancel-study")
    record CancelStudy(String command, StudyId study) implements StudyCommand {}

    /// The next trial has this point, sampled or not.
    @JsonTypeName("enqueue-trial")
    record EnqueueTrial(String command, StudyId study, Point point) implements StudyCommand {}

    @JsonTypeName("cancel-trial")
    record CancelTrial(String command, TrialId trial) implements StudyCommand {
        @Override
        public StudyId study() {
            return trial.study();
        }
    }
}
