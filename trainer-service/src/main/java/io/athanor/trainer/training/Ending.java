package io.athanor.trainer.training;

import io.athanor.contracts.Stop;

/// How an execution of a trial ended.
public sealed interface Ending {

    /// All epochs are trained.
    record Completed() implements Ending {}

    /// As it was asked.
    record Stopped(Stop stop) implements Ending {}

    /// The point cannot be trained.
    record Infeasible(String reason) implements Ending {}

    /// Something broke that is not the point's fault.
    record Failed(String reason) implements Ending {}

    /// The trainer has to leave.
    record Released() implements Ending {}

    /// Nothing of this execution counts any more.
    record Superseded() implements Ending {}
}
