package io.athanor.scheduler.space;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.athanor.contracts.Point;
import io.athanor.contracts.StudySpec;

/// Requests about the data sets that every trainer knows.
final class Read {
    private Read() {}

    static NewStudy study(JsonNode body) {
        return Requests.study(body, KnownDataSets.BUILT_IN);
    }

    static NewStudy trial(JsonNode body) {
        return Requests.trial(body, KnownDataSets.BUILT_IN);
    }

    static Point point(JsonNode body) {
        return point(body, trial(JsonNodeFactory.instance.objectNode()).spec());
    }

    static Point point(JsonNode body, StudySpec study) {
        return Requests.point(body, study, KnownDataSets.BUILT_IN);
    }
}
