package io.athanor.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A Dockerfile, as far as it matters what its images hold and how they start.
record Dockerfile(List<Stage> stages) {
    private static final Pattern ASSIGNMENT = Pattern.compile("(\\w+)=(\\S+)");

    record Instruction(String keyword, String arguments) {}

    /// @param base the image or the stage that it builds on
    record Stage(String base, String name, List<Instruction> instructions) {
        Stream<String> all(String keyword) {
            return instructions.stream()
                    .filter(instruction -> instruction.keyword().equals(keyword))
                    .map(Instruction::arguments);
        }
    }

    /// What is copied from the build's result: files, patterns among them, to a file or folder.
    record Copy(List<String> sources, String target) {}

    static Dockerfile parse(String text) {
        String joined =
                text.lines()
                        .filter(line -> !line.startsWith("#"))
                        .reduce("", (a, b) -> a + b + "\n");
        List<Stage> stages = new ArrayList<>();
        for (String line : joined.replace("\\\n", " ").split("\n", -1)) {
            String[] parts = line.strip().split("\\s+", 2);
            if (parts[0].equals("FROM")) {
                String[] from = parts[1].split("(?i) as ", -1);
                stages.add(new Stage(from[0], from.length > 1 ? from[1] : "", new ArrayList<>()));
            } else if (parts.length > 1) {
                stages.getLast()
                        .instructions()
                        .add(new Instruction(parts[0].toUpperCase(Locale.ROOT), parts[1]));
            }
        }
        return new Dockerfile(stages);
    }

    Optional<Stage> stage(String name) {
        return stages.stream().filter(stage -> stage.name().equals(name)).findFirst();
    }

    /// A stage after those of this file that it builds on.
    List<Stage> lineage(String name) {
        List<Stage> lineage = new ArrayList<>();
        for (Optional<Stage> at = stage(name); at.isPresent(); at = stage(at.get().base())) {
            lineage.addFirst(at.get());
        }
        return lineage;
    }

    Stream<String> all(String name, String keyword) {
        return lineage(name).stream().flatMap(stage -> stage.all(keyword));
    }

    Map<String, String> environment(String name) {
        Map<String, String> environment = new LinkedHashMap<>();
        all(name, "ENV")
                .flatMap(arguments -> ASSIGNMENT.matcher(arguments).results())
                .forEach(found -> environment.put(found.group(1), found.group(2)));
        return environment;
    }

    List<String> entrypoint(String name) {
        JsonNode words = Yaml.document(all(name, "ENTRYPOINT").toList().getLast());
        return words.valueStream().map(JsonNode::asText).toList();
    }

    /// @throws IllegalArgumentException when something is copied from elsewhere than the stage
    ///   `build`
    List<Copy> copies(String name) {
        return all(name, "COPY")
                .map(arguments -> {
                    List<String> words = List.of(arguments.split("\\s+", -1));
                    if (!words.getFirst().equals("--from=build")) {
                        throw new IllegalArgumentException("COPY " + arguments);
                    }
                    return new Copy(words.subList(1, words.size() - 1), words.getLast());
                })
                .toList();
    }
}
