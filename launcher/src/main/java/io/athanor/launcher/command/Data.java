package io.athanor.launcher.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.launcher.data.DataSet;
import io.athanor.launcher.data.Downloads;
import io.athanor.launcher.view.Screen;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "data",
        description = {
            "Lists the data sets that trainers know, and whether they are there.",
            "`data get NAME` downloads one and checks it against its published SHA-256."
        })
final class Data implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "get",
            description = "downloads the data set NAME")
    private String action = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description = "mnist, fashion-mnist or cifar-10")
    private String name = "";

    @Option(
            names = "--from",
            paramLabel = "URL",
            description = "another folder with the same files, a mirror")
    private @Nullable URI from;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            defaultValue = "${env:ATHANOR_TRAINER_DATA:-data}",
            description = "where the data sets are (default: ${DEFAULT-VALUE})")
    private Path folder = Path.of("data");

    @Mixin private OutputOption output = new OutputOption();

    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec command;

    @Override
    public Integer call() {
        Screen screen = Screen.own();
        Path data = folder.toAbsolutePath().normalize();
        if (action.isEmpty()) {
            return list(screen, data);
        }
        DataSet wanted =
                DataSet.KNOWN.stream()
                        .filter(set -> action.equals("get") && set.name().equals(name))
                        .findFirst()
                        .orElseThrow(this::misunderstood);
        if (!output.isTable()) {
            new Downloads(data, _ -> {}).get(wanted, source(wanted));
            return output.print(state(wanted, data), screen);
        }
        new Downloads(data, screen::print).get(wanted, source(wanted));
        screen.print("%s is complete in %s".formatted(name, data.resolve(name)));
        return 0;
    }

    private URI source(DataSet wanted) {
        return Optional.ofNullable(from)
                .map(url -> URI.create(url.toString().replaceFirst("/?$", "/")))
                .orElse(wanted.from());
    }

    private static ObjectNode state(DataSet set, Path data) {
        ObjectNode state = JSON.createObjectNode().put("name", set.name()).put("about", set.what());
        set.folders(data).forEach(each -> state.withArray("folders").add(each.toString()));
        ArrayNode missing = state.putArray("missing");
        set.missing(data).forEach(missing::add);
        return state;
    }

    private int list(Screen screen, Path data) {
        if (!output.isTable()) {
            ArrayNode all = JSON.createArrayNode();
            DataSet.KNOWN.forEach(set -> all.add(state(set, data)));
            return output.print(all, screen);
        }
        screen.print(
                "fashion-mnist-sample  built in       10,000 + 2,000 pieces of clothing, 1x28x28");
        for (DataSet set : DataSet.KNOWN) {
            List<String> missing = set.missing(data);
            String state = missing.isEmpty() ? "complete" : "missing";
            screen.print("%-20s  %-13s  %s".formatted(set.name(), state, set.what()));
            screen.print(
                    "                      looked for in "
                            + String.join(
                                    " and ",
                                    set.folders(data).stream().map(Path::toString).toList()));
            if (!missing.isEmpty()) {
                screen.print("                      without " + String.join(", ", missing));
                screen.print("                      ./athanor data get " + set.name());
            }
        }
        screen.print("Folders of your own images: docs/data.md");
        return 0;
    }

    private CommandLine.ParameterException misunderstood() {
        return new CommandLine.ParameterException(
                Objects.requireNonNull(command).commandLine(),
                "'%s %s': get, and one of %s"
                        .formatted(
                                action, name, DataSet.KNOWN.stream().map(DataSet::name).toList()));
    }
}
