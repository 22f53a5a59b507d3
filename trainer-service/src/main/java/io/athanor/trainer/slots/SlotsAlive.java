package io.athanor.trainer.slots;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/// A slot that broke is mended by a restart only.
@Liveness
class SlotsAlive implements HealthCheck {
    private final Slots slots;

    SlotsAlive(Slots slots) {
        this.slots = slots;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("slots").status(slots.alive()).build();
    }
}
