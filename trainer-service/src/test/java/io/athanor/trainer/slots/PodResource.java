package io.athanor.trainer.slots;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/// A pod for the trainer to say the cost of.
public final class PodResource implements QuarkusTestResourceLifecycleManager {
    private ApiServer server;

    @Override
    public Map<String, String> start() {
        try {
            var account = Files.createTempDirectory("trainer-account");
            server = ApiServer.start(account);
            return Map.of(
                    "athanor.trainer.pod.name",
                    "trainer-under-test",
                    "athanor.trainer.pod.api-server",
                    server.address().toString(),
                    "athanor.trainer.pod.account",
                    account.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(Object testInstance) {
        ((TrainerServiceTest) testInstance).kubernetes = server;
    }

    @Override
    public void stop() {
        server.close();
    }
}
