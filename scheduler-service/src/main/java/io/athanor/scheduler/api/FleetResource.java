package io.athanor.scheduler.api;

import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.TrialState;
import io.athanor.scheduler.topology.Fleet;
import io.athanor.scheduler.topology.ReadModel;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The trainers and the work there is for them.
@Path("/api/v1/fleet")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Operations")
class FleetResource {
    private final ReadModel readModel;
    private final Fleet fleet;

    FleetResource(ReadModel readModel, Fleet fleet) {
        this.readModel = readModel;
        this.fleet = fleet;
    }

    @GET
    @Operation(
            summary = "Trainer slots, the trials in them, and the queue",
            description =
                    "A trial says which trainer and device it is on. A slot that is ready but in no"
                            + " trial's hands is idle.")
    public State state() {
        List<StudyRecord> open =
                readModel.studies().stream().filter(FleetResource::hasWork).toList();
        List<TrialBrief> running = new ArrayList<>();
        for (StudyRecord study : open) {
            if (count(study, TrialState.RUNNING) > 0) {
                readModel.trials(
                        study.id(),
                        trial -> {
                            if (trial.state() == TrialState.RUNNING) {
                                running.add(TrialBrief.of(trial, null));
                            }
                        });
            }
        }
        return new State(
                fleet.slots(),
                fleet.trainers(),
                open.stream().mapToInt(StudyRecord::wanted).sum(),
                running,
                open.stream()
                        .filter(study -> count(study, TrialState.WAITING) > 0)
                        .map(study -> new Waiting(study.id(), count(study, TrialState.WAITING)))
                        .toList());
    }

    /// @param slots that are connected, busy or idle
    /// @param trainers that are connected, with their slots
    /// @param wanted slots that all studies together could use
    /// @param running trials, by study and number
    /// @param waiting trials that no trainer has, by study
    record State(
            int slots,
            Map<String, Integer> trainers,
            int wanted,
            List<TrialBrief> running,
            List<Waiting> waiting) {}

    record Waiting(StudyId study, int trials) {}

    private static boolean hasWork(StudyRecord study) {
        return study.wanted() > 0;
    }

    private static int count(StudyRecord study, TrialState state) {
        return study.trials().getOrDefault(state, 0);
    }
}
