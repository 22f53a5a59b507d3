package io.athanor.scheduler.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.Objective;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CurveRulesRequestTest {
    private static final ObjectMapper YAML = new YAMLMapper();

    @Test
    void turnOnARuleThatIsNamedUnlessItSaysOtherwise() throws IOException {
        CurveRules rules =
                read(
                        """
                        patience: {metric: test_accuracy, patience: 5, baseline: 0.8, startEpoch: 2}
                        generalisationLoss: {alpha: 2}
                        slope: {enabled: false, blocks: 10}
                        threshold: {upper: 4.5}
                        noProgress: {minutes: 10}
                        plateau: {enabled: false}
                        """);

        assertThat(rules.patience())
                .isEqualTo(
                        new CurveRules.Patience(
                                true, Objective.Metric.TEST_ACCURACY, 0, 5, 0.8, 2));
        assertThat(rules.generalisationLoss())
                .isEqualTo(new CurveRules.GeneralisationLoss(true, 2));
        assertThat(rules.slope()).isEqualTo(new CurveRules.Slope(false, 100, 10, 0.02, 2));
        assertThat(rules.threshold()).isEqualTo(new CurveRules.Threshold(true, null, 4.5, 1));
        assertThat(rules.noProgress()).isEqualTo(new CurveRules.NoProgress(true, 10));
        assertThat(rules.plateau().enabled()).isFalse();
        assertThat(rules.divergence()).isEqualTo(CurveRules.Divergence.DEFAULT);
    }

    @Test
    void refuseWhatNoRuleCanHaveAndAThresholdWithoutABound() {
        assertThatThrownBy(() ->
                        read(
                                """
                                patience: {metric: accuracy, patience: 0}
                                generalisationLoss: {alpha: 0}
                                slope: {blocks: 2}
                                threshold: {}
                                noProgress: {minutes: 0}
                                """))
                .hasMessageContaining("curveRules.patience.metric 'accuracy'")
                .hasMessageContaining("curveRules.patience.patience 0")
                .hasMessageContaining("curveRules.generalisationLoss.alpha 0")
                .hasMessageContaining("curveRules.slope.blocks 2")
                .hasMessageContaining("curveRules.threshold.lower or .upper is missing")
                .hasMessageContaining("curveRules.noProgress.minutes 0");
    }

    private static CurveRules read(String rules) throws IOException {
        String study = "sampler: {type: by-hand}\ncurveRules:\n" + rules.indent(2);
        return Read.study(YAML.readTree(study)).spec().curveRules();
    }
}
