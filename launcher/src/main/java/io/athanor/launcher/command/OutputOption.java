package io.athanor.launcher.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.athanor.launcher.view.Screen;
import java.io.UncheckedIOException;
import java.util.Locale;
import picocli.CommandLine.Option;

/// What a command's answer is written as: for people, or whole, for programs.
final class OutputOption {
    enum Format {
        TABLE,
        JSON,
        YAML;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description =
                    "table, or json or yaml: all that the server says; default ${DEFAULT-VALUE}")
    private Format format = Format.TABLE;

    boolean isTable() {
        return format == Format.TABLE;
    }

    /// Writes `answer` as JSON or YAML.
    ///
    /// @return the exit code of a command that did so
    int print(JsonNode answer, Screen screen) {
        try {
            screen.print(writer().writeValueAsString(answer).stripTrailing());
            return 0;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectWriter writer() {
        return switch (format) {
            case YAML ->
                    YAMLMapper.builder()
                            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                            .build()
                            .writer();
            case JSON, TABLE -> new ObjectMapper().writerWithDefaultPrettyPrinter();
        };
    }
}
