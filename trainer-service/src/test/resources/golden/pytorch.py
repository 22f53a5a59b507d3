"""Makes the golden files of PyTorchTest: what PyTorch computes, step by step.

usage: python3 pytorch.py     in this folder, with PyTorch (Debian: python3-torch)

The images are the first 37 training images of the packed sample, in batches of 8, the last one of
5. The weights come from a formula, so that they need not be stored. Of each tensor only some values
are kept, evenly spaced.
"""
import gzip
import json
import pathlib

import numpy
import torch
from torch import nn

HERE = pathlib.Path(__file__).parent
SAMPLE = HERE.parents[2] / "main/resources/data/fashion-mnist-sample"
IMAGES, BATCH, KEPT = 37, 8, 24

torch.set_num_threads(1)


def data():
    images = gzip.decompress((SAMPLE / "train-images-idx3-ubyte.gz").read_bytes())[16:]
    labels = gzip.decompress((SAMPLE / "train-labels-idx1-ubyte.gz").read_bytes())[8:]
    pixels = numpy.frombuffer(images, numpy.uint8)[: IMAGES * 784].reshape(IMAGES, 1, 28, 28)
    x = (torch.tensor(pixels).float().div(255) - 0.2860) / 0.3530
    return x, torch.tensor(numpy.frombuffer(labels, numpy.uint8)[:IMAGES].astype(numpy.int64))


def block(channels, filters):
    return [nn.Conv2d(channels, filters, 3, padding=1), nn.BatchNorm2d(filters), nn.ReLU(), nn.MaxPool2d(2)]


class Net(nn.Module):
    def __init__(self, features, classifier):
        super().__init__()
        self.features = nn.Sequential(*features)
        self.classifier = nn.Sequential(*classifier)

    def forward(self, x):
        return self.classifier(self.features(x))


def network(name):
    if name == "simple-cnn":
        return Net([nn.Conv2d(1, 16, 3, padding=1), nn.MaxPool2d(2)], [nn.Flatten(), nn.Linear(3136, 10)])
    return Net(
        block(1, 32) + block(32, 64) + block(64, 128),
        [nn.Flatten(), nn.Linear(1152, 512), nn.ReLU(), nn.Dropout(0), nn.Linear(512, 10)],
    )


def mix(x):
    """Murmur3's finaliser, in 32 bits."""
    mask = numpy.uint64(0xFFFFFFFF)
    x = ((x ^ (x >> numpy.uint64(16))) * numpy.uint64(0x85EBCA6B)) & mask
    x = ((x ^ (x >> numpy.uint64(13))) * numpy.uint64(0xC2B2AE35)) & mask
    return x ^ (x >> numpy.uint64(16))


def fill(net):
    """Value i of tensor t: even in [-0.05, 0.05); the scales of batch norms are 1 above that."""
    for t, (name, tensor) in enumerate(net.named_parameters()):
        i = numpy.arange(tensor.numel(), dtype=numpy.uint64)
        values = (mix(i + numpy.uint64(1_000_003 * (t + 1))).astype(numpy.float64) / 2**32 - 0.5) / 10
        if name.startswith("features") and tensor.dim() == 1 and name.endswith("weight"):
            values += 1
        with torch.no_grad():
            tensor.copy_(torch.tensor(values.astype(numpy.float32)).reshape(tensor.shape))


def kept(tensor):
    flat = tensor.detach().flatten()
    return [flat[k * len(flat) // KEPT].item() for k in range(KEPT)]


def state(net):
    tensors = dict(net.named_parameters())
    tensors.update((n, b) for n, b in net.named_buffers() if "running" in n)
    return {name: kept(tensor) for name, tensor in tensors.items()}


def run(name, optimizer):
    net = network(name)
    fill(net)
    if optimizer == "sgd":
        method = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9, weight_decay=0.001)
    else:
        method = torch.optim.Adam(net.parameters(), lr=0.0001, weight_decay=0.1)
    x, y = data()
    losses, states, correct = [], [], 0
    for step, start in enumerate(range(0, IMAGES, BATCH)):
        if step == 2:
            for group in method.param_groups:
                group["lr"] /= 2
        logits = net(x[start : start + BATCH])
        loss = nn.functional.cross_entropy(logits, y[start : start + BATCH])
        method.zero_grad()
        loss.backward()
        method.step()
        losses.append(loss.item())
        states.append(state(net))
        correct += (logits.argmax(1) == y[start : start + BATCH]).sum().item()
    net.eval()
    with torch.no_grad():
        logits = net(x)
        result = {
            "losses": losses,
            "afterFirstStep": states[0],
            "afterLastStep": states[-1],
            "trainAccuracy": correct / IMAGES,
            "testLoss": nn.functional.cross_entropy(logits, y).item(),
            "testAccuracy": (logits.argmax(1) == y).float().mean().item(),
        }
    (HERE / f"{name}-{optimizer}.json").write_text(json.dumps(result, indent=1) + "\n")


for name in ["simple-cnn", "cnn"]:
    for optimizer in ["sgd", "adam"]:
        run(name, optimizer)
