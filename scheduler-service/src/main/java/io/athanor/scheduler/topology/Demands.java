package io.athanor.scheduler.topology;

import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.scheduler.study.Shares;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How many trainer slots each study could use, of whatever partition and replica, as this
/// replica's copy of all state has it, and how they are shared. The copy is a moment behind:
/// decisions take the shares as they are given them.
final class Demands {
    private final IntSupplier ready;
    private final Map<StudyId, Integer> demands = new ConcurrentHashMap<>();
    private volatile @Nullable Shares shares;

    /// @param ready trainer slots that are connected
    Demands(IntSupplier ready) {
        this.ready = ready;
    }

    /// Takes note of what a study has come to.
    void show(StudyRecord study) {
        int wanted = study.wanted();
        Integer before = wanted == 0 ? demands.remove(study.id()) : demands.put(study.id(), wanted);
        if (before == null || before != wanted) {
            shares = null;
        }
    }

    /// Lets the shares be worked out anew: slots come and go.
    void refresh() {
        shares = null;
    }

    /// As of the last refresh, or the last change of a demand since.
    ///
    /// @param asking a study, which the copy may not have yet, or as it was before
    Shares shares(StudyRecord asking) {
        if (demands.getOrDefault(asking.id(), 0) != asking.wanted()) {
            return shared(
                    IntStream.concat(
                            IntStream.of(asking.wanted()),
                            demands.entrySet().stream()
                                    .filter(other -> !other.getKey().equals(asking.id()))
                                    .mapToInt(Map.Entry::getValue)));
        }
        Shares known = shares;
        if (known == null) {
            known = shared(demands.values().stream().mapToInt(n -> n));
            shares = known;
        }
        return known;
    }

    private Shares shared(IntStream wanted) {
        return Shares.of(ready.getAsInt(), wanted.toArray());
    }
}
