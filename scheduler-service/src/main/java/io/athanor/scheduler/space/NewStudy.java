package io.athanor.scheduler.space;

import io.athanor.contracts.Point;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudySpec;
import java.util.List;
import java.util.Optional;

/// A study that may be created.
///
/// @param name empty where people leave the choice to us
/// @param points tried before the sampler is asked
public record NewStudy(Optional<StudyId> name, StudySpec spec, List<Point> points) {
    public NewStudy {
        points = List.copyOf(points);
    }
}
