package io.athanor.scheduler.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.athanor.contracts.EndWhen;
import io.athanor.contracts.PrunerSpec;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.SamplerSpec.Stage;
import io.athanor.contracts.StageSearch;
import io.athanor.contracts.StudySpec;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// How a study says who proposes, who stops, and when it is over.
class SearchRequestTest {
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final String SPACE =
            """
            space:
              batchSize: {type: categorical, choices: [32, 64]}
              learningRate: {type: float, low: 0.001, high: 0.1, log: true}
              dropout: {type: float, low: 0, high: 0.4, step: 0.2}
            """;

    static Stream<Arguments> pruners() {
        return Stream.of(
                Arguments.of("{}", new PrunerSpec.None()),
                Arguments.of("{type: median}", PrunerSpec.Median.DEFAULT),
                Arguments.of(
                        "{type: percentile, percentile: 40, average: last-k, peers: completed, minEpochs: 2,"
                                + " minPeers: 3, interval: 2, lastEpochs: 4}",
                        new PrunerSpec.Percentile(
                                40,
                                PrunerSpec.Average.LAST_K,
                                PrunerSpec.Peers.COMPLETED,
                                2,
                                3,
                                2,
                                4)),
                Arguments.of("{type: asha}", PrunerSpec.Asha.DEFAULT),
                Arguments.of(
                        "{type: hyperband, minEpochs: 2, reductionFactor: 2}",
                        new PrunerSpec.Hyperband(2, 2)),
                Arguments.of(
                        "{type: threshold, lower: 0.2}", new PrunerSpec.Threshold(0.2, null, 1)),
                Arguments.of(
                        "{type: patient, patience: 3, minDelta: 0.1, wrapped: {type: asha}}",
                        new PrunerSpec.Patient(PrunerSpec.Asha.DEFAULT, 3, 0.1)));
    }

    @ParameterizedTest
    @MethodSource("pruners")
    void readsEveryPruner(String pruner, PrunerSpec expected) {
        assertThat(read("budget: {epochs: 9}\npruner: " + pruner + "\n").pruner())
                .isEqualTo(expected);
    }

    @Test
    void readsTpesOptions() {
        assertThat(read("sampler: {type: tpe}\n").sampler()).isEqualTo(SamplerSpec.Tpe.DEFAULT);
        assertThat(
                        read("sampler: {type: tpe, multivariate: false, constantLiar: false,"
                                        + " startupTrials: 5, candidates: 48}\n")
                                .sampler())
                .isEqualTo(new SamplerSpec.Tpe(false, false, false, 5, 48));
    }

    @Test
    void goesThroughTheStagesThatTheSpaceHasParametersForInTheTutorialsOrder() {
        StudySpec study = read("sampler: {type: guided}\n");

        List<Stage> stages = ((SamplerSpec.Guided) study.sampler()).stages();
        assertThat(stages)
                .extracting(Stage::name)
                .containsExactly("batch-size", "learning-rate", "regularisation");
        assertThat(stages)
                .extracting(Stage::search)
                .containsExactly(StageSearch.GRID, StageSearch.TPE, StageSearch.GRID);
        assertThat(stages).extracting(Stage::trials).containsExactly(3, 12, 4);
        assertThat(study.budget().trials()).isEqualTo(19);
        assertThat(stages.getLast().minGap()).isEqualTo(0.02);
    }

    @Test
    void searchesWhatTheTutorialsTuneWhereAGuidedStudyNamesNoSpace() throws Exception {
        StudySpec all =
                Read.study(YAML.readTree("{sampler: {type: guided}, fixed: {optimizer: sgd}}"))
                        .spec();
        StudySpec some =
                Read.study(
                                YAML.readTree(
                                        "sampler: {type: guided, stages: [activation, {name: mine,"
                                                + " parameters: [batchSize]}]}"))
                        .spec();

        assertThat(((SamplerSpec.Guided) all.sampler()).stages())
                .extracting(Stage::name)
                .containsExactly(
                        "initialisation",
                        "batch-size",
                        "learning-rate",
                        "architecture",
                        "loss",
                        "activation",
                        "regularisation");
        assertThat(all.space())
                .containsKey("weightDecay")
                .doesNotContainKeys("optimizer", "momentum");
        assertThat(some.space()).containsOnlyKeys("activation", "batchSize");
    }

    @Test
    void takesStagesAsTheyAreChosenReorderedAndChanged() {
        StudySpec study =
                read(
                        """
                        sampler:
                          type: guided
                          stages:
                            - {name: learning-rate, trials: 4, search: random, dataFraction: 0.5}
                            - {name: mine, parameters: [dropout, batchSize], search: ablation}
                        """);

        assertThat(((SamplerSpec.Guided) study.sampler()).stages())
                .containsExactly(
                        new Stage(
                                "learning-rate",
                                List.of("learningRate"),
                                4,
                                StageSearch.RANDOM,
                                0.5,
                                0),
                        new Stage(
                                "mine",
                                List.of("dropout", "batchSize"),
                                7,
                                StageSearch.ABLATION,
                                1,
                                0));
    }

    @Test
    void readsWhatEndsRepeatsAndBeginsAStudy() {
        StudySpec study =
                read(
                        """
                        endWhen: {target: 0.9, noImprovement: 7, maxFailedTrials: 0}
                        repeats: 3
                        warmStart: earlier
                        """);

        assertThat(study.endWhen()).isEqualTo(new EndWhen(0.9, 7, 0));
        assertThat(study.repeats()).isEqualTo(3);
        assertThat(study.budget().trials()).isEqualTo(60);
        assertThat(study.warmStart()).hasToString("earlier");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    sampler: {type: tpa}|sampler.type 'tpa': one of random, grid, sobol, tpe, guided, by-hand, did you mean 'tpe'?
                    sampler: {type: tpe, candidates: 0}|sampler.candidates 0: a whole number, 1 to 1000
                    sampler: {type: tpe, multivariate: false, group: true}|sampler.group true: only where multivariate is true
                    sampler: {type: random, candidates: 5}|sampler.candidates is unknown
                    sampler: {type: guided, stages: []}|sampler.stages []: a list of 1 to 20 stages
                    sampler: {type: guided, stages: [batch-size, learning-rate, regularization]}|sampler.stages[2].name 'regularization': one of initialisation
                    sampler: {type: guided, stages: [batch-size, learning-rate, regularisation, loss]}|sampler.stages[3] 'loss': a stage with a parameter in space
                    sampler: {type: guided, stages: [batch-size, learning-rate]}|space.dropout is in none of sampler.stages: fix it, or add stage 'regularisation'
                    sampler: {type: guided, stages: [batch-size, learning-rate, regularisation, batch-size]}|sampler.stages[3].name 'batch-size': each stage once
                    sampler: {type: guided, stages: [batch-size, {name: learning-rate, search: grid}, regularisation]}|sampler.stages[1].search 'grid': no grid: its parameters have more than 1000 combinations
                    sampler: {type: guided, stages: [batch-size, {name: learning-rate, dataFraction: 0}, regularisation]}|sampler.stages[1].dataFraction 0: above 0, at most 1
                    sampler: {type: guided, stages: [{name: a, parameters: [batchSise]}, {name: b, parameters: [batchSize, learningRate, dropout]}]}|sampler.stages[0].parameters[0] 'batchSise': a parameter of space, did you mean 'batchSize'?
                    pruner: {type: aha}|pruner.type 'aha': one of none, median, percentile, asha, hyperband, threshold, patient, did you mean 'asha'?
                    pruner: {type: median, average: mean}|pruner.average 'mean': one of all, from-grace, last-k, step
                    pruner: {type: median, peers: all}|pruner.peers 'all': one of running, completed
                    pruner: {type: median, minEpochs: 5}|pruner.minEpochs 5: at most 4: below budget.epochs, or nobody would be judged
                    pruner: {type: percentile, percentile: 100}|pruner.percentile 100: above 0, below 100
                    pruner: {type: asha, reductionFactor: 1}|pruner.reductionFactor 1: a whole number, 2 to 100
                    pruner: {type: asha, brackets: 3}|pruner.brackets 3: the last bracket begins at epoch 9: it must be below budget.epochs, 5
                    pruner: {type: threshold}|pruner.lower is missing: a bound: lower, upper or both
                    pruner: {type: threshold, lower: 2, upper: 1}|pruner.lower 2: at most upper, 1
                    pruner: {type: patient, wrapped: {type: patient}}|pruner.wrapped.type 'patient': one of none, median
                    pruner: {type: patient, patience: -1}|pruner.patience -1: a whole number, 0 to 10000
                    endWhen: {maxFailedTrials: -1}|endWhen.maxFailedTrials -1: a whole number, 0 to 100000
                    endWhen: {target: high}|endWhen.target 'high': -1000000 to 1000000
                    endWhen: {goal: 1}|endWhen.goal is unknown
                    repeats: 0|repeats 0: a whole number, 1 to 100
                    {repeats: 3, budget: {trials: 10}}|budget.trials 10: a multiple of repeats, 3
                    warmStart: No Study|warmStart 'No Study': 1 to 60 lower-case letters, digits and inner dashes
                    """)
    void refusesWhatCannotBeWithOneClearError(String yaml, String message) {
        String study =
                yaml.startsWith("{")
                        ? yaml.substring(1, yaml.length() - 1).replace(", budget", "\nbudget")
                        : yaml;
        InvalidRequest refused =
                catchThrowableOfType(InvalidRequest.class, () -> read(study + "\n"));

        assertThat(refused.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).startsWith(message));
    }

    @Test
    void refusesTenThousandChoices() {
        String choices = String.join(", ", Collections.nCopies(10_000, "1"));

        assertThatThrownBy(() ->
                        Read.study(
                                YAML.readTree(
                                        "space: {batchSize: {type: categorical, choices: [%s]}}"
                                                .formatted(choices))))
                .hasMessageContaining("space.batchSize.choices 10000: at most 1000 choices");
    }

    private static StudySpec read(String yaml) {
        try {
            return Read.study(YAML.readTree(yaml + SPACE)).spec();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }
}
