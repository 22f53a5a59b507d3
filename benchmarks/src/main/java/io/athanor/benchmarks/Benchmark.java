package io.athanor.benchmarks;

import java.util.List;

/// Something that is measured by a command.
public interface Benchmark {

    String name();

    /// In a line.
    String summary();

    /// @param rig for this run alone
    List<Figure> run(Rig rig, List<String> arguments) throws Exception;
}
