package io.athanor.launcher.command;

import io.athanor.launcher.Failure;
import io.athanor.launcher.api.Api;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What people have written for the server to read.
record Document(String text, Api.Format format) {

    /// @param file its name, or `-` for the input; JSON where its name says so, else YAML, of which
    ///   JSON is a part
    static Document read(String file) {
        Api.Format format = file.endsWith(".json") ? Api.Format.JSON : Api.Format.YAML;
        try {
            return new Document(
                    file.equals("-")
                            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                            : Files.readString(Path.of(file)),
                    format);
        } catch (NoSuchFileException e) {
            throw new Failure("no file " + file, e);
        } catch (MalformedInputException e) {
            throw new Failure("%s is no text in UTF-8".formatted(file), e);
        } catch (IOException e) {
            throw new Failure("cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
