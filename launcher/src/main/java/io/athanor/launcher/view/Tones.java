package io.athanor.launcher.view;

import io.athanor.launcher.api.Study;
import io.athanor.launcher.api.Trial;

/// The colours of states.
final class Tones {
    private Tones() {}

    static Line.Tone of(Study study) {
        return switch (study.state()) {
            case "completed" -> Line.Tone.GOOD;
            case "paused" -> Line.Tone.NOTABLE;
            case "cancelled" -> Line.Tone.FAINT;
            case "failed" -> Line.Tone.BAD;
            default -> Line.Tone.PLAIN;
        };
    }

    static Line.Tone of(Trial trial) {
        return switch (trial.state()) {
            case "waiting" -> Line.Tone.FAINT;
            case "completed" -> Line.Tone.GOOD;
            case "stopped" -> Line.Tone.NOTABLE;
            case "infeasible", "failed" -> Line.Tone.BAD;
            default -> Line.Tone.PLAIN;
        };
    }
}
