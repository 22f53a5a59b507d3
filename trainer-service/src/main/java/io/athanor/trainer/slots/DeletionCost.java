package io.athanor.trainer.slots;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells Kubernetes how many trials its pod trains, as the [pod deletion
/// cost](https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#pod-deletion-cost):
/// when a Deployment gets smaller, the pods that cost least go first. The pod is patched when the
/// number changes; what came and went between two looks is not told.
@Singleton
class DeletionCost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeletionCost.class);
    private static final int LOOK_SECONDS = 1;
    private static final int OK = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Between two tries, where the API server refuses or does not answer.
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final PodConfig config;
    private final IntSupplier trials;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("deletion-cost").factory());

    /// Unknown at first: the annotation outlives a process that crashed in the same pod.
    private int told = -1;

    private long notBefore;

    @Inject
    DeletionCost(PodConfig config, Running running) {
        this(config, running::trials, System::nanoTime);
    }

    DeletionCost(PodConfig config, IntSupplier trials, LongSupplier nanoTime) {
        this.config = config;
        this.trials = trials;
        this.nanoTime = nanoTime;
        this.notBefore = nanoTime.getAsLong();
    }

    /// @throws IOException when the account is not mounted, which ends the process at its start
    void start(@Observes StartupEvent event) throws IOException {
        if (config.name().isPresent()) {
            URI pod = pod(config.name().get());
            var _ =
                    timer.scheduleWithFixedDelay(
                            () -> look(pod), 0, LOOK_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    @PreDestroy
    public void close() {
        timer.shutdownNow();
    }

    URI pod(String name) throws IOException {
        return config.apiServer()
                .resolve("/api/v1/namespaces/%s/pods/%s".formatted(read("namespace"), name));
    }

    /// Tells the number if it is another than the last one that was told.
    void look(URI pod) {
        int now = trials.getAsInt();
        if (now == told || nanoTime.getAsLong() - notBefore < 0) {
            return;
        }
        try {
            tell(pod, now);
            told = now;
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("Kubernetes was not told of {} trials: {}", now, e.toString());
            notBefore = nanoTime.getAsLong() + PAUSE.toNanos();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Reads token and CA anew: Kubernetes changes both.
    private void tell(URI pod, int cost)
            throws IOException, GeneralSecurityException, InterruptedException {
        String patch =
                "{\"metadata\": {\"annotations\": {\"controller.kubernetes.io/pod-deletion-cost\": \"%d\"}}}"
                        .formatted(cost);
        HttpRequest request =
                HttpRequest.newBuilder(pod)
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + token())
                        .header("Content-Type", "application/merge-patch+json")
                        .method("PATCH", HttpRequest.BodyPublishers.ofString(patch))
                        .build();
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).sslContext(trust()).build()) {
            HttpResponse<Void> answer =
                    client.send(request, HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() != OK) {
                throw new IOException("%s answers %d".formatted(pod, answer.statusCode()));
            }
        }
    }

    /// Checked here: who is handed a header that cannot be sent would print it.
    private String token() throws IOException {
        String token = read("token");
        if (!token.matches("[\\w.~+/=-]+")) {
            throw new IOException("no token in " + config.account());
        }
        return token;
    }

    private String read(String file) throws IOException {
        return Files.readString(config.account().resolve(file)).strip();
    }

    private SSLContext trust() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        Path file = config.account().resolve("ca.crt");
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate authority :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca-" + trusted.size(), authority);
            }
        }
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
