package io.athanor.broker;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;

/// `topics [--group-only]`: declares the topics and the settings of the share group on a cluster,
/// or only the latter where manifests declare topics. The environment says how to reach it, as for
/// the services: `KAFKA_X_Y` is the client's setting `x.y`. `ATHANOR_TOPICS_PARTITIONS` is how many
/// partitions topics have that may have several.
public final class Declare {
    private static final String PREFIX = "KAFKA_";
    private static final String GROUP_ONLY = "--group-only";
    private static final String PARTITIONS = "12";

    private Declare() {}

    public static void main(String[] arguments) throws Exception {
        List<String> options = List.of(arguments);
        if (!options.isEmpty() && !options.equals(List.of(GROUP_ONLY))) {
            System.err.println("usage: topics [" + GROUP_ONLY + "]");
            System.exit(2);
        }
        try (Admin admin = Admin.create(client(System.getenv()))) {
            if (options.isEmpty()) {
                String partitions =
                        System.getenv().getOrDefault("ATHANOR_TOPICS_PARTITIONS", PARTITIONS);
                Topics.declareTopics(admin, Integer.parseInt(partitions));
                System.out.println("topics declared");
            }
            Topics.declareGroup(admin);
            System.out.println("share group " + Topics.TRAINERS + " declared");
        }
    }

    static Properties client(Map<String, String> environment) {
        Properties settings = new Properties();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                String key = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
                settings.put(key.replace('_', '.'), value);
            }
        });
        return settings;
    }
}
