package io.athanor.scheduler.space;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.athanor.contracts.PrunerSpec;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.StudySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The studies in `README.md` and `docs/search.md`, read as the server reads them.
class SearchPageTest {
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final Path HOME = Path.of("..");
    private static final Pattern BLOCK =
            Pattern.compile("^```yaml\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    static Stream<String> studies() throws IOException {
        return Stream.of(HOME.resolve("README.md"), HOME.resolve("docs/search.md"))
                .flatMap(SearchPageTest::blocks);
    }

    @ParameterizedTest
    @MethodSource("studies")
    void thePagesShowStudiesThatAreAcceptedAsTheyStand(String yaml) throws IOException {
        assertThat(Read.study(YAML.readTree(yaml)).name()).as(yaml).isPresent();
    }

    @Test
    void thePagesShowAStudyForEverySamplerAndPruner() throws IOException {
        List<StudySpec> specs = studies().map(SearchPageTest::spec).toList();

        assertThat(specs)
                .<Class<?>>extracting(spec -> spec.sampler().getClass())
                .contains(SamplerSpec.class.getPermittedSubclasses());
        assertThat(specs)
                .<Class<?>>extracting(spec -> spec.pruner().getClass())
                .contains(PrunerSpec.class.getPermittedSubclasses());
    }

    private static StudySpec spec(String yaml) {
        try {
            return Read.study(YAML.readTree(yaml)).spec();
        } catch (IOException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }

    private static Stream<String> blocks(Path page) {
        try {
            return BLOCK.matcher(Files.readString(page)).results().map(block -> block.group(1));
        } catch (IOException e) {
            throw new IllegalArgumentException(page.toString(), e);
        }
    }
}
