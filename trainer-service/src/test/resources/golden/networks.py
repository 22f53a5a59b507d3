"""Makes networks/*.json, the golden files of NetworksTest: what PyTorch computes, step by step.

usage: python3 networks.py     in this folder

Each case is a network as one would write it in PyTorch, and beside it what a trial asks for to get
the same. 37 images in batches of 8, the last one of 5: the first training images of the packed
sample, or noise in colour. The weights come from a formula, so that they need not be stored. Of
each tensor only some values are kept, evenly spaced.
"""
import gzip
import json
import math
import pathlib

import numpy
import torch
from torch import nn

HERE = pathlib.Path(__file__).parent
SAMPLE = HERE.parents[2] / "main/resources/data/fashion-mnist-sample"
IMAGES, BATCH, KEPT = 37, 8, 12

torch.set_num_threads(1)


class Net(nn.Module):
    def __init__(self, features, classifier):
        super().__init__()
        self.features = nn.Sequential(*features)
        self.classifier = nn.Sequential(*classifier)

    def forward(self, x):
        return self.classifier(self.features(x))


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        self.avg_pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Sequential(
            nn.Linear(channels, channels // reduction, bias=False),
            nn.ReLU(),
            nn.Linear(channels // reduction, channels, bias=False),
            nn.Sigmoid(),
        )

    def forward(self, x):
        b, c, _, _ = x.size()
        y = self.fc(self.avg_pool(x).view(b, c)).view(b, c, 1, 1)
        return x * y.expand_as(x)


class CrissCrossAttention(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        self.query_conv = nn.Conv2d(channels, channels // reduction, 1)
        self.key_conv = nn.Conv2d(channels, channels // reduction, 1)
        self.value_conv = nn.Conv2d(channels, channels, 1)
        self.softmax = nn.Softmax(dim=3)
        self.gamma = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        b, _, h, w = x.size()

        def columns(t):
            return t.permute(0, 3, 1, 2).contiguous().view(b * w, -1, h)

        def rows(t):
            return t.permute(0, 2, 1, 3).contiguous().view(b * h, -1, w)

        query, key, value = self.query_conv(x), self.key_conv(x), self.value_conv(x)
        infinite = -torch.diag(torch.full((h,), float("inf"))).unsqueeze(0).repeat(b * w, 1, 1)
        energy_h = torch.bmm(columns(query).permute(0, 2, 1), columns(key)) + infinite
        energy_h = energy_h.view(b, w, h, h).permute(0, 2, 1, 3)
        energy_w = torch.bmm(rows(query).permute(0, 2, 1), rows(key)).view(b, h, w, w)
        attention = self.softmax(torch.cat([energy_h, energy_w], 3))
        attention_h = attention[:, :, :, :h].permute(0, 2, 1, 3).contiguous().view(b * w, h, h)
        attention_w = attention[:, :, :, h:].contiguous().view(b * h, w, w)
        out_h = torch.bmm(columns(value), attention_h.permute(0, 2, 1)).view(b, w, -1, h).permute(0, 2, 3, 1)
        out_w = torch.bmm(rows(value), attention_w.permute(0, 2, 1)).view(b, h, -1, w).permute(0, 2, 1, 3)
        return self.gamma * (out_h + out_w) + x


class Residual(nn.Module):
    def __init__(self, body, shortcut):
        super().__init__()
        self.body = nn.Sequential(*body)
        self.shortcut = nn.Sequential(*shortcut)

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


class Focal(nn.Module):
    def __init__(self, gamma, weight):
        super().__init__()
        self.gamma, self.weight = gamma, weight

    def forward(self, logits, target):
        each = nn.functional.cross_entropy(logits, target, reduction="none")
        each = (1 - torch.exp(-each)) ** self.gamma * each
        weights = self.weight[target]
        return (weights * each).sum() / weights.sum()


class OneHot(nn.Module):
    """A loss of the outputs against one-hot targets."""

    def __init__(self, loss):
        super().__init__()
        self.loss = loss

    def forward(self, logits, target):
        return self.loss(logits, nn.functional.one_hot(target, 10).float())


def block(channels, filters):
    return [nn.Conv2d(channels, filters, 3, padding=1), nn.BatchNorm2d(filters), nn.ReLU(), nn.MaxPool2d(2)]


def asked(filters, **changes):
    """A block as a trial asks for it, with names as on the wire."""
    return {
        "filters": filters, "kernel": 3, "stride": 1, "padding": "same", "pooling": "max",
        "batchNorm": True, "residual": False, "attention": "none", "dropout": 0, **changes,
    }


def loss(kind, smoothing=0, gamma=2, weights=()):
    return {"type": kind, "labelSmoothing": smoothing, "focalGamma": gamma, "classWeights": list(weights)}


GREY, COLOUR, WIDE = (1, 28, 28), (3, 32, 32), (3, 24, 32)
WEIGHTS = [0.5, 1.0, 2.0, 1.5, 0.25, 1.0, 3.0, 0.75, 1.25, 1.0]


def reference():
    """The five reference networks."""
    yield "simple-cnn", GREY, {"network": "simple-cnn"}, Net(
        [nn.Conv2d(1, 16, 3, padding=1), nn.MaxPool2d(2)], [nn.Flatten(), nn.Linear(3136, 10)]
    )
    yield "cnn", GREY, {"network": "cnn", "dropout": 0}, Net(
        block(1, 32) + block(32, 64) + block(64, 128),
        [nn.Flatten(), nn.Linear(1152, 512), nn.ReLU(), nn.Dropout(0), nn.Linear(512, 10)],
    )
    # log-softmax outputs: nn.CrossEntropyLoss of them is nn.NLLLoss
    yield "two-conv", COLOUR, {"network": "two-conv", "hiddenUnits": 50}, Net(
        [nn.Conv2d(3, 10, 10), nn.MaxPool2d(2), nn.ReLU(), nn.Conv2d(10, 20, 5), nn.MaxPool2d(2), nn.ReLU()],
        [nn.Flatten(), nn.Linear(180, 50), nn.ReLU(), nn.Linear(50, 10), nn.LogSoftmax(1)],
    )
    yield "one-conv", GREY, {"network": "one-conv"}, Net(
        [nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)], [nn.Flatten(), nn.Linear(6272, 10)]
    )
    head = lambda: [nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)]
    yield "se-cca", GREY, {"network": "se-cca", "hiddenUnits": 128}, Net(
        [SqueezeExcitation(1, 8), nn.Conv2d(1, 64, 1), CrissCrossAttention(64, 8), nn.Conv2d(64, 1, 1)], head()
    )
    yield "se-cca-after-conv", GREY, {"network": "se-cca", "sePosition": "after-conv", "hiddenUnits": 128}, Net(
        [nn.Conv2d(1, 64, 1), SqueezeExcitation(64, 8), CrissCrossAttention(64, 8), nn.Conv2d(64, 1, 1)], head()
    )


def variants():
    """Parts of the family `cnn`, each at least once; each loss at least once."""
    yield "cnn-squeeze", GREY, {
        "blocks": [asked(16, attention="se"), asked(24, attention="se")],
        "activation": "leaky-relu", "hiddenUnits": 32, "loss": loss("mse"),
    }, Net(
        [nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), SqueezeExcitation(16, 8), nn.LeakyReLU(), nn.MaxPool2d(2),
         nn.Conv2d(16, 24, 3, padding=1), nn.BatchNorm2d(24), SqueezeExcitation(24, 8), nn.LeakyReLU(), nn.MaxPool2d(2)],
        [nn.Flatten(), nn.Linear(1176, 32), nn.LeakyReLU(), nn.Dropout(0), nn.Linear(32, 10)],
    ), OneHot(nn.MSELoss())
    yield "cnn-criss-cross", GREY, {
        "blocks": [asked(8, attention="criss-cross"), asked(16, attention="criss-cross", batchNorm=False)],
        "activation": "gelu", "attentionReduction": 4, "hiddenUnits": 32,
    }, Net(
        [nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), CrissCrossAttention(8, 4), nn.GELU(), nn.MaxPool2d(2),
         nn.Conv2d(8, 16, 3, padding=1), CrissCrossAttention(16, 4), nn.GELU(), nn.MaxPool2d(2)],
        [nn.Flatten(), nn.Linear(784, 32), nn.GELU(), nn.Dropout(0), nn.Linear(32, 10)],
    ), nn.CrossEntropyLoss()
    yield "cnn-residual", GREY, {
        "blocks": [asked(8, residual=True, pooling="none"),
                   asked(8, residual=True, pooling="none"),
                   asked(12, residual=True, stride=2, pooling="average"),
                   asked(16, residual=True, stride=2, pooling="none", batchNorm=False, kernel=1)],
        "activation": "prelu", "hiddenUnits": 32, "loss": loss("binary-cross-entropy"),
    }, Net(
        [Residual([nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8)], [nn.Conv2d(1, 8, 1), nn.BatchNorm2d(8)]), nn.PReLU(),
         Residual([nn.Conv2d(8, 8, 3, padding=1), nn.BatchNorm2d(8)], []), nn.PReLU(),
         Residual([nn.Conv2d(8, 12, 3, stride=2, padding=1), nn.BatchNorm2d(12)],
                  [nn.Conv2d(8, 12, 1, stride=2), nn.BatchNorm2d(12)]), nn.PReLU(), nn.AvgPool2d(2),
         Residual([nn.Conv2d(12, 16, 1, stride=2)], [nn.Conv2d(12, 16, 1, stride=2)]), nn.PReLU()],
        [nn.Flatten(), nn.Linear(256, 32), nn.PReLU(), nn.Dropout(0), nn.Linear(32, 10)],
    ), OneHot(nn.BCEWithLogitsLoss())
    # channels in sixteens, which oneDNN keeps together
    yield "cnn-residual-16", WIDE, {
        "blocks": [asked(16, residual=True, pooling="none"),
                   asked(16, residual=True),
                   asked(32, residual=True, stride=2, pooling="average"),
                   asked(48, batchNorm=False, padding="valid", pooling="none")],
        "activation": "relu", "hiddenUnits": 32,
    }, Net(
        [Residual([nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16)], [nn.Conv2d(3, 16, 1), nn.BatchNorm2d(16)]), nn.ReLU(),
         Residual([nn.Conv2d(16, 16, 3, padding=1), nn.BatchNorm2d(16)], []), nn.ReLU(), nn.MaxPool2d(2),
         Residual([nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.BatchNorm2d(32)],
                  [nn.Conv2d(16, 32, 1, stride=2), nn.BatchNorm2d(32)]), nn.ReLU(), nn.AvgPool2d(2),
         nn.Conv2d(32, 48, 3), nn.ReLU()],
        [nn.Flatten(), nn.Linear(96, 32), nn.ReLU(), nn.Dropout(0), nn.Linear(32, 10)],
    ), nn.CrossEntropyLoss()
    yield "cnn-valid", COLOUR, {
        "blocks": [asked(8, kernel=5, padding="valid", batchNorm=False),
                   asked(12, kernel=7, padding="valid", stride=2, pooling="none", batchNorm=False)],
        "activation": "tanh", "hiddenUnits": 0, "loss": loss("mae"),
    }, Net(
        [nn.Conv2d(3, 8, 5), nn.Tanh(), nn.MaxPool2d(2), nn.Conv2d(8, 12, 7, stride=2), nn.Tanh()],
        [nn.Flatten(), nn.Dropout(0), nn.Linear(192, 10)],
    ), OneHot(nn.L1Loss())
    yield "cnn-plain", COLOUR, {
        "blocks": [asked(8, kernel=7, batchNorm=False, pooling="average"),
                   asked(12, kernel=1, batchNorm=False, pooling="average"),
                   asked(16, kernel=5, stride=3, batchNorm=False, pooling="none")],
        "activation": "sigmoid", "hiddenUnits": 24, "loss": loss("focal", gamma=1.5, weights=WEIGHTS),
    }, Net(
        [nn.Conv2d(3, 8, 7, padding=3), nn.Sigmoid(), nn.AvgPool2d(2),
         nn.Conv2d(8, 12, 1), nn.Sigmoid(), nn.AvgPool2d(2),
         nn.Conv2d(12, 16, 5, stride=3, padding=2), nn.Sigmoid()],
        [nn.Flatten(), nn.Linear(144, 24), nn.Sigmoid(), nn.Dropout(0), nn.Linear(24, 10)],
    ), Focal(1.5, torch.tensor(WEIGHTS))
    yield "cnn-attentive-residual", WIDE, {
        "blocks": [asked(16, residual=True, attention="se", pooling="average"),
                   asked(16, residual=True, attention="criss-cross")],
        "activation": "relu", "hiddenUnits": 32, "loss": loss("cross-entropy", smoothing=0.1, weights=WEIGHTS),
    }, Net(
        [Residual([nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), SqueezeExcitation(16, 8)],
                  [nn.Conv2d(3, 16, 1), nn.BatchNorm2d(16)]), nn.ReLU(), nn.AvgPool2d(2),
         Residual([nn.Conv2d(16, 16, 3, padding=1), nn.BatchNorm2d(16), CrissCrossAttention(16, 8)], []), nn.ReLU(),
         nn.MaxPool2d(2)],
        [nn.Flatten(), nn.Linear(768, 32), nn.ReLU(), nn.Dropout(0), nn.Linear(32, 10)],
    ), nn.CrossEntropyLoss(weight=torch.tensor(WEIGHTS), label_smoothing=0.1)


def data(image):
    if image == GREY:
        images = gzip.decompress((SAMPLE / "train-images-idx3-ubyte.gz").read_bytes())[16:]
        labels = gzip.decompress((SAMPLE / "train-labels-idx1-ubyte.gz").read_bytes())[8:]
        pixels = numpy.frombuffer(images, numpy.uint8)[: IMAGES * 784]
        labels = numpy.frombuffer(labels, numpy.uint8)[:IMAGES].astype(numpy.int64)
        mean, deviation = 0.2860, 0.3530
    else:
        pixels = (mix(numpy.arange(IMAGES * math.prod(image), dtype=numpy.uint64)) >> numpy.uint64(24)).astype(numpy.uint8)
        labels = numpy.arange(IMAGES) % 10
        mean, deviation = 0.5, 0.25
    x = (torch.tensor(pixels.reshape(IMAGES, *image)).float().div(255) - mean) / deviation
    return x, torch.tensor(labels)


def mix(x):
    """Murmur3's finaliser, in 32 bits."""
    mask = numpy.uint64(0xFFFFFFFF)
    x = ((x ^ (x >> numpy.uint64(16))) * numpy.uint64(0x85EBCA6B)) & mask
    x = ((x ^ (x >> numpy.uint64(13))) * numpy.uint64(0xC2B2AE35)) & mask
    return x ^ (x >> numpy.uint64(16))


def parameters(net):
    return [(name, tensor) for name, tensor in net.named_parameters() if tensor.numel() > 0]


def fill(net):
    """Value i of tensor t: even between -1 and 1, times the root of 3 over the fan-in, or times 0.1
    for tensors of one dimension. Batch norm's weights and gamma are 1 above that."""
    ones = {id(m.weight) for m in net.modules() if isinstance(m, nn.BatchNorm2d)}
    ones |= {id(m.gamma) for m in net.modules() if isinstance(m, CrissCrossAttention)}
    for t, (name, tensor) in enumerate(parameters(net)):
        i = numpy.arange(tensor.numel(), dtype=numpy.uint64)
        even = mix(i + numpy.uint64(1_000_003 * (t + 1))).astype(numpy.float64) / 2**32 * 2 - 1
        values = even * (math.sqrt(3 * tensor.shape[0] / tensor.numel()) if tensor.dim() > 1 else 0.1)
        if id(tensor) in ones:
            values += 1
        with torch.no_grad():
            tensor.copy_(torch.tensor(values.astype(numpy.float32)).reshape(tensor.shape))


def kept(tensor):
    flat = tensor.detach().flatten()
    return [rounded(flat[k * len(flat) // KEPT].item()) for k in range(KEPT)]


def rounded(value):
    """Nine digits say exactly which 32-bit number it is."""
    return float(f"{value:.9g}")


def state(net):
    tensors = dict(parameters(net))
    tensors.update((n, b) for n, b in net.named_buffers() if "running" in n)
    return {name: kept(tensor) for name, tensor in tensors.items()}


def run(name, image, changes, net, criterion, optimizer):
    fill(net)
    if optimizer == "sgd":
        changes = {**changes, "optimizer": "sgd", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 0.001}
        method = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=0.001)
    else:
        changes = {**changes, "optimizer": "adam", "learningRate": 0.0001, "weightDecay": 0.1}
        method = torch.optim.Adam(net.parameters(), lr=0.0001, weight_decay=0.1)
    x, y = data(image)
    weight = getattr(criterion, "weight", None)
    share = lambda target: len(target) if weight is None else weight[target].sum().item()
    result = {"image": "x".join(map(str, image)), "asked": {"dropout": 0, "batchSize": BATCH, **changes}}
    losses, mean, correct = [], 0, 0
    for step, start in enumerate(range(0, IMAGES, BATCH)):
        if step == 2:
            for group in method.param_groups:
                group["lr"] /= 2
        target = y[start : start + BATCH]
        logits = net(x[start : start + BATCH])
        loss = criterion(logits, target)
        method.zero_grad()
        loss.backward()
        if step == 0:
            result["logits"] = [rounded(value) for value in logits.flatten().tolist()]
            result["gradients"] = {name: kept(tensor.grad) for name, tensor in parameters(net)}
        method.step()
        if step == 0:
            result["afterFirstStep"] = state(net)
        losses.append(rounded(loss.item()))
        mean += loss.item() * share(target)
        correct += (logits.argmax(1) == target).sum().item()
    net.eval()
    with torch.no_grad():
        logits = net(x)
        result |= {
            "losses": losses,
            "afterLastStep": state(net),
            "trainLoss": mean / share(y),
            "trainAccuracy": correct / IMAGES,
            "testLoss": criterion(logits, y).item(),
            "testAccuracy": (logits.argmax(1) == y).float().mean().item(),
        }
    lines = json.dumps(result).replace(', "', ',\n"')
    (HERE / "networks" / f"{name}-{optimizer}.json").write_text(lines + "\n")


if __name__ == "__main__":
    for make, optimizers in [(reference, ["sgd", "adam"]), (variants, ["sgd"])]:
        for optimizer in optimizers:
            for name, image, changes, net, *criterion in make():
                run(name, image, changes, net, *(criterion or [nn.CrossEntropyLoss()]), optimizer)
