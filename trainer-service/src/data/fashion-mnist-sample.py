"""Makes the packed sample: the first images of each class, in their order in Fashion-MNIST.

usage: python3 fashion-mnist-sample.py SOURCE TARGET
SOURCE holds the four files of Fashion-MNIST (Debian: dataset-fashion-mnist puts them into
/usr/share/datasets/fashion-mnist), TARGET is src/main/resources/data/fashion-mnist-sample.
"""
import gzip
import pathlib
import struct
import sys

CLASSES = 10


def read(path, header):
    content = gzip.decompress(path.read_bytes())
    return struct.unpack(">%dI" % header, content[: 4 * header]), content[4 * header :]


def write(path, header, body):
    # No time in the header, so that the same images give the same bytes.
    path.write_bytes(gzip.compress(struct.pack(">%dI" % len(header), *header) + body, 9, mtime=0))


def sample(source, target, part, per_class):
    (magic, count, height, width), images = read(source / f"{part}-images-idx3-ubyte.gz", 4)
    (label_magic, _), labels = read(source / f"{part}-labels-idx1-ubyte.gz", 2)
    taken = [0] * CLASSES
    chosen = []
    for index in range(count):
        if taken[labels[index]] < per_class:
            taken[labels[index]] += 1
            chosen.append(index)
    size = height * width
    write(
        target / f"{part}-images-idx3-ubyte.gz",
        (magic, len(chosen), height, width),
        b"".join(images[i * size : (i + 1) * size] for i in chosen),
    )
    write(
        target / f"{part}-labels-idx1-ubyte.gz",
        (label_magic, len(chosen)),
        bytes(labels[i] for i in chosen),
    )


source, target = map(pathlib.Path, sys.argv[1:])
sample(source, target, "train", 1000)
sample(source, target, "t10k", 200)
