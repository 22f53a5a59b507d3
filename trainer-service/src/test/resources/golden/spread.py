"""Makes spread.json, the golden file of SpreadComparison: how PyTorch's own runs of the reference networks
end, seed by seed.

usage: python3 spread.py     in this folder; minutes

Each run trains on the first images of the packed sample with Adam (0.001), from PyTorch's own
initial weights, and measures the 2,000 test images.
"""
import gzip
import json
import pathlib
import time

import numpy
import torch
from torch import nn

from networks import SAMPLE, CrissCrossAttention, Net, SqueezeExcitation, block

HERE = pathlib.Path(__file__).parent
SEEDS = 6

# Images, epochs, what a trial asks for to get the same, the network.
NETWORKS = {
    "simple-cnn": (5000, 3, {"batchSize": 64}, lambda: Net(
        [nn.Conv2d(1, 16, 3, padding=1), nn.MaxPool2d(2)], [nn.Flatten(), nn.Linear(3136, 10)])),
    "cnn": (5000, 1, {"batchSize": 64}, lambda: Net(
        block(1, 32) + block(32, 64) + block(64, 128),
        [nn.Flatten(), nn.Linear(1152, 512), nn.ReLU(), nn.Dropout(0.5), nn.Linear(512, 10)])),
    "two-conv": (10_000, 3, {"batchSize": 64, "hiddenUnits": 50}, lambda: Net(
        [nn.Conv2d(1, 10, 10), nn.MaxPool2d(2), nn.ReLU(), nn.Conv2d(10, 20, 5), nn.MaxPool2d(2), nn.ReLU()],
        [nn.Flatten(), nn.Linear(80, 50), nn.ReLU(), nn.Linear(50, 10), nn.LogSoftmax(1)])),
    "one-conv": (5000, 2, {"batchSize": 64}, lambda: Net(
        [nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)], [nn.Flatten(), nn.Linear(6272, 10)])),
    "se-cca": (1280, 2, {"batchSize": 32, "hiddenUnits": 128}, lambda: Net(
        [SqueezeExcitation(1, 8), nn.Conv2d(1, 64, 1), CrissCrossAttention(64, 8), nn.Conv2d(64, 1, 1)],
        [nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)])),
}


def read(part):
    images = gzip.decompress((SAMPLE / f"{part}-images-idx3-ubyte.gz").read_bytes())[16:]
    labels = gzip.decompress((SAMPLE / f"{part}-labels-idx1-ubyte.gz").read_bytes())[8:]
    pixels = numpy.frombuffer(images, numpy.uint8).reshape(-1, 1, 28, 28)
    x = (torch.tensor(pixels).float().div(255) - 0.2860) / 0.3530
    return x, torch.tensor(numpy.frombuffer(labels, numpy.uint8).astype(numpy.int64))


def run(make, epochs, batch_size, seed, train, test):
    torch.manual_seed(seed)
    net = make()
    method = torch.optim.Adam(net.parameters(), lr=0.001)
    criterion = nn.CrossEntropyLoss()
    x, y = train
    for _ in range(epochs):
        net.train()
        total = 0
        for index in torch.randperm(len(x)).split(batch_size):
            method.zero_grad()
            loss = criterion(net(x[index]), y[index])
            loss.backward()
            method.step()
            total += loss.item() * len(index)
    net.eval()
    x, y = test
    with torch.no_grad():
        logits = torch.cat([net(part) for part in x.split(250)])
    return {
        "trainLoss": total / len(train[0]),
        "testLoss": criterion(logits, y).item(),
        "testAccuracy": (logits.argmax(1) == y).float().mean().item(),
    }


if __name__ == "__main__":
    train, test = read("train"), read("t10k")
    results = {}
    for name, (images, epochs, asked, make) in NETWORKS.items():
        begun = time.time()
        part = (train[0][:images], train[1][:images])
        runs = [run(make, epochs, asked["batchSize"], seed, part, test) for seed in range(1, SEEDS + 1)]
        results[name] = {
            "asked": {"network": name, **asked}, "images": images, "epochs": epochs, "runs": runs
        }
        print(f"{name}: {time.time() - begun:.0f} s", flush=True)
    (HERE / "spread.json").write_text(json.dumps(results).replace(', {', ',\n{') + "\n")
