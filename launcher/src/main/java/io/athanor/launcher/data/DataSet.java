package io.athanor.launcher.data;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A data set that trainers know and that has to be got.
///
/// @param from the folder that its downloads are in, ends with a slash
/// @param downloads in order
/// @param files that a trainer wants, gzipped or not
/// @param elsewhere a folder beside the user's own where they may be, too
public record DataSet(
        String name,
        String what,
        URI from,
        List<Download> downloads,
        List<String> files,
        Optional<Path> elsewhere) {
    private static final List<String> IDX =
            List.of(
                    "train-images-idx3-ubyte",
                    "train-labels-idx1-ubyte",
                    "t10k-images-idx3-ubyte",
                    "t10k-labels-idx1-ubyte");

    /// The checksums are published in several places that agree, among them TensorFlow Datasets;
    /// those of MD5 that torchvision has are of the same files.
    public static final List<DataSet> KNOWN =
            List.of(
                    new DataSet(
                            "mnist",
                            "60,000 + 10,000 handwritten digits, 1x28x28, 12 MB",
                            URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
                            gzipped(
                                    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                                    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                                    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                                    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
                            IDX,
                            Optional.empty()),
                    new DataSet(
                            "fashion-mnist",
                            "60,000 + 10,000 pieces of clothing, 1x28x28, 31 MB",
                            URI.create("https://fashion-mnist.s3.eu-central-1.amazonaws.com/"),
                            gzipped(
                                    "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                                    "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                                    "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                                    "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
                            IDX,
                            Optional.of(Path.of("/usr/share/datasets/fashion-mnist"))),
                    new DataSet(
                            "cifar-10",
                            "50,000 + 10,000 photographs in colour, 3x32x32, 170 MB",
                            URI.create("https://www.cs.toronto.edu/~kriz/"),
                            List.of(
                                    new Download(
                                            "cifar-10-binary.tar.gz",
                                            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd")),
                            List.of(
                                    "data_batch_1.bin",
                                    "data_batch_2.bin",
                                    "data_batch_3.bin",
                                    "data_batch_4.bin",
                                    "data_batch_5.bin",
                                    "test_batch.bin"),
                            Optional.empty()));

    /// A file to download.
    ///
    /// @param sha256 of the file as it is downloaded, as hexadecimal digits
    public record Download(String file, String sha256) {}

    /// What a trainer would not find.
    ///
    /// @param data the folder of all data sets
    public List<String> missing(Path data) {
        return files.stream()
                .filter(file -> folders(data).stream().noneMatch(f -> has(f, file)))
                .toList();
    }

    /// Where a trainer looks.
    public List<Path> folders(Path data) {
        Path own = data.resolve(name);
        return elsewhere.map(other -> List.of(own, other)).orElse(List.of(own));
    }

    private static boolean has(Path folder, String file) {
        return Files.isRegularFile(folder.resolve(file))
                || Files.isRegularFile(folder.resolve(file + ".gz"));
    }

    private static List<Download> gzipped(String... sums) {
        return IntStream.range(0, sums.length)
                .mapToObj(i -> new Download(IDX.get(i) + ".gz", sums[i]))
                .toList();
    }
}
