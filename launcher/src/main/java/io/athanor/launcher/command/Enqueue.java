package io.athanor.launcher.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.view.Screen;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "enqueue",
        description = {
            "Has a study try a point next: ./athanor enqueue demo learningRate=0.003 batchSize=64",
            "It takes the place of one that the study's sampler would propose."
        })
final class Enqueue implements Callable<Integer> {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Parameters(index = "0", paramLabel = "STUDY", description = "the study's name")
    private String study = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "NAME=VALUE",
            description = "hyperparameters, nested ones as schedule.factor=0.5")
    private List<String> values = List.of();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "a file with {hyperparameters: ...}, in YAML or JSON; - is the input")
    private @Nullable String file;

    @Mixin private ServerOption server = new ServerOption();
    @Mixin private OutputOption output = new OutputOption();

    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec command;

    @Override
    public Integer call() {
        if (values.isEmpty() == (file == null)) {
            throw misunderstood("what to try: NAME=VALUE pairs, or --file FILE");
        }
        Api api = server.api();
        Document document =
                file == null
                        ? new Document(point().toString(), Api.Format.JSON)
                        : Document.read(file);
        JsonNode answer =
                api.post(Api.path("studies", study, "trials"), document.text(), document.format());
        Screen screen = Screen.own();
        if (!output.isTable()) {
            return output.print(answer, screen);
        }
        screen.print(
                answer.hasNonNull("trial")
                        ? "trial %s tries it".formatted(answer.path("trial").asText())
                        : "study %s tries it next".formatted(study));
        return 0;
    }

    /// Values are JSON where they can be read as such, else texts.
    private ObjectNode point() {
        ObjectNode point = JSON.createObjectNode();
        ObjectNode hyperparameters = point.putObject("hyperparameters");
        for (String pair : values) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw misunderstood("'%s' is no NAME=VALUE".formatted(pair));
            }
            hyperparameters.set(pair.substring(0, equals), value(pair.substring(equals + 1)));
        }
        return point;
    }

    private CommandLine.ParameterException misunderstood(String why) {
        return new CommandLine.ParameterException(
                Objects.requireNonNull(command).commandLine(), why);
    }

    private static JsonNode value(String text) {
        try {
            JsonNode value = JSON.readTree(text);
            return value.isMissingNode() ? TextNode.valueOf(text) : value;
        } catch (JsonProcessingException noJson) {
            return TextNode.valueOf(text);
        }
    }
}
