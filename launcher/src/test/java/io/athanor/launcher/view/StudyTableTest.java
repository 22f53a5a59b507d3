package io.athanor.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.launcher.api.Losses;
import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StudyTableTest {
    /// At an iteration and a half of an epoch of 100 iterations.
    private static final Losses LOSSES =
            new Losses(
                    List.of(
                            new Losses.Point(1, 2.3),
                            new Losses.Point(80, 1.2),
                            new Losses.Point(150, 0.7654321)));

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
                        Map.of("nets-3", LOSSES),
                        Example.completed(1),
                        Example.stopped(2, 2),
                        Example.running(3, 1),
                        Example.waiting(4));

        List<String> lines =
                new StudyTable(false, 24, 120).lines(now).stream().map(Line::text).toList();

        assertThat(String.join("\n", lines).stripIndent())
                .isEqualTo(
                        """

                        nets  ##############----------  2 of 4 trials over, best test accuracy 84.0 %, 1:15, about 0:51 left
                        trial  state       progress      epoch      loss  accuracy       rate  loss so far
                            1  completed   ##########      4/4    0.2500    84.0 %      0.001
                            2  stopped     #####-----      2/4    0.5000    82.0 %      0.001                    plateau
                            3  running     ####------      1/4    0.7654    81.0 %      0.001  #~_
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
                new StudyTable(true, 10, 120).lines(Example.snapshot(study, Map.of(), trials));

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

        assertThat(new StudyTable(true, 24, 120).lines(now).getLast().text()).endsWith("attempt 2");
    }

    @Test
    void leavesOutWhatMattersLeastOnANarrowTerminal() {
        Snapshot now =
                Example.snapshot(
                        Example.study("running", Map.of("stopped", 1), null, 2),
                        Map.of(),
                        Example.stopped(2, 2));

        assertThat(new StudyTable(true, 24, 70).lines(now).get(2).text())
                .isEqualTo(" trial  state       progress      epoch      loss  accuracy");
        assertThat(new StudyTable(true, 24, 50).lines(now).get(3).text())
                .isEqualTo("     2  stopped       0.5000    82.0 %  plateau");
    }
}
