"""PyTorch's side of the comparisons: the reference networks, trained as one does it in eager mode.

usage: python3 pytorch.py THREADS FOLDER     FOLDER has the files of Fashion-MNIST, as IDX, or of CIFAR-10

A process that is told by lines on its standard input what to do, and answers each with a line:

  network NAME BATCH   a network and Adam, and the training images in memory   -> its parameters
  steps N              trains on N batches                                     -> seconds, seconds of a core
  trial NAME EPOCHS    a whole training as the tutorials write it              -> seconds, seconds of a core

`steps` gives PyTorch all it could wish for: normalised tensors in memory, no gradients that are set
to zero. `trial` is the tutorials' loop: images from PIL through torchvision's transforms in a
DataLoader, `loss.item()` and the hits of every batch, the test images after each epoch.
"""
import gzip
import pathlib
import sys
import time

import numpy
import torch
from PIL import Image
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "trainer-service/src/test/resources/golden"))
from networks import CrissCrossAttention, Net, SqueezeExcitation, block  # noqa: E402

IMAGES, BATCH = 10_000, 64


def network(name, channels, size):
    half = size // 2
    if name == "simple-cnn":
        return Net([nn.Conv2d(channels, 16, 3, padding=1), nn.MaxPool2d(2)], [nn.Flatten(), nn.Linear(16 * half**2, 10)])
    if name == "cnn":
        return Net(
            block(channels, 32) + block(32, 64) + block(64, 128),
            [nn.Flatten(), nn.Linear(128 * (size // 8) ** 2, 512), nn.ReLU(), nn.Dropout(0.5), nn.Linear(512, 10)])
    if name == "two-conv":
        last = 20 * (((size - 9) // 2 - 4) // 2) ** 2
        return Net(
            [nn.Conv2d(channels, 10, 10), nn.MaxPool2d(2), nn.ReLU(), nn.Conv2d(10, 20, 5), nn.MaxPool2d(2), nn.ReLU()],
            [nn.Flatten(), nn.Linear(last, 50), nn.ReLU(), nn.Linear(50, 10), nn.LogSoftmax(1)])
    if name == "one-conv":
        return Net(
            [nn.Conv2d(channels, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)],
            [nn.Flatten(), nn.Linear(32 * half**2, 10)])
    if name == "se-cca":
        return Net(
            [SqueezeExcitation(channels, 8), nn.Conv2d(channels, 64, 1), CrissCrossAttention(64, 8), nn.Conv2d(64, 1, 1)],
            [nn.Flatten(), nn.Linear(size**2, 128), nn.ReLU(), nn.Linear(128, 10)])
    raise ValueError(name)


class Data:
    """The first images of a data set, as torchvision's data sets of that name have them."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        if (folder / "data_batch_1.bin").exists():
            self.mean, self.deviation = (0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010)
            self.train = self.cifar(folder / "data_batch_1.bin")
            self.test = self.cifar(folder / "test_batch.bin")
        else:
            self.mean, self.deviation = (0.2860,), (0.3530,)
            self.train = self.idx(folder, "train")
            self.test = self.idx(folder, "t10k")

    @staticmethod
    def idx(folder, part):
        images = gzip.decompress((folder / f"{part}-images-idx3-ubyte.gz").read_bytes())[16:]
        labels = gzip.decompress((folder / f"{part}-labels-idx1-ubyte.gz").read_bytes())[8:]
        pixels = numpy.frombuffer(images, numpy.uint8).reshape(-1, 28, 28)[:IMAGES]
        return torch.tensor(pixels), torch.tensor(numpy.frombuffer(labels, numpy.uint8)[:IMAGES].astype(numpy.int64))

    @staticmethod
    def cifar(file):
        rows = numpy.frombuffer(file.read_bytes(), numpy.uint8).reshape(-1, 3073)[:IMAGES]
        pixels = rows[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1).copy()
        return pixels, rows[:, 0].astype(numpy.int64).tolist()

    def channels(self):
        return len(self.mean)

    def size(self):
        return self.train[0].shape[1]

    def tensors(self):
        pixels = torch.as_tensor(self.train[0])
        pixels = pixels.permute(0, 3, 1, 2) if self.channels() == 3 else pixels.unsqueeze(1)
        mean, deviation = (torch.tensor(v).view(-1, 1, 1) for v in (self.mean, self.deviation))
        return ((pixels.float() / 255 - mean) / deviation).contiguous(), torch.as_tensor(self.train[1])


class Pictures(torch.utils.data.Dataset):
    """As torchvision.datasets.FashionMNIST and CIFAR10 give them."""

    def __init__(self, part, transform):
        self.images, self.labels = part
        self.transform = transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        image, label = self.images[index], int(self.labels[index])
        if isinstance(image, torch.Tensor):
            picture = Image.fromarray(image.numpy(), mode="L")
        else:
            picture = Image.fromarray(image)
        return self.transform(picture), label


class Steps:
    def __init__(self, data, name, batch):
        self.x, self.y = data.tensors()
        self.net = network(name, data.channels(), data.size())
        self.net.train()
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=0.001)
        self.criterion = nn.CrossEntropyLoss()
        self.batch = batch
        self.batches = iter(())

    def parameters(self):
        return sum(p.numel() for p in self.net.parameters())

    def next(self):
        index = next(self.batches, None)
        if index is None:
            self.batches = iter(torch.randperm(len(self.x)).split(self.batch))
            index = next(self.batches)
        return index

    def run(self, count):
        total = 0.0
        for _ in range(count):
            index = self.next()
            self.optimizer.zero_grad(set_to_none=True)
            loss = self.criterion(self.net(self.x[index]), self.y[index])
            loss.backward()
            self.optimizer.step()
            total += loss.item()
        return total


def trial(data, name, epochs):
    from torchvision import transforms

    normalise = [transforms.ToTensor(), transforms.Normalize(data.mean, data.deviation)]
    jittered = [
        transforms.RandomCrop(data.size(), padding=4),
        transforms.RandomHorizontalFlip(),
        transforms.ColorJitter(brightness=0.2, contrast=0.2, saturation=0.2, hue=0.1),
        transforms.RandomRotation(15),
    ]
    train = Pictures(data.train, transforms.Compose(jittered + normalise))
    test = Pictures(data.test, transforms.Compose(normalise))
    train_loader = torch.utils.data.DataLoader(train, batch_size=BATCH, shuffle=True)
    test_loader = torch.utils.data.DataLoader(test, batch_size=BATCH, shuffle=False)
    model = network(name, data.channels(), data.size())
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="min", patience=3, factor=0.5)
    losses = []
    for _ in range(epochs):
        model.train()
        correct = total = 0
        for images, target in train_loader:
            optimizer.zero_grad()
            output = model(images)
            loss = criterion(output, target)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            _, predicted = output.max(1)
            total += target.size(0)
            correct += predicted.eq(target).sum().item()
        model.eval()
        test_loss = correct_test = 0
        with torch.no_grad():
            for images, target in test_loader:
                output = model(images)
                test_loss += criterion(output, target).item()
                _, predicted = output.max(1)
                correct_test += predicted.eq(target).sum().item()
        scheduler.step(test_loss / len(test_loader))
    return losses


def main():
    torch.set_num_threads(int(sys.argv[1]))
    torch.manual_seed(1)
    data = Data(sys.argv[2])
    print(f"PyTorch {torch.__version__}", flush=True)
    steps = None
    for line in sys.stdin:
        command, *arguments = line.split()
        wall, core = time.perf_counter(), time.process_time()
        if command == "network":
            steps = Steps(data, arguments[0], int(arguments[1]))
            print(steps.parameters(), flush=True)
            continue
        if command == "steps":
            steps.run(int(arguments[0]))
        elif command == "trial":
            trial(data, arguments[0], int(arguments[1]))
        else:
            raise ValueError(line)
        print(time.perf_counter() - wall, time.process_time() - core, flush=True)


if __name__ == "__main__":
    main()
