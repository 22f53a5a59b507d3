package io.athanor.scheduler.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/// Reads JSON and YAML that anybody may have sent: flat enough, no name twice, and of YAML only
/// what JSON has too.
final class Body {
    static final String YAML = "application/yaml";
    static final String X_YAML = "application/x-yaml";
    static final String TEXT_YAML = "text/yaml";

    static final int LARGEST = 1 << 20;
    static final String TOO_LARGE = "a body has at most 1048576 bytes";

    private static final int DEPTH = 20;
    private static final StreamReadConstraints LIMITS =
            StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNumberLength(100)
                    .maxStringLength(100_000)
                    .build();
    private static final ObjectMapper JSON_READER =
            strict(
                    new JsonMapper(
                            JsonFactory.builder()
                                    .streamReadConstraints(LIMITS)
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build()));
    private static final ObjectMapper YAML_READER =
            strict(
                    new YAMLMapper(
                            YAMLFactory.builder()
                                    .streamReadConstraints(LIMITS)
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .loaderOptions(loaderOptions())
                                    .build()));

    private Body() {}

    /// Reads JSON or YAML, as the headers say; JSON where they do not.
    ///
    /// @throws BadRequestException as [#read(byte[], boolean)]
    static JsonNode read(byte[] body, HttpHeaders headers) {
        String said = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
        return read(
                body,
                said == null
                        || said.isBlank()
                        || headers.getMediaType().getSubtype().endsWith("json"));
    }

    /// @param json rather than YAML
    /// @throws BadRequestException when it cannot be read, with the place
    /// @throws ClientErrorException with 413 when it is too large
    static JsonNode read(byte[] body, boolean json) {
        if (body.length > LARGEST) {
            throw new ClientErrorException(TOO_LARGE, Response.Status.REQUEST_ENTITY_TOO_LARGE);
        }
        try {
            if (!json) {
                refuseReferences(body);
            }
            JsonNode node = (json ? JSON_READER : YAML_READER).readTree(body);
            if (node.isMissingNode()) {
                throw new BadRequestException("the body is empty");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new BadRequestException(
                    "the body is not %s: %s%s"
                            .formatted(
                                    json ? "JSON" : "YAML",
                                    e.getOriginalMessage(),
                                    place(e.getLocation())),
                    e);
        } catch (IOException e) {
            throw new BadRequestException("the body cannot be read: " + e.getMessage(), e);
        }
    }

    private static void refuseReferences(byte[] body) throws IOException {
        try (YAMLParser parser = (YAMLParser) YAML_READER.createParser(body)) {
            while (parser.nextToken() != null) {
                if (parser.isCurrentAlias()
                        || parser.getObjectId() != null
                        || parser.getTypeId() != null) {
                    throw new BadRequestException(
                            "anchors, aliases and tags are not read"
                                    + place(parser.currentTokenLocation()));
                }
            }
        }
    }

    private static String place(@Nullable JsonLocation at) {
        return at == null
                ? ""
                : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
    }

    private static ObjectMapper strict(ObjectMapper mapper) {
        return mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    private static LoaderOptions loaderOptions() {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(DEPTH);
        options.setMaxAliasesForCollections(0);
        options.setAllowDuplicateKeys(false);
        return options;
    }
}
