package io.athanor.scheduler.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contracts.Budget;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.Objective;
import io.athanor.contracts.ParameterSpace;
import io.athanor.contracts.ParameterSpace.Categorical;
import io.athanor.contracts.ParameterSpace.FloatRange;
import io.athanor.contracts.ParameterSpace.IntRange;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.SamplerSpec.ByHand;
import io.athanor.contracts.SamplerSpec.Guided;
import io.athanor.contracts.SamplerSpec.Stage;
import io.athanor.contracts.StageSearch;
import io.athanor.contracts.StudySpec;
import io.athanor.scheduler.search.History.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What also those samplers must do that [SamplerContract] does not fit: one that waits for stages
/// to end, and one that proposes nothing.
class EverySamplerTest {
    private static final Guided GUIDED =
            new Guided(
                    List.of(
                            new Stage("batch-size", List.of("batchSize"), 4, StageSearch.TPE, 1, 0),
                            new Stage(
                                    "optimizer",
                                    List.of("optimizer", "momentum"),
                                    5,
                                    StageSearch.ABLATION,
                                    1,
                                    0)));

    static List<SamplerSpec> samplers() {
        return List.of(
                new SamplerSpec.Random(),
                new SamplerSpec.Grid(),
                new SamplerSpec.Sobol(),
                SamplerSpec.Tpe.DEFAULT,
                GUIDED,
                new ByHand());
    }

    /// What becomes of all trials of a study, and of each sampler's.
    static Stream<Arguments> fates() {
        return samplers().stream()
                .flatMap(sampler ->
                        Stream.of(Fate.values()).map(fate -> Arguments.of(sampler, fate)));
    }

    enum Fate {
        COMPLETES,
        COMPLETES_WITHOUT_A_VALUE,
        IS_STOPPED,
        IS_INFEASIBLE,
        FAILS;

        void befall(History history, int number) {
            switch (this) {
                case COMPLETES -> history.end(number, Outcome.COMPLETED, 1.0 / number, 5, 0.1);
                case COMPLETES_WITHOUT_A_VALUE ->
                        history.end(number, Outcome.COMPLETED, Double.NaN, 5, Double.NaN);
                case IS_STOPPED -> history.end(number, Outcome.STOPPED, 1.0 / number, 2, 0.1);
                case IS_INFEASIBLE ->
                        history.end(
                                number,
                                Outcome.INFEASIBLE,
                                Double.POSITIVE_INFINITY,
                                0,
                                Double.NaN);
                case FAILS -> history.forget(number);
            }
        }
    }

    @Test
    void noneIsLeftOut() {
        assertThat(samplers())
                .<Class<?>>extracting(SamplerSpec::getClass)
                .containsExactlyInAnyOrder(SamplerSpec.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("fates")
    void saysTheSameForTheSameSeedWhateverBecomesOfItsTrials(SamplerSpec sampler, Fate fate) {
        assertThat(run(sampler, 5, fate)).isEqualTo(run(sampler, 5, fate));
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void saysSomethingElseForAnotherSeedWhereItProposes(SamplerSpec sampler) {
        boolean sameForAll =
                run(sampler, 5, Fate.COMPLETES).equals(run(sampler, 6, Fate.COMPLETES));

        assertThat(sameForAll).isEqualTo(sampler instanceof ByHand);
    }

    @ParameterizedTest
    @MethodSource("fates")
    void staysInTheSpaceAndRepeatsNothing(SamplerSpec sampler, Fate fate) {
        List<Point> points = points(run(sampler, 5, fate));

        assertThat(new HashSet<>(points)).hasSameSizeAs(points);
        assertThat(points).allSatisfy(EverySamplerTest::isInTheSpace);
    }

    /// A stage that learnt nothing must neither be repeated for ever nor hold up the next one.
    @ParameterizedTest
    @MethodSource("fates")
    void goesOnAfterNoTrialAfterOneAndAfterMany(SamplerSpec sampler, Fate fate) {
        List<Suggestion> said = run(sampler, 5, fate);

        switch (sampler) {
            case ByHand _ -> assertThat(said).containsOnly(new Suggestion.Wait());
            case Guided _ -> {
                assertThat(said.getLast()).isEqualTo(new Suggestion.Exhausted());
                assertThat(said.stream().flatMap(EverySamplerTest::stage).distinct())
                        .containsExactly("batch-size", "optimizer");
            }
            default -> assertThat(said).hasOnlyElementsOfType(Suggestion.Try.class).hasSize(12);
        }
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void isNotMovedByTheOrderInWhichTrialsEnd(SamplerSpec sampler) {
        StudySpec study = study(sampler, 5);
        List<Suggestion.Try> tried = new ArrayList<>();
        History forwards = History.of(study);
        while (tried.size() < 12
                && Sampler.of(study).suggest(tried.size() + 1, forwards)
                        instanceof Suggestion.Try next) {
            tried.add(next);
            forwards.propose(tried.size(), next.point(), next.stage());
        }
        History backwards = History.of(study);
        for (int number = 1; number <= tried.size(); number++) {
            Suggestion.Try next = tried.get(number - 1);
            backwards.propose(number, next.point(), next.stage());
        }
        for (int number = 1; number <= tried.size(); number++) {
            Fate.COMPLETES.befall(forwards, number);
            Fate.COMPLETES.befall(backwards, tried.size() + 1 - number);
        }

        assertThat(Sampler.of(study).suggest(tried.size() + 1, backwards))
                .isEqualTo(Sampler.of(study).suggest(tried.size() + 1, forwards));
    }

    /// What it says 12 times, or until it has nothing more to say, when each trial is over before
    /// the next begins. Each time by a sampler of its own, as after a restart.
    private static List<Suggestion> run(SamplerSpec sampler, long seed, Fate fate) {
        StudySpec study = study(sampler, seed);
        History history = History.of(study);
        List<Suggestion> said = new ArrayList<>();
        for (int number = 1; number <= 12; number++) {
            Suggestion next = Sampler.of(study).suggest(number, history);
            said.add(next);
            if (next instanceof Suggestion.Try(Point point, String stage)) {
                history.propose(number, point, stage);
                fate.befall(history, number);
            } else if (next instanceof Suggestion.Exhausted) {
                break;
            }
        }
        return said;
    }

    private static List<Point> points(List<Suggestion> said) {
        return said.stream()
                .filter(Suggestion.Try.class::isInstance)
                .map(next -> ((Suggestion.Try) next).point())
                .toList();
    }

    private static Stream<String> stage(Suggestion said) {
        return said instanceof Suggestion.Try(_, String stage) ? Stream.of(stage) : Stream.empty();
    }

    private static void isInTheSpace(Point point) {
        point.values()
                .forEach((name, value) -> {
                    ParameterSpace parameter = SamplerContract.FINITE.get(name);
                    assertThat(parameter).as(name).isNotNull();
                    parameter
                            .when()
                            .forEach((parent, values) ->
                                    assertThat(point.values().get(parent)).isIn(values));
                    switch (parameter) {
                        case FloatRange range ->
                                assertThat((Double) value).isBetween(range.low(), range.high());
                        case IntRange range ->
                                assertThat((Long) value).isBetween(range.low(), range.high());
                        case Categorical categorical ->
                                assertThat(value).isIn(categorical.choices());
                    }
                });
    }

    private static StudySpec study(SamplerSpec sampler, long seed) {
        return new StudySpec(
                "fashion-mnist-sample",
                new Objective(Objective.Metric.TEST_LOSS, Objective.Direction.MINIMIZE),
                new Budget(12, 5, 1),
                seed,
                sampler,
                CurveRules.DEFAULT,
                0,
                Point.of(Map.of("network", "cnn")),
                SamplerContract.FINITE);
    }
}
