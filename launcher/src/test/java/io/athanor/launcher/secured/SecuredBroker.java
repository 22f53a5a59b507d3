package io.athanor.launcher.secured;

import io.athanor.broker.Broker;
import io.athanor.broker.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/// A real broker that lets in who has a certificate, or a password, and then what
/// `docs/kafka-security.md` says that they may. Certificates and passwords are made for the test.
final class SecuredBroker implements AutoCloseable {
    private static final Path RIGHTS = Path.of("../docs/kafka-security.md");
    private static final Pattern RIGHT =
            Pattern.compile(
                    "(?m)^\\| (\\w+) \\| (topic|group|transactionalId) \\| (\\S+) \\| (literal|prefixed) \\| ([\\w, ]+) \\|$");

    private final Path folder;
    private final int certificates = Broker.freePort();
    private final int passwords = Broker.freePort();
    private final String password = UUID.randomUUID().toString();
    private final Broker broker;

    private SecuredBroker(Path folder) throws Exception {
        this.folder = folder;
        for (String owner : List.of("broker", "scheduler", "metrics")) {
            newCertificate(owner);
        }
        trust(List.of("broker", "scheduler", "metrics"));
        this.broker = Broker.start(0, folder.resolve("broker"), settings());
        Topics.declare(broker.bootstrapServers(), 2);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            ScramCredentialInfo form = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
            admin.alterUserScramCredentials(
                            List.of(new UserScramCredentialUpsertion("trainer", form, password)))
                    .all()
                    .get();
            admin.createAcls(rights()).all().get();
        }
    }

    static SecuredBroker start(Path folder) throws Exception {
        return new SecuredBroker(folder);
    }

    /// How a service with a certificate connects.
    Map<String, String> withCertificate(String owner) {
        Map<String, String> settings = withoutCertificate();
        settings.put("KAFKA_SSL_KEYSTORE_TYPE", "PKCS12");
        settings.put("KAFKA_SSL_KEYSTORE_LOCATION", store(owner).toString());
        settings.put("KAFKA_SSL_KEYSTORE_PASSWORD", password);
        return settings;
    }

    /// How one tries to that has none.
    Map<String, String> withoutCertificate() {
        Map<String, String> settings = new HashMap<>();
        settings.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + certificates);
        settings.put("KAFKA_SECURITY_PROTOCOL", "SSL");
        settings.put("KAFKA_SSL_TRUSTSTORE_TYPE", "PKCS12");
        settings.put("KAFKA_SSL_TRUSTSTORE_LOCATION", store("trusted").toString());
        settings.put("KAFKA_SSL_TRUSTSTORE_PASSWORD", password);
        return settings;
    }

    /// How a service with a password connects.
    Map<String, String> withPassword(String user, String secret) {
        Map<String, String> settings = withoutCertificate();
        settings.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + passwords);
        settings.put("KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
        settings.put("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512");
        settings.put(
                "KAFKA_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(user, secret));
        return settings;
    }

    /// Of the stores, and of the user `trainer`.
    String password() {
        return password;
    }

    @Override
    public void close() {
        broker.close();
    }

    private Map<String, String> settings() {
        String listeners =
                "CERTIFICATES://127.0.0.1:%d,PASSWORDS://127.0.0.1:%d"
                        .formatted(certificates, passwords);
        Map<String, String> settings = new HashMap<>();
        settings.put("listeners", listeners);
        settings.put("advertised.listeners", listeners);
        settings.put("listener.security.protocol.map", "CERTIFICATES:SSL,PASSWORDS:SASL_SSL");
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.location", store("broker").toString());
        settings.put("ssl.keystore.password", password);
        settings.put("ssl.truststore.type", "PKCS12");
        settings.put("ssl.truststore.location", store("trusted").toString());
        settings.put("ssl.truststore.password", password);
        settings.put("ssl.principal.mapping.rules", "RULE:^CN=(.*?)$/$1/");
        settings.put("listener.name.certificates.ssl.client.auth", "required");
        settings.put("listener.name.passwords.sasl.enabled.mechanisms", "SCRAM-SHA-512");
        settings.put(
                "listener.name.passwords.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        settings.put(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        // The test itself, and the controller, on the listener that asks nobody.
        settings.put("super.users", "User:ANONYMOUS");
        return settings;
    }

    private static List<AclBinding> rights() throws IOException {
        List<AclBinding> rights = new ArrayList<>();
        for (MatchResult row : RIGHT.matcher(Files.readString(RIGHTS)).results().toList()) {
            ResourcePattern resource =
                    new ResourcePattern(
                            ResourceType.fromString(
                                    row.group(2)
                                            .replaceAll("(?=[A-Z])", "_")
                                            .toUpperCase(Locale.ROOT)),
                            row.group(3),
                            PatternType.fromString(row.group(4).toUpperCase(Locale.ROOT)));
            for (String operation : row.group(5).split(", ", -1)) {
                rights.add(
                        new AclBinding(
                                resource,
                                new AccessControlEntry(
                                        "User:" + row.group(1),
                                        "*",
                                        AclOperation.fromString(
                                                operation
                                                        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                                                        .toUpperCase(Locale.ROOT)),
                                        AclPermissionType.ALLOW)));
            }
        }
        return rights;
    }

    private void newCertificate(String owner) throws Exception {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                owner,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + owner,
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store(owner).toString(),
                                "-storepass",
                                password)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }

    private void trust(List<String> owners) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (String owner : owners) {
            KeyStore own = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store(owner))) {
                own.load(in, password.toCharArray());
            }
            trusted.setCertificateEntry(owner, own.getCertificate(owner));
        }
        try (OutputStream out = Files.newOutputStream(store("trusted"))) {
            trusted.store(out, password.toCharArray());
        }
    }

    private Path store(String owner) {
        return folder.resolve(owner + ".p12").toAbsolutePath();
    }
}
