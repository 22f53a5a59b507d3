package io.athanor.scheduler.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `docs/hyperparameters.md` is written from the catalogue: after a change of it, run this test
/// with `-Dathanor.docs=write`.
class HyperparametersPageTest {
    private static final Path PAGE = Path.of("..", "docs", "hyperparameters.md");
    private static final String MARK =
            "<!-- From here on written by HyperparametersPageTest. -->\n";

    /// By the first hyperparameter of each part.
    private static final Map<String, String> PARTS =
            Map.of(
                    "network", "The network",
                    "initialisation.type", "How it starts",
                    "loss.type", "What it minimises",
                    "optimizer", "How it learns",
                    "schedule.type", "How the learning rate changes",
                    "batchSize", "What it sees");

    @Test
    void thePageListsEveryHyperparameter() throws IOException {
        String page = Files.readString(PAGE);
        String written = page.substring(0, page.indexOf(MARK) + MARK.length()) + tables();
        if (System.getProperty("athanor.docs", "").equals("write")) {
            Files.writeString(PAGE, written);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(written);
    }

    private static String tables() {
        StringBuilder text = new StringBuilder();
        for (Hyperparameter<?> known : Catalogue.ALL) {
            if (PARTS.containsKey(known.name())) {
                text.append("\n## %s\n\n".formatted(PARTS.get(known.name())));
                text.append("| name | values | default | PyTorch | |\n|---|---|---|---|---|\n");
            }
            text.append(
                    "| `%s` | %s | %s | %s | %s |\n"
                            .formatted(
                                    known.name().replace("*", "N"),
                                    values(known),
                                    fallback(known),
                                    known.pytorch(),
                                    known.about().replace("blocks.*", "blocks.N")));
        }
        return text.toString();
    }

    private static String values(Hyperparameter<?> known) {
        return switch (known.allowed()) {
            case Allowed.OneOf(var choices) -> "`" + String.join("`, `", choices) + "`";
            default -> known.allowed().toString();
        };
    }

    private static String fallback(Hyperparameter<?> known) {
        return switch (known.fallback()) {
            case null -> "";
            case Double number -> Allowed.plain(number);
            case String text -> "`" + text + "`";
            default -> known.fallback().toString();
        };
    }
}
