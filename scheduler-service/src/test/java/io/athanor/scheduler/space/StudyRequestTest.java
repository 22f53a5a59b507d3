package io.athanor.scheduler.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.athanor.contracts.Budget;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.Objective;
import io.athanor.contracts.ParameterSpace.Categorical;
import io.athanor.contracts.ParameterSpace.FloatRange;
import io.athanor.contracts.ParameterSpace.IntRange;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StudyId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudyRequestTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void readsAStudyAsPeopleWriteIt() throws Exception {
        NewStudy study =
                Read.study(
                        YAML.readTree(
                                """
                                name: fashion-cnn
                                dataset: fashion-mnist
                                objective: {metric: test_loss}
                                budget: {trials: 24, epochs: 8, parallelism: 2}
                                seed: 7
                                sampler: {type: random}
                                curveRules: {plateau: {patienceEpochs: 1.5, minDelta: 0.01}}
                                maxRetries: 4
                                fixed: {network: cnn, schedule: {type: reduce-on-plateau, patience: 2}}
                                space:
                                  momentum: {type: float, low: 0.0, high: 0.99, when: {optimizer: [sgd]}}
                                  learningRate: {type: float, low: 1.0e-4, high: 1.0e-1, log: true}
                                  batchSize: {type: int, low: 32, high: 256, step: 32}
                                  optimizer: {type: categorical, choices: [adam, sgd]}
                                  schedule: {factor: {type: categorical, choices: [0.1, 0.5]}}
                                points:
                                - {learningRate: 0.001, optimizer: adam, batchSize: 64}
                                """));

        assertThat(study.name()).contains(new StudyId("fashion-cnn"));
        assertThat(study.spec().dataset()).isEqualTo("fashion-mnist");
        assertThat(study.spec().objective())
                .isEqualTo(new Objective(Objective.Metric.TEST_LOSS, Objective.Direction.MINIMIZE));
        assertThat(study.spec().budget()).isEqualTo(new Budget(24, 8, 2));
        assertThat(study.spec().seed()).isEqualTo(7);
        assertThat(study.spec().sampler()).isEqualTo(new SamplerSpec.Random());
        assertThat(study.spec().curveRules())
                .isEqualTo(
                        new CurveRules(
                                new CurveRules.Plateau(true, 1.5, 0.01, 0.99, 1.0),
                                CurveRules.Slope.DEFAULT,
                                CurveRules.Patience.DEFAULT,
                                CurveRules.GeneralisationLoss.DEFAULT,
                                CurveRules.Divergence.DEFAULT,
                                CurveRules.NotLearning.DEFAULT,
                                CurveRules.Threshold.DEFAULT,
                                CurveRules.NoProgress.DEFAULT));
        assertThat(study.spec().maxRetries()).isEqualTo(4);
        assertThat(study.spec().fixed())
                .isEqualTo(
                        Point.of(
                                Map.of(
                                        "network",
                                        "cnn",
                                        "schedule.type",
                                        "reduce-on-plateau",
                                        "schedule.patience",
                                        2)));
        assertThat(study.spec().space())
                .containsExactly(
                        Map.entry(
                                "momentum",
                                new FloatRange(
                                        0.0,
                                        0.99,
                                        false,
                                        null,
                                        Map.of("optimizer", List.of("sgd")))),
                        Map.entry("learningRate", new FloatRange(1e-4, 1e-1, true, null, Map.of())),
                        Map.entry("batchSize", new IntRange(32, 256, false, 32L, Map.of())),
                        Map.entry("optimizer", new Categorical(List.of("adam", "sgd"), Map.of())),
                        Map.entry("schedule.factor", new Categorical(List.of(0.1, 0.5), Map.of())));
        assertThat(study.points())
                .containsExactly(
                        Point.of(
                                Map.of(
                                        "learningRate",
                                        0.001,
                                        "optimizer",
                                        "adam",
                                        "batchSize",
                                        64)));
    }

    @Test
    void fillsInWhatIsLeftOut() throws Exception {
        NewStudy study =
                Read.study(YAML.readTree("space: {dropout: {type: float, low: 0, high: 0.5}}"));

        assertThat(study.name()).isEmpty();
        assertThat(study.points()).isEmpty();
        assertThat(study.spec().dataset()).isEqualTo("fashion-mnist-sample");
        assertThat(study.spec().objective())
                .isEqualTo(
                        new Objective(
                                Objective.Metric.TEST_ACCURACY, Objective.Direction.MAXIMIZE));
        assertThat(study.spec().budget()).isEqualTo(new Budget(20, 5, 1));
        assertThat(study.spec().seed()).isZero();
        assertThat(study.spec().sampler()).isEqualTo(new SamplerSpec.Random());
        assertThat(study.spec().curveRules()).isEqualTo(CurveRules.DEFAULT);
        assertThat(study.spec().maxRetries()).isEqualTo(2);
    }

    @Test
    void readsYamlNumbersWithAnExponentInEachOfTheirForms() throws Exception {
        NewStudy study =
                Read.study(
                        YAML.readTree(
                                "space: {learningRate: {type: float, low: 1e-4, high: 1.0E+1}}"));

        assertThat(study.spec().space())
                .containsEntry("learningRate", new FloatRange(1e-4, 10, false, null, Map.of()));
    }

    @Test
    void aGridThatSaysNoNumberOfTrialsTriesAllCombinations() throws Exception {
        NewStudy study =
                Read.study(
                        YAML.readTree(
                                """
                                sampler: {type: grid}
                                space:
                                  dropout: {type: float, low: 0.1, high: 0.5, step: 0.1}
                                  batchSize: {type: int, low: 32, high: 128, step: 32}
                                  optimizer: {type: categorical, choices: [adam, sgd]}
                                """));

        assertThat(study.spec().budget().trials()).isEqualTo(5 * 4 * 2);
    }

    @Test
    void aConditionOnAFixedValueThatHoldsIsLeftOut() throws Exception {
        NewStudy study =
                Read.study(
                        YAML.readTree(
                                """
                                fixed: {optimizer: sgd}
                                space:
                                  momentum: {type: float, low: 0, high: 0.9, when: {optimizer: [sgd]}}
                                """));

        assertThat(study.spec().space())
                .containsEntry("momentum", new FloatRange(0, 0.9, false, null, Map.of()));
    }

    @Test
    void namesEveryFaultAtOnce() {
        assertThat(
                        messages(
                                """
                                name: My Study
                                dataset: imagenet
                                objective: {metric: accuracy, direction: up}
                                budget: {trials: 0, epochs: 10001, parallelism: 1001, gpus: 1}
                                seed: -1
                                sampler: {type: tpee}
                                curveRules: {plateau: {patienceEpochs: 0, minDelta: 2, smoothing: 1, warmupEpochs: -1, enabled: 1},
                                  divergence: {factor: 1}, notLearning: {tolerance: 1}, plateu: {}}
                                maxRetries: 11
                                fixed: {lr: 0.1, learningRate: 0, schedule: {typ: step}}
                                space: {dropot: {type: float, low: 0, high: 1}}
                                points: {}
                                pruner: {type: ashe}
                                prunner: {}
                                """))
                .containsExactlyInAnyOrder(
                        "name 'My Study': 1 to 60 lower-case letters, digits and inner dashes",
                        "dataset 'imagenet': one of fashion-mnist-sample, fashion-mnist, mnist, cifar-10",
                        "objective.metric 'accuracy': one of test_accuracy, test_loss, validation_accuracy, validation_loss, train_accuracy, train_loss",
                        "objective.direction 'up': one of maximize, minimize",
                        "budget.trials 0: a whole number, 1 to 100000",
                        "budget.epochs 10001: a whole number, 1 to 2000",
                        "budget.parallelism 1001: a whole number, 1 to 1000",
                        "budget.gpus is unknown",
                        "seed -1: a whole number, 0 to 9007199254740991",
                        "sampler.type 'tpee': one of random, grid, sobol, tpe, guided, by-hand, did you mean 'tpe'?",
                        "curveRules.plateau.patienceEpochs 0: above 0, at most 10000",
                        "curveRules.plateau.minDelta 2: 0 to 1",
                        "curveRules.plateau.smoothing 1: 0 to below 1",
                        "curveRules.plateau.warmupEpochs -1: 0 to 10000",
                        "curveRules.plateau.enabled 1: true or false",
                        "curveRules.divergence.factor 1: above 1, at most 1000000",
                        "curveRules.notLearning.tolerance 1: 0 to below 1",
                        "curveRules.plateu is unknown, did you mean 'plateau'?",
                        "maxRetries 11: a whole number, 0 to 10",
                        "fixed.lr is unknown, did you mean 'learningRate'?",
                        "fixed.learningRate 0: above 0, at most 1000",
                        "fixed.schedule.typ is unknown, did you mean 'schedule.type'?",
                        "space.dropot is unknown, did you mean 'dropout'?",
                        "points {}: a list of objects of hyperparameters",
                        "pruner.type 'ashe': one of none, median, percentile, asha, hyperband, threshold, patient, did you mean 'asha'?",
                        "prunner is unknown, did you mean 'pruner'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}|space is missing: at least one hyperparameter, or the sampler by-hand
                    []|space []: an object of hyperparameters
                    {dropout: 3}|space.dropout 3: an object: type and what goes with it
                    {dropout: {}}|space.dropout.type is missing: one of float, categorical
                    {dropout: {type: int, low: 0, high: 1}}|space.dropout.type 'int': one of float, categorical
                    {dropout: {type: real}}|space.dropout.type 'real': one of float, categorical
                    {optimizer: {type: float, low: 0, high: 1}}|space.optimizer.type 'float': one of categorical
                    {dropout: {type: float, low: 0.1}}|space.dropout.high is missing: 0 to below 1
                    {dropout: {type: float, low: 0, high: 1}}|space.dropout.high 1: 0 to below 1
                    {dropout: {type: float, low: a, high: 0.5}}|space.dropout.low 'a': 0 to below 1
                    {dropout: {type: float, low: 0.5, high: 0.1}}|space.dropout.low 0.5: at most high, 0.1
                    {dropout: {type: float, low: 0, high: 0.5, log: true}}|space.dropout.low 0: above 0 where log is true
                    {dropout: {type: float, low: 0.1, high: 0.5, log: yes please}}|space.dropout.log 'yes please': true or false
                    {dropout: {type: float, low: 0.1, high: 0.5, log: true, step: 0.1}}|space.dropout.step 0.1: either log or step, not both
                    {dropout: {type: float, low: 0.1, high: 0.5, step: 0.15}}|space.dropout.step 0.15: a step that leads from 0.1 to 0.5
                    {dropout: {type: float, low: 0.1, high: 0.5, step: 0}}|space.dropout.step 0: above 0.000000001, at most 1000000
                    {batchSize: {type: int, low: 32, high: 256, step: 33}}|space.batchSize.step 33: a step that leads from 32 to 256
                    {batchSize: {type: int, low: 32, high: 256, step: 0}}|space.batchSize.step 0: a whole number, 1 to 65536
                    {batchSize: {type: int, low: 32.5, high: 256}}|space.batchSize.low 32.5: a whole number, 1 to 65536
                    {batchSize: {type: int, low: 1, high: 99999999999999999999}}|space.batchSize.high 99999999999999999999: a whole number, 1 to 65536
                    {dropout: {type: float, low: 0, high: 0.5, scale: log}}|space.dropout.scale is unknown
                    {optimizer: {type: categorical}}|space.optimizer.choices is missing: a list of at least one value, each one of sgd, adam
                    {optimizer: {type: categorical, choices: []}}|space.optimizer.choices is missing: a list of at least one value, each one of sgd, adam
                    {optimizer: {type: categorical, choices: [adm]}}|space.optimizer.choices[0] 'adm': one of sgd, adam, adamw, rmsprop, adam-then-sgd, did you mean 'adam'?
                    {optimizer: {type: categorical, choices: [adam, [sgd]]}}|space.optimizer.choices[1] ["sgd"]: one of sgd, adam
                    {dropout: {type: categorical, choices: [0, 0.0]}}|space.dropout.choices[1] 0.0: each choice once
                    {dropout: {type: float, low: 0, high: 0.5, when: {optimizer: [sgd]}}}|space.dropout.when.optimizer is neither in the space nor fixed
                    {dropout: {type: float, low: 0, high: 0.5, when: [sgd]}}|space.dropout.when ["sgd"]: an object: a hyperparameter and the values it must have
                    {dropout: {type: float, low: 0, high: 0.5, when: {batchSize: []}}, batchSize: {type: int, low: 1, high: 9}}|space.dropout.when.batchSize []: a list of at least one value
                    {dropout: {type: float, low: 0, high: 0.5, when: {batchSize: [10]}}, batchSize: {type: int, low: 1, high: 9}}|space.dropout.when.batchSize[0] 10: a value that space.batchSize has
                    {dropout: {type: float, low: 0, high: 0.5, when: {optimizer: [sgd]}}, optimizer: {type: categorical, choices: [adam]}}|space.dropout.when.optimizer[0] 'sgd': a value that space.optimizer has
                    {dropout: {type: float, low: 0, high: 0.5, when: {batchSize: [8, 8.0]}}, batchSize: {type: int, low: 1, high: 9}}|space.dropout.when.batchSize[1] 8.0: each value once
                    {dropout: {type: float, low: 0, high: 0.5, when: {network: [simple-cnn]}}}|space.dropout.when.network ["simple-cnn"]: cnn, its fixed value: else never true
                    {dropout: {type: float, low: 0, high: 0.5, when: {dropout: [0.1]}}}|space: the conditions (when) of dropout go in a circle
                    {network: {type: categorical, choices: [cnn]}}|space.network {"type":"categorical","choices":["cnn"]}: in fixed or in space, not in both
                    {schedule: {factor: {type: float, low: 0, high: 0.5}}}|space.schedule.factor.low 0: above 0, below 1
                    {schedule: {type: cosine}}|space.schedule.type 'cosine': one of categorical
                    """)
    void refusesABadSpaceWithOneClearError(String space, String message) {
        assertThat(messages("fixed: {network: cnn}\nspace: " + space))
                .singleElement()
                .asString()
                .startsWith(message);
    }

    @Test
    void refusesConditionsThatGoInACircle() {
        assertThat(
                        messages(
                                """
                                space:
                                  optimizer: {type: categorical, choices: [sgd], when: {network: [cnn]}}
                                  network: {type: categorical, choices: [cnn], when: {optimizer: [sgd]}}
                                  dropout: {type: float, low: 0, high: 0.5}
                                """))
                .containsExactly(
                        "space: the conditions (when) of optimizer, network go in a circle");
    }

    @Test
    void refusesTenThousandChoicesWithOneError() {
        String choices =
                IntStream.rangeClosed(1, 10_000)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(", "));

        assertThat(
                        messages(
                                "space: {batchSize: {type: categorical, choices: [%s]}}"
                                        .formatted(choices)))
                .containsExactly("space.batchSize.choices 10000: at most 1000 choices");
    }

    @Test
    void refusesMoreParametersThanASpaceMayHave() {
        String parameters =
                IntStream.rangeClosed(1, 51)
                        .mapToObj("p%d: {}"::formatted)
                        .collect(Collectors.joining(", "));

        assertThat(messages("space: {%s}".formatted(parameters)))
                .containsExactly("space 51: at most 50 hyperparameters");
    }

    @Test
    void refusesAGridWithoutSteps() {
        assertThat(
                        messages(
                                """
                                sampler: {type: grid}
                                space: {learningRate: {type: float, low: 0.001, high: 0.1, log: true}}
                                """))
                .containsExactly(
                        "space.learningRate.step is missing: a grid needs a step here, or a list of choices");
    }

    @Test
    void refusesAGridOfTooManyCombinations() {
        assertThat(
                        messages(
                                """
                                sampler: {type: grid}
                                space:
                                  batchSize: {type: int, low: 1, high: 60000}
                                  schedule.patience: {type: int, low: 1, high: 10000}
                                """))
                .containsExactly("space: 600000000 combinations, a grid has at most 100000");
    }

    @Test
    void refusesMorePointsThanTrials() {
        assertThat(messages("{budget: {trials: 1}, sampler: {type: by-hand}, points: [{}, {}]}"))
                .containsExactly("points 2: at most 1000 points, and no more than budget.trials");
    }

    @Test
    void refusesAPointThatSetsAValueTwice() {
        assertThat(
                        messages(
                                "{sampler: {type: by-hand}, points: [{schedule.factor: 0.1, schedule: {factor: 0.2}}]}"))
                .containsExactly(
                        "points[0].schedule.factor 0.2: once, nested or by its dotted name");
    }

    @Test
    void stopsCountingFaultsWhereNobodyReadsOn() {
        String unknown =
                IntStream.range(0, 5_000)
                        .mapToObj("f%d: 1"::formatted)
                        .collect(Collectors.joining(", "));

        assertThat(messages("{%s}".formatted(unknown))).hasSize(100);
    }

    @ParameterizedTest
    @CsvSource({"[], body []: an object", "7, body 7: an object", "text, body 'text': an object"})
    void refusesABodyThatIsNoObject(String body, String message) {
        assertThat(messages(body)).contains(message);
    }

    @Test
    void aFaultSaysFieldValueAndWhatIsAllowed() {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> Read.trial(json("{\"hyperparameters\": {\"learningRate\": 0}}")))
                .extracting(InvalidRequest::faults)
                .isEqualTo(
                        List.of(
                                new Fault(
                                        "hyperparameters.learningRate",
                                        json("0"),
                                        "above 0, at most 1000",
                                        "hyperparameters.learningRate 0: above 0, at most 1000")));
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static List<String> messages(String yaml) {
        try {
            Read.study(YAML.readTree(yaml));
            return List.of();
        } catch (InvalidRequest refused) {
            return refused.faults().stream().map(Fault::message).toList();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }
}
