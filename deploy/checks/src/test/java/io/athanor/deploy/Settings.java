package io.athanor.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.Index;
import org.jboss.jandex.Indexer;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;

/// The settings that a packaged service reads when it runs, found in its bytecode: its own
/// configuration interfaces and Quarkus', without those that are fixed when it is built, the
/// properties that it names, and those of Kafka's clients.
final class Settings {
    private static final DotName MAPPING = DotName.createSimple("io.smallrye.config.ConfigMapping");
    private static final DotName ROOT =
            DotName.createSimple("io.quarkus.runtime.annotations.ConfigRoot");
    private static final DotName PROPERTY =
            DotName.createSimple("org.eclipse.microprofile.config.inject.ConfigProperty");
    private static final DotName NAME = DotName.createSimple("io.smallrye.config.WithName");
    private static final DotName NO_NAME =
            DotName.createSimple("io.smallrye.config.WithParentName");
    private static final DotName NO_KEY = DotName.createSimple("io.smallrye.config.WithUnnamedKey");
    private static final DotName DEFAULT = DotName.createSimple("io.smallrye.config.WithDefault");
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([a-z][a-z0-9.-]*)");
    private static final String ANY_KEY = "*";
    private static final Map<String, Settings> READ = new ConcurrentHashMap<>();

    private final Index index;
    private final Set<String> names = new TreeSet<>(Set.of("quarkus.profile"));
    private final List<Pattern> variables;

    private Settings(Path app) {
        Indexer indexer = new Indexer();
        forEachJar(app.resolve("app"), jar -> read(jar, indexer));
        forEachJar(app.resolve("lib/main"), jar -> index(jar, indexer));
        this.index = indexer.complete();
        for (AnnotationInstance mapping : index.getAnnotations(MAPPING)) {
            if (isReadAtRunTime(mapping)) {
                collect(mapping.value("prefix").asString(), mapping.target().asClass());
            }
        }
        for (AnnotationInstance property : index.getAnnotations(PROPERTY)) {
            Optional.ofNullable(property.value("name")).ifPresent(n -> names.add(n.asString()));
        }
        addKafka(names);
        this.variables = names.stream().map(Settings::variable).toList();
    }

    /// Of a packaged service.
    static Settings of(String module) {
        return READ.computeIfAbsent(
                module, name -> new Settings(Repository.file(name + "/target/quarkus-app")));
    }

    /// Whether an environment variable of this name says anything to the service.
    boolean knows(String variable) {
        return variables.stream().anyMatch(known -> known.matcher(variable).matches());
    }

    /// What every Kafka client of the service is told.
    static void addKafka(Set<String> names) {
        for (Set<String> client :
                List.of(
                        ConsumerConfig.configNames(),
                        ProducerConfig.configNames(),
                        AdminClientConfig.configNames())) {
            client.forEach(name -> names.add("kafka." + name));
        }
    }

    /// The environment variables of a property, by the rules of MicroProfile Config.
    static Pattern variable(String property) {
        StringBuilder variable = new StringBuilder();
        for (String part : property.split("\\.", -1)) {
            variable.append(variable.isEmpty() ? "" : "_");
            variable.append(
                    part.equals(ANY_KEY)
                            ? "[A-Z0-9_]+"
                            : part.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
        }
        return Pattern.compile(variable.toString());
    }

    private static boolean isReadAtRunTime(AnnotationInstance mapping) {
        AnnotationInstance root = mapping.target().asClass().declaredAnnotation(ROOT);
        if (root == null) {
            return true;
        }
        AnnotationValue phase = root.value("phase");
        return phase != null && phase.asEnum().equals("RUN_TIME");
    }

    private void collect(String prefix, ClassInfo group) {
        for (MethodInfo method : group.methods()) {
            if (!method.isStaticInitializer() && method.parametersCount() == 0) {
                String name = name(prefix, method);
                Type type = method.returnType();
                boolean isLeaf = method.hasAnnotation(DEFAULT);
                collect(name, type, isLeaf);
                if (method.hasAnnotation(NO_KEY)) {
                    collect(name, type.asParameterizedType().arguments().getLast(), isLeaf);
                }
                defaultOf(method);
            }
        }
        for (DotName parent : group.interfaceNames()) {
            Optional.ofNullable(index.getClassByName(parent)).ifPresent(p -> collect(prefix, p));
        }
    }

    private void collect(String name, Type type, boolean isLeaf) {
        if (type.kind() == Type.Kind.PARAMETERIZED_TYPE) {
            List<Type> arguments = type.asParameterizedType().arguments();
            boolean isMap = type.name().toString().equals("java.util.Map");
            collect(isMap ? name + "." + ANY_KEY : name, arguments.getLast(), isLeaf);
            return;
        }
        ClassInfo group = index.getClassByName(type.name());
        if (!isLeaf && group != null && group.isInterface()) {
            collect(name, group);
        } else {
            names.add(name);
        }
    }

    private void defaultOf(MethodInfo method) {
        AnnotationInstance given = method.annotation(DEFAULT);
        if (given != null) {
            addExpressions(given.value().asString());
        }
    }

    private void addExpressions(String value) {
        EXPRESSION.matcher(value).results().forEach(found -> names.add(found.group(1)));
    }

    private static String name(String prefix, MethodInfo method) {
        if (method.hasAnnotation(NO_NAME)) {
            return prefix;
        }
        AnnotationInstance given = method.annotation(NAME);
        String name =
                given == null
                        ? method.name().replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                        : given.value().asString();
        return prefix + "." + name.toLowerCase(Locale.ROOT);
    }

    /// A jar of ours: its classes, and the properties that it names.
    private void read(Path file, Indexer indexer) {
        index(file, indexer);
        try (JarFile jar = new JarFile(file.toFile());
                InputStream in = jar.getInputStream(jar.getEntry("application.properties"))) {
            Properties properties = new Properties();
            properties.load(in);
            Map<String, String> all = new HashMap<>();
            properties.forEach((key, value) -> all.put((String) key, (String) value));
            all.forEach((key, value) -> {
                if (key.startsWith("kafka-streams.") || key.startsWith("mp.messaging.")) {
                    names.add(key);
                }
                addExpressions(value);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void index(Path file, Indexer indexer) {
        String name = file.getFileName().toString();
        boolean isOurs = name.startsWith("io.athanor.") || file.getParent().endsWith("app");
        if (!isOurs && !name.startsWith("io.quarkus.")) {
            return;
        }
        try (JarFile jar = new JarFile(file.toFile())) {
            for (var entry : new ArrayList<>(jar.stream().toList())) {
                if (entry.getName().endsWith(".class")) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        indexer.index(in);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void forEachJar(Path folder, Consumer<Path> action) {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            jars.forEach(action);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
