package io.athanor.trainer.slots;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// The Kubernetes pod that the trainer runs in, where it shall say what the pod is worth.
@ConfigMapping(prefix = "athanor.trainer.pod")
interface PodConfig {
    /// The pod's name; nobody is told anything if left out.
    Optional<String> name();

    /// Where Kubernetes' API is.
    @WithDefault("https://kubernetes.default.svc")
    URI apiServer();

    /// The folder that Kubernetes mounts: `token`, `ca.crt` and `namespace`.
    @WithDefault("/var/run/secrets/kubernetes.io/serviceaccount")
    Path account();
}
