package io.athanor.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.launcher.api.LastLoss;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StudyTableTest {

    @Test
    void showsWhereEachTrialIsAndHowFarTheStudyIs() {
        Study study =
                Example.study(
                        "running",
                        Map.of("completed", 1, "stopped", 1, "running", 1, "waiting", 1),
                        new Study.Best("nets-1", 0.84),
                        2);
        Snapshot now =
                Example.snapshot(
                        study,
                        Map.of("nets-3", new LastLoss(150, 0.7654321)),
                        Example.completed(1),
                        Example.stopped(2, 2),
                        Example.running(3, 1),
                        Example.waiting(4));

        List<String> lines = new StudyTable(false, 24).lines(now).stream().map(Line::text).toList();

        assertThat(String.join("\n", lines).stripIndent())
                .isEqualTo(
                        """

                        nets  ##############----------  2 of 4 trials over, best test accuracy 84.0 %, 1:15, about 0:51 left
                        trial  state       progress      epoch      loss  accuracy       rate
                            1  completed   ##########      4/4    0.2500    84.0 %      0.001
                            2  stopped     #####-----      2/4    0.5000    82.0 %      0.001  plateau
                            3  running     ####------      1/4    0.7654    81.0 %      0.001
                            4  waiting     ----------      0/4         -         -      0.001\
                        """);
    }

    @Test
    void keepsRunningTrialsInSightWhereThereIsNoRoomForAll() {
        Trial[] trials =
                IntStream.rangeClosed(1, 30)
                        .mapToObj(n -> n == 5 ? Example.running(5, 1) : Example.completed(n))
                        .toArray(Trial[]::new);
        Study study = Example.study("running", Map.of("completed", 29), null, 0);

        List<Line> lines =
                new StudyTable(true, 10).lines(Example.snapshot(study, Map.of(), trials));

        assertThat(lines).hasSize(10);
        assertThat(lines.stream().skip(3).map(line -> line.text().stripLeading().split(" ", -1)[0]))
                .containsExactly("5", "26", "27", "28", "29", "30", "and");
    }

    @Test
    void saysThatALostTrialIsTriedAgain() {
        Snapshot now =
                Example.snapshot(
                        Example.study("running", Map.of("waiting", 1), null, 0),
                        Map.of(),
                        Example.lost(1));

        assertThat(new StudyTable(true, 24).lines(now).getLast().text()).endsWith("attempt 2");
    }
}
