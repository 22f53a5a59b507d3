package io.athanor.trainer.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where the files of a data set come from.
sealed interface Source {

    /// The file `name`, gzipped or not.
    ///
    /// @throws DataUnavailable when it is missing or cannot be read
    Content read(String name);

    /// From this program's resources.
    record Packed(String folder) implements Source {
        @Override
        public Content read(String name) {
            String resource = "/" + folder + "/" + name + ".gz";
            InputStream stored = Source.class.getResourceAsStream(resource);
            if (stored == null) {
                throw new DataUnavailable(resource + " is not in this build");
            }
            return Content.of(resource, stored);
        }
    }

    /// From the first of `folders` that has the file.
    ///
    /// @param advice how to get the files
    record Folders(String dataset, List<Path> folders, String advice) implements Source {
        @Override
        public Content read(String name) {
            Path file =
                    folders.stream()
                            .flatMap(folder -> find(folder, name).stream())
                            .findFirst()
                            .orElseThrow(() -> missing(name));
            try (InputStream stored = Files.newInputStream(file)) {
                return Content.of(file.toString(), stored);
            } catch (IOException e) {
                throw new DataUnavailable("cannot read " + file + ": " + e.getMessage(), e);
            }
        }

        private static Optional<Path> find(Path folder, String name) {
            return List.of(name + ".gz", name).stream()
                    .map(folder::resolve)
                    .filter(Files::isRegularFile)
                    .findFirst();
        }

        private DataUnavailable missing(String name) {
            return new DataUnavailable(
                    "data set %s: no %s.gz or %s in %s. %s"
                            .formatted(
                                    dataset,
                                    name,
                                    name,
                                    String.join(
                                            " or ", folders.stream().map(Path::toString).toList()),
                                    advice));
        }
    }
}
