package io.athanor.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.AttemptOutcome;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyState;
import io.athanor.contracts.TrialState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The page says everything in both languages.
class PageWordsTest {
    private static final Path PAGE = Path.of("src/main/resources/META-INF/resources/page");
    private static final Pattern ENTRY = Pattern.compile("'([\\w.-]+)': '((?:[^'\\\\]|\\\\.)*)'");
    private static final Pattern USE = Pattern.compile("\\bt\\('([\\w.-]+)'");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void bothLanguagesHaveTheSameWordsWithTheSamePlaceholders() throws IOException {
        assertThat(placeholders("zh")).isNotEmpty().isEqualTo(placeholders("en"));
    }

    @Test
    void everyWordThatAModuleUsesIsThere() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(PAGE)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".js")).toList()) {
                USE.matcher(Files.readString(file))
                        .results()
                        .forEach(use -> used.add(use.group(1)));
            }
        }

        assertThat(used).hasSizeGreaterThan(100);
        assertThat(keys()).containsAll(used);
    }

    @Test
    void whatTheServerNamesHasAWord() throws IOException {
        assertThat(keys())
                .containsAll(named("state.", TrialState.values()))
                .containsAll(named("state.", StudyState.values()))
                .containsAll(named("outcome.", AttemptOutcome.values()))
                .containsAll(named("rule.", Stop.Rule.values()))
                .containsAll(named("ruleAbout.", Stop.Rule.values()));
    }

    private Set<String> named(String prefix, Enum<?>[] values) {
        return Stream.of(values)
                .map(value -> prefix + json.convertValue(value, String.class))
                .collect(Collectors.toSet());
    }

    private static Set<String> keys() throws IOException {
        return entries("en").map(entry -> entry.group(1)).collect(Collectors.toSet());
    }

    private static Set<String> placeholders(String language) throws IOException {
        return entries(language)
                .map(entry ->
                        entry.group(1)
                                + PLACEHOLDER
                                        .matcher(entry.group(2))
                                        .results()
                                        .map(MatchResult::group)
                                        .sorted()
                                        .toList())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<MatchResult> entries(String language) throws IOException {
        return ENTRY.matcher(Files.readString(PAGE.resolve("words/%s.js".formatted(language))))
                .results();
    }
}
