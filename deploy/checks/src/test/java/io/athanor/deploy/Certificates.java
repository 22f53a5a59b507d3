package io.athanor.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.UUID;

/// Stores as Strimzi makes them, made for a test: one for each user, whose certificate says
/// `CN=NAME`, and one of what is trusted.
record Certificates(Path folder, String password) {
    private static final String TYPE = "PKCS12";

    /// @param trusted names the store of what is trusted
    static Certificates create(Path folder, String trusted, List<String> users) throws Exception {
        Certificates certificates = new Certificates(folder, UUID.randomUUID().toString());
        for (String user : users) {
            certificates.create(user);
        }
        certificates.trust(trusted, users);
        return certificates;
    }

    Path store(String name) {
        return folder.resolve(name + ".p12").toAbsolutePath();
    }

    private void create(String user) throws Exception {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                user,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + user,
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                TYPE,
                                "-keystore",
                                store(user).toString(),
                                "-storepass",
                                password)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }

    private void trust(String name, List<String> users)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(TYPE);
        trusted.load(null, null);
        for (String user : users) {
            KeyStore own = KeyStore.getInstance(TYPE);
            try (InputStream in = Files.newInputStream(store(user))) {
                own.load(in, password.toCharArray());
            }
            trusted.setCertificateEntry(user, own.getCertificate(user));
        }
        try (OutputStream out = Files.newOutputStream(store(name))) {
            trusted.store(out, password.toCharArray());
        }
    }
}
