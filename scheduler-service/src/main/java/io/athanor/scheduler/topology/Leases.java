package io.athanor.scheduler.topology;

import io.athanor.contracts.TrialId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// When something was last heard of each running trial, in seconds that this scheduler saw pass.
/// Kept in memory only: whoever takes over grants every trial a fresh lease.
final class Leases {
    private final Map<TrialId, Long> heard = new HashMap<>();
    private final long length;
    private long now;

    /// @param length seconds
    Leases(long length) {
        this.length = length;
    }

    void renew(TrialId trial) {
        heard.put(trial, now);
    }

    void end(TrialId trial) {
        heard.remove(trial);
    }

    void clear() {
        heard.clear();
    }

    /// A second has passed.
    ///
    /// @return the trials whose lease is over
    List<TrialId> tick() {
        now++;
        return heard.entrySet().stream()
                .filter(lease -> now - lease.getValue() > length)
                .map(Map.Entry::getKey)
                .toList();
    }
}
