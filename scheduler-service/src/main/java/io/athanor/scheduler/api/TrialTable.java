package io.athanor.scheduler.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.TrialRecord;
import io.athanor.scheduler.space.Names;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Trials as CSV: a row a trial, a column for every hyperparameter that people look at first or
/// that the study or one of its points sets.
final class TrialTable {
    private static final CsvMapper CSV = new CsvMapper();
    private static final List<String> BEFORE =
            List.of("trial", "number", "state", "attempt", "objective", "epochs");
    private static final List<String> AFTER =
            List.of(
                    "trainLoss",
                    "trainAccuracy",
                    "testLoss",
                    "testAccuracy",
                    "stopRule",
                    "stopIteration",
                    "stopMessage",
                    "reason",
                    "trainer",
                    "device",
                    "proposedAt",
                    "startedAt",
                    "endedAt");

    private final ObjectMapper json;

    TrialTable(ObjectMapper json) {
        this.json = json;
    }

    String write(StudyRecord study, List<TrialRecord> trials) {
        Set<String> names = new TreeSet<>(study.spec().fixed().values().keySet());
        trials.forEach(trial -> names.addAll(trial.point().values().keySet()));
        List<String> columns = Names.sorted(names);
        try {
            return CSV.writer(schema(columns))
                    .writeValueAsString(
                            trials.stream().map(trial -> row(study, trial, columns)).toList());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CsvSchema schema(List<String> hyperparameters) {
        CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true);
        BEFORE.forEach(schema::addColumn);
        hyperparameters.forEach(schema::addColumn);
        AFTER.forEach(schema::addColumn);
        return schema.build();
    }

    private Map<String, Object> row(StudyRecord study, TrialRecord trial, List<String> columns) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("trial", trial.id().toString());
        row.put("number", trial.id().number());
        row.put("state", json.convertValue(trial.state(), String.class));
        row.put("attempt", trial.attempt());
        put(row, "objective", trial.objective());
        row.put("epochs", trial.epochs().size());
        Map<String, Object> values = new HashMap<>(study.spec().fixed().values());
        values.putAll(trial.point().values());
        for (String name : columns) {
            put(row, name, Names.value(name, values));
        }
        if (!trial.epochs().isEmpty()) {
            EpochMeasurement last = trial.epochs().getLast();
            row.put("trainLoss", last.trainLoss());
            row.put("trainAccuracy", last.trainAccuracy());
            row.put("testLoss", last.testLoss());
            row.put("testAccuracy", last.testAccuracy());
        }
        Stop stop = trial.stop();
        if (stop != null) {
            row.put("stopRule", json.convertValue(stop.rule(), String.class));
            row.put("stopIteration", stop.iteration());
            row.put("stopMessage", stop.message());
        }
        put(row, "reason", trial.reason());
        put(row, "trainer", trial.trainer());
        put(row, "device", trial.device());
        put(row, "proposedAt", trial.proposedAt());
        put(row, "startedAt", trial.startedAt());
        put(row, "endedAt", trial.endedAt());
        return row;
    }

    private static void put(Map<String, Object> row, String column, @Nullable Object value) {
        if (value != null) {
            row.put(column, value instanceof Number ? value : value.toString());
        }
    }
}
