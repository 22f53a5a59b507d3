package io.athanor.metrics.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StopTrial;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.TrialCurve;
import io.athanor.contracts.TrialCurve.Outcome;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialState;
import io.athanor.metrics.Curves;
import io.athanor.metrics.Studies;
import io.athanor.metrics.curve.Curve;
import io.athanor.metrics.curve.TrialWeights;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.client.CollectorRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The topology on virtual time.
class MetricsTopologyTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir Path state;

    private final Curves trial = Curves.of("study-1");
    private SimpleMeterRegistry registry;
    private CollectorRegistry collectors;
    private TopologyTestDriver driver;
    private TestInputTopic<String, String> curves;
    private TestOutputTopic<String, String> stops;

    @BeforeEach
    void start() {
        start(new SimpleMeterRegistry());
    }

    private void start(SimpleMeterRegistry shown) {
        registry = shown;
        collectors = new CollectorRegistry();
        driver =
                new TopologyTestDriver(
                        TopologyFixture.topology(registry, collectors),
                        TopologyFixture.settings("none:1", state),
                        START);
        curves = input("trial-curves");
        stops = output("trial-stops");
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void saysAStopOnce() {
        send(trial.started());
        trial.records(1, 20, Curves.plateau(2_000, 1)).forEach(this::send);

        List<TestRecord<String, String>> said = stops.readRecordsToList();

        assertThat(said).hasSize(1);
        assertThat(said.getFirst().key()).isEqualTo("study-1");
        StopTrial stop = stop(said.getFirst().value());
        assertThat(stop.execution()).isEqualTo(trial.execution());
        assertThat(stop.stop().rule()).isEqualTo(Stop.Rule.PLATEAU);
        assertThat(stop.stop().iteration() % 10).isZero();
    }

    @Test
    void saysTheSameStopInAReplay() {
        send(trial.started());
        List<TrialCurve> records = trial.records(1, 20, Curves.plateau(2_000, 1));
        records.forEach(this::send);
        StopTrial first = stop(stops.readValue());
        close();

        start();
        send(trial.started());
        trial.records(1, 33, Curves.plateau(2_000, 1)).forEach(this::send);

        assertThat(stop(stops.readValue())).isEqualTo(first);
        assertThat(stops.isEmpty()).isTrue();
    }

    @Test
    void goesOnFromTheStoredStateAsIfNothingHadHappened() {
        send(trial.started());
        List<TrialCurve> records = trial.records(1, 20, Curves.plateau(2_000, 1));
        records.forEach(this::send);
        StopTrial undisturbed = stop(stops.readValue());
        close();

        start();
        send(trial.started());
        records.subList(0, 20).forEach(this::send);
        Curve kept = driver.<String, Curve>getKeyValueStore("curves").get("study-1");
        close();
        start();
        driver.<String, Curve>getKeyValueStore("curves").put("study-1", kept);
        records.subList(15, records.size()).forEach(this::send);

        assertThat(stop(stops.readValue())).isEqualTo(undisturbed);
        assertThat(stops.isEmpty()).isTrue();
    }

    @Test
    void ignoresACurveWithoutAStart() {
        send(trial.iterations(1, 1f, Float.NaN));

        assertThat(stops.isEmpty()).isTrue();
        assertThat(trialSeries()).isEmpty();
    }

    @Test
    void showsALiveTrialAndStopsToWhenItsEndWasScraped() {
        send(trial.started());
        send(trial.iterations(1, 2f, 1f));
        assertThat(trialSeries()).doesNotContain("athanor_trial_accuracy");
        send(trial.epoch(1, 0.75));

        assertThat(trialSeries())
                .containsExactlyInAnyOrder(
                        "athanor_trial_loss",
                        "athanor_trial_loss_smoothed",
                        "athanor_trial_accuracy",
                        "athanor_trial_epoch",
                        "athanor_trial_learning_rate",
                        "athanor_trial_info");
        assertThat(gauge("athanor_trial_loss")).isEqualTo(1);
        assertThat(gauge("athanor_trial_loss_smoothed")).isCloseTo(1.4975, within(1e-4));
        assertThat(gauge("athanor_trial_learning_rate")).isEqualTo(Curves.RATE);
        assertThat(gauge("athanor_trial_epoch")).isEqualTo(1);

        send(trial.ended(2, Outcome.COMPLETED));
        driver.advanceWallClockTime(Duration.ofSeconds(2));
        assertThat(trialSeries()).as("not scraped yet").isNotEmpty();
        assertThat(gauge("athanor_trial_loss")).isEqualTo(1);
        driver.advanceWallClockTime(Duration.ofSeconds(2));

        assertThat(trialSeries()).isEmpty();
    }

    @Test
    void stopsToShowATrialThatNobodyScrapesOrHears() {
        send(trial.started());
        Curves silent = Curves.of("study-2");
        send(silent.started());
        send(trial.ended(0, Outcome.FAILED));

        driver.advanceWallClockTime(Duration.ofSeconds(62));
        assertThat(shownTrials()).containsExactly("study-2");
        driver.advanceWallClockTime(Duration.ofMinutes(5));

        assertThat(shownTrials()).isEmpty();
    }

    @Test
    void showsNoMoreTrialsThanTheCapAndTheNextWhenOneEnds() {
        for (int number = 1; number <= 5; number++) {
            send(Curves.of("study-" + number).started());
        }
        send(Curves.of("study-5").iterations(1, 1f));
        assertThat(shownTrials()).containsExactlyInAnyOrder("study-1", "study-2", "study-3");
        assertThat(registry.get("athanor_trial_series_dropped_total").counter().count())
                .isEqualTo(2);

        send(trial.ended(0, Outcome.COMPLETED));
        driver.advanceWallClockTime(Duration.ofSeconds(62));
        send(Curves.of("study-5").iterations(2, 1f));

        assertThat(shownTrials()).containsExactlyInAnyOrder("study-2", "study-3", "study-5");
    }

    @Test
    void countsWhatTheCurvesBringOnce() {
        send(trial.started());
        for (int i = 0; i < 2; i++) {
            send(trial.iterations(1, 1f, 1f, 1f));
            send(trial.epoch(1, 0.5));
        }

        assertThat(registry.get("athanor_iterations_total").counter().count()).isEqualTo(3);
        assertThat(registry.get("athanor_samples_total").counter().count()).isEqualTo(192);
        assertThat(registry.get("athanor_epochs_total").counter().count()).isEqualTo(1);
    }

    @Test
    void timesAStopFromTheRecordThatLedToItToTheReportOfTheTrainer() {
        send(trial.started());
        curves.pipeInput("study-1", json(trial.iterations(1, Float.NaN)), START.plusMillis(100));
        curves.pipeInput("study-1", json(trial.ended(1, Outcome.STOPPED)), START.plusMillis(140));

        assertThat(registry.get("athanor_stop_latency").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(40);
    }

    @Test
    void showsTheNewestRecordOfAStudyHoweverOftenItComes() {
        StudyRecord study = Studies.running("study", 4, 2);
        for (int i = 0; i < 3; i++) {
            input("studies").pipeInput("study", json(study));
        }

        assertThat(completed("study")).isEqualTo(4);
        assertThat(count("athanor_stops_total", "rule", "plateau")).isEqualTo(2);
        assertThat(count("athanor_attempts_total", "outcome", "lost")).isEqualTo(2);
        assertThat(registry.get("athanor_epochs_saved_total").functionCounter().count())
                .isEqualTo(10);
        assertThat(registry.get("athanor_trials").tag("state", "running").gauge().value())
                .isEqualTo(1);
        assertThat(registry.get("athanor_study_best_objective").gauge().value()).isEqualTo(0.75);
    }

    @Test
    void showsTheStateOfAStudyAndEveryStateOfItsTrials() {
        input("studies").pipeInput("study", json(Studies.running("study", 4, 2)));
        assertThat(stateOfStudy("running")).isEqualTo(1);
        assertThat(stateOfStudy("completed")).isZero();

        input("studies").pipeInput("study", json(Studies.completed("study", START)));

        assertThat(stateOfStudy("running")).isZero();
        assertThat(stateOfStudy("completed")).isEqualTo(1);
        assertThat(registry.find("athanor_trials").gauges())
                .extracting(gauge -> gauge.getId().getTag("state"))
                .containsExactlyInAnyOrder(
                        "waiting", "running", "completed", "stopped", "infeasible", "failed");
    }

    @Test
    void keepsTheWeightsOfTheStartAndOfTheLatestEpoch() {
        send(trial.started());
        send(trial.weights(0, 0.1));
        send(trial.weights(1, 0.2));
        send(trial.weights(3, 0.4));
        send(trial.weights(2, 0.3));
        send(trial.again(1, "foreign").weights(4, 0.5));
        assertThat(means()).containsExactly(0.1, 0.4);

        Curves resumed = trial.again(2, "resumed");
        send(resumed.started(CurveRules.DEFAULT, 301));
        send(resumed.weights(4, 0.6));
        assertThat(means()).containsExactly(0.1, 0.6);

        Curves anew = trial.again(3, "anew");
        send(anew.started());
        send(anew.weights(0, 0.7));
        assertThat(means()).containsExactly(0.7, Double.NaN);
    }

    /// Of the tensor that is kept of the start and of the latest epoch; NaN where there is none.
    private List<Double> means() {
        TrialWeights kept = driver.<String, TrialWeights>getKeyValueStore("weights").get("study-1");
        return Stream.of(kept.start(), kept.latest())
                .map(weights ->
                        weights == null ? Double.NaN : weights.parameters().getFirst().mean())
                .toList();
    }

    private double stateOfStudy(String state) {
        return registry.get("athanor_study_state").tag("state", state).gauge().value();
    }

    @Test
    void stopsToShowAStudyAWhileAfterItsEnd() {
        input("studies").pipeInput("study", json(Studies.completed("study", START)));
        input("studies").pipeInput("past", json(Studies.completed("past", Instant.EPOCH)));
        assertThat(registry.find("athanor_trials").tag("study", "study").gauges()).isNotEmpty();
        assertThat(registry.find("athanor_trials").tag("study", "past").gauges()).isEmpty();

        driver.advanceWallClockTime(Duration.ofMinutes(62));

        assertThat(registry.find("athanor_trials").gauges()).isEmpty();
        assertThat(completed("study")).isNull();
        assertThat(driver.getKeyValueStore("studies").get("study")).isNull();
    }

    @Test
    void showsNoMoreStudiesThanTheCapWhereSomeAreOver() {
        input("studies").pipeInput("running", json(Studies.running("running", 4, 2)));
        for (int number = 1; number <= 4; number++) {
            String id = "over-" + number;
            input("studies").pipeInput(id, json(Studies.completed(id, START)));
            driver.advanceWallClockTime(Duration.ofSeconds(1));
        }

        assertThat(registry.find("athanor_study_state").tag("state", "completed").gauges())
                .extracting(gauge -> gauge.getId().getTag("study"))
                .containsExactlyInAnyOrder("running", "over-3", "over-4");
        assertThat(completed("over-1")).isNull();
        assertThat(completed("over-4")).isEqualTo(3);
    }

    @Test
    void showsAStudyOfWhichItSeesOnlyCurvesWhileTheyComeWhateverTheCap() {
        List<String> ids = List.of("one", "two", "three", "four");
        ids.forEach(id -> input("studies").pipeInput(id, json(Studies.running(id, 4, 2))));
        send(trial.started());
        send(trial.iterations(1, 1f, 1f));

        driver.advanceWallClockTime(Duration.ofMinutes(4));
        assertThat(iterations("study").counter().count()).isEqualTo(2);
        driver.advanceWallClockTime(Duration.ofMinutes(2));

        assertThat(iterations("study").counters()).isEmpty();
        assertThat(iterations("one").counters()).hasSize(1);
    }

    private Search iterations(String study) {
        return registry.find("athanor_iterations_total").tag("study", study);
    }

    @Test
    void takesTheDurationOfATrialOnce() {
        TrialRecord ended =
                Studies.trial("study-1", TrialState.COMPLETED, Duration.ofSeconds(90), START);
        input("trials").pipeInput(ended.key(), json(ended));
        input("trials").pipeInput(ended.key(), json(ended));
        TrialRecord waiting = Studies.trial("study-2", TrialState.WAITING, Duration.ZERO, null);
        input("trials").pipeInput(waiting.key(), json(waiting));

        var durations = registry.get("athanor_trial_duration").tag("outcome", "completed").timer();
        assertThat(durations.count()).isEqualTo(1);
        assertThat(durations.totalTime(TimeUnit.SECONDS)).isEqualTo(90);
    }

    @Test
    void forgetsCurvesAfterTheirRetention() {
        List<String> old = IntStream.rangeClosed(1, 12).mapToObj(i -> "old-" + i).toList();
        old.forEach(id -> send(Curves.of(id).started()));
        send(Curves.of("old-1").weights(0, 0.1));
        driver.advanceWallClockTime(Duration.ofDays(6));
        assertThat(keptOf(old)).hasSize(12);

        driver.advanceWallClockTime(Duration.ofDays(2));
        driver.advanceWallClockTime(Duration.ofSeconds(1));

        assertThat(keptOf(old)).isEmpty();
        assertThat(driver.getKeyValueStore("weights").get("old-1")).isNull();
    }

    @Test
    void looksAtAFewCurvesAtATimeWhetherTheyAreDue() {
        send(trial.started());
        driver.advanceWallClockTime(Duration.ofDays(6));
        List<String> young = IntStream.rangeClosed(1, 12).mapToObj(i -> "a-" + i).toList();
        Instant sixDaysOn = START.plus(Duration.ofDays(6));
        young.forEach(id -> curves.pipeInput(id, json(Curves.of(id).started()), sixDaysOn));

        driver.advanceWallClockTime(Duration.ofDays(2));
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        assertThat(keptOf(List.of("study-1"))).hasSize(1);
        driver.advanceWallClockTime(Duration.ofSeconds(1));

        assertThat(keptOf(List.of("study-1"))).isEmpty();
        assertThat(keptOf(young)).hasSize(12);
    }

    private List<String> keptOf(List<String> trials) {
        return trials.stream()
                .filter(id -> driver.getKeyValueStore("curves").get(id) != null)
                .toList();
    }

    @Test
    void showsTheCountersOfDeadLettersBeforeTheFirst() {
        Metrics.addRegistry(registry);
        close();
        start(registry);
        Metrics.removeRegistry(registry);

        assertThat(registry.find("athanor_dead_letters_total").counters())
                .hasSize(3)
                .allSatisfy(counter -> assertThat(counter.count()).isZero());
    }

    @Test
    void sendsWhatItCannotReadToTheDeadLettersAndGoesOn() {
        Metrics.addRegistry(registry);
        curves.pipeInput("study-1", "no json");
        curves.pipeInput("study-1", "{\"type\":\"curve-started\",\"attempt\":1}");
        curves.pipeInput("study-1", "{\"type\":\"unheard-of\"}");
        send(trial.started());
        send(trial.iterations(1, Float.NaN));
        Metrics.removeRegistry(registry);

        List<TestRecord<String, String>> letters =
                output("trial-curves-dead-letter").readRecordsToList();
        assertThat(letters)
                .extracting(TestRecord::value)
                .containsExactly(
                        "no json",
                        "{\"type\":\"curve-started\",\"attempt\":1}",
                        "{\"type\":\"unheard-of\"}");
        assertThat(letters)
                .allSatisfy(letter -> {
                    assertThat(header(letter, "athanor-reason")).isNotBlank();
                    assertThat(header(letter, "athanor-stack")).contains("\tat ");
                    assertThat(header(letter, "athanor-topic")).isEqualTo("trial-curves");
                });
        assertThat(
                        registry.get("athanor_dead_letters_total")
                                .tag("topic", "trial-curves")
                                .counter()
                                .count())
                .isEqualTo(3);
        assertThat(stops.getQueueSize()).isEqualTo(1);
    }

    private void send(TrialCurve record) {
        curves.pipeInput(record.trial().toString(), json(record), START);
    }

    private TestInputTopic<String, String> input(String topic) {
        return driver.createInputTopic(
                topic, new StringSerializer(), new StringSerializer(), START, Duration.ZERO);
    }

    private TestOutputTopic<String, String> output(String topic) {
        return driver.createOutputTopic(topic, new StringDeserializer(), new StringDeserializer());
    }

    private double count(String name, String tag, String value) {
        return registry.get(name).tag(tag, value).functionCounter().count();
    }

    private Double completed(String study) {
        return collectors.getSampleValue(
                "athanor_trials_total",
                new String[] {"study", "outcome"},
                new String[] {study, "completed"});
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private Set<String> trialSeries() {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getTag("trial") != null)
                .map(Meter.Id::getName)
                .collect(Collectors.toSet());
    }

    private Set<String> shownTrials() {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getTag("trial"))
                .filter(shown -> shown != null)
                .collect(Collectors.toSet());
    }

    private static String header(TestRecord<?, ?> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static String json(Object record) {
        try {
            return TopologyFixture.MAPPER.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static StopTrial stop(String json) {
        try {
            return TopologyFixture.MAPPER.readValue(json, StopTrial.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
