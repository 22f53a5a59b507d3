"""Makes schedules.json and optimizers.json: what PyTorch's schedulers and optimizers give.

usage: python3 training.py     in this folder, with PyTorch (Debian: python3-torch; made with 1.13.1)

schedules.json has for each case the hyperparameters and the rates of its first iterations, at full
precision. optimizers.json has for each optimizer and schedule some losses of 200 steps and some
weights after them. The problem: 40 images of 4x4 pixels in 3 classes, batches of 8, the network
simple-cnn; pixels, labels and first weights come from formulas.
"""
import json
import pathlib
import warnings

import numpy
import torch
from torch import nn
from torch.optim import lr_scheduler

HERE = pathlib.Path(__file__).parent
IMAGES, BATCH, CLASSES = 40, 8, 3
BATCHES, EPOCHS = IMAGES // BATCH, 40

torch.set_num_threads(1)
warnings.simplefilter("ignore")

# What reduce-on-plateau sees after epoch 1, 2, ...: loss and accuracy.
MEASURED = [(2.0 / (1 + e // 4) + (e % 3) / 50, 0.5 + e // 6 / 30 - (e % 4) / 90) for e in range(EPOCHS)]

WARMUP = {"steps": 0, "startFactor": 1 / 3, "interval": "epoch"}


def schedule(kind, warmup=WARMUP, **fields):
    return {"type": kind, **fields, "warmup": warmup}


def plateau(**fields):
    return schedule("reduce-on-plateau", **{"mode": "min", "patience": 1, "factor": 0.5, "threshold": 1e-4,
                                            "thresholdMode": "rel", "cooldown": 0, "minLearningRate": 0, **fields})


def warm(steps, interval, factor=0.25):
    return {"steps": steps, "startFactor": factor, "interval": interval}


SCHEDULES = {
    "constant": schedule("constant"),
    "step": schedule("step", stepSize=7, gamma=0.3, interval="epoch"),
    "step-iterations": schedule("step", stepSize=17, gamma=0.9, interval="iteration"),
    "multi-step": schedule("multi-step", milestones=[3, 11, 12, 30], gamma=0.7, interval="epoch"),
    "exponential": schedule("exponential", gamma=0.93, interval="epoch"),
    "exponential-iterations": schedule("exponential", gamma=0.99, interval="iteration"),
    "cosine": schedule("cosine", steps=0, minLearningRate=0, interval="epoch"),
    "cosine-iterations": schedule("cosine", steps=0, minLearningRate=1e-4, interval="iteration"),
    "cosine-again": schedule("cosine", steps=9, minLearningRate=1e-4, interval="epoch"),
    "cosine-restarts": schedule("cosine-restarts", firstSteps=3, growth=2, minLearningRate=1e-4, interval="epoch"),
    "cosine-restarts-iterations": schedule("cosine-restarts", firstSteps=23, growth=1, minLearningRate=0, interval="iteration"),
    "one-cycle": {"type": "one-cycle", "riseFraction": 0.3, "divFactor": 25, "finalDivFactor": 1e4, "interval": "epoch"},
    "one-cycle-iterations": {"type": "one-cycle", "riseFraction": 0.27, "divFactor": 10, "finalDivFactor": 100, "interval": "iteration"},
    "plateau": plateau(),
    "plateau-absolute": plateau(thresholdMode="abs", threshold=0.05, patience=0, cooldown=2, minLearningRate=0.0005),
    "plateau-max": plateau(mode="max", factor=0.8, patience=2),
    "plateau-max-absolute": plateau(mode="max", thresholdMode="abs", threshold=0.02, patience=0, cooldown=1),
    "warm-constant": schedule("constant", warm(6, "epoch")),
    "warm-step": schedule("step", warm(4, "epoch"), stepSize=5, gamma=0.3, interval="epoch"),
    "warm-multi-step": schedule("multi-step", warm(13, "iteration"), milestones=[10, 60], gamma=0.5, interval="iteration"),
    "warm-exponential": schedule("exponential", warm(3, "epoch"), gamma=0.93, interval="epoch"),
    "warm-cosine": schedule("cosine", warm(13, "iteration", 0.1), steps=0, minLearningRate=1e-4, interval="iteration"),
    "warm-cosine-restarts": schedule("cosine-restarts", warm(5, "epoch"), firstSteps=4, growth=2, minLearningRate=1e-4, interval="epoch"),
}

TRAINED = ["constant", "step", "multi-step", "exponential-iterations", "cosine-iterations", "cosine-restarts",
           "one-cycle-iterations", "plateau", "warm-cosine"]


def scheduler(optimizer, asked, epochs):
    """A function to call after each iteration, and one after each epoch, with its number from 0."""
    kind, interval = asked["type"], asked.get("interval", "epoch")
    warmup = asked.get("warmup", WARMUP)
    steps = epochs * (BATCHES if interval == "iteration" else 1)
    if kind == "reduce-on-plateau":
        it = lr_scheduler.ReduceLROnPlateau(
            optimizer, asked["mode"], factor=asked["factor"], patience=asked["patience"], threshold=asked["threshold"],
            threshold_mode=asked["thresholdMode"], cooldown=asked["cooldown"], min_lr=asked["minLearningRate"])
        return lambda: None, lambda epoch: it.step(MEASURED[epoch][0 if asked["mode"] == "min" else 1])
    first = None
    if warmup["steps"]:
        interval = asked.get("interval", warmup["interval"])
        assert interval == warmup["interval"]
        first = lr_scheduler.LinearLR(optimizer, warmup["startFactor"], 1.0, warmup["steps"])
        steps -= warmup["steps"]
    if kind == "constant":
        it = lr_scheduler.ConstantLR(optimizer, 1.0)
    elif kind == "step":
        it = lr_scheduler.StepLR(optimizer, asked["stepSize"], asked["gamma"])
    elif kind == "multi-step":
        it = lr_scheduler.MultiStepLR(optimizer, asked["milestones"], asked["gamma"])
    elif kind == "exponential":
        it = lr_scheduler.ExponentialLR(optimizer, asked["gamma"])
    elif kind == "cosine":
        it = lr_scheduler.CosineAnnealingLR(optimizer, asked["steps"] or steps, asked["minLearningRate"])
    elif kind == "cosine-restarts":
        it = lr_scheduler.CosineAnnealingWarmRestarts(optimizer, asked["firstSteps"], asked["growth"], asked["minLearningRate"])
    elif kind == "one-cycle":
        it = lr_scheduler.OneCycleLR(
            optimizer, optimizer.param_groups[0]["lr"], steps, pct_start=asked["riseFraction"], cycle_momentum=False,
            div_factor=asked["divFactor"], final_div_factor=asked["finalDivFactor"])
    if first:
        it = lr_scheduler.SequentialLR(optimizer, [first, it], [warmup["steps"]])
    if interval == "iteration":
        return it.step, lambda epoch: None
    return lambda: None, lambda epoch: it.step()


OPTIMIZERS = {
    "sgd": {"optimizer": "sgd", "learningRate": 0.05},
    "momentum": {"optimizer": "sgd", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 0.01},
    "nesterov": {"optimizer": "sgd", "learningRate": 0.02, "momentum": 0.8, "nesterov": True, "weightDecay": 0.01},
    "dampening": {"optimizer": "sgd", "learningRate": 0.05, "momentum": 0.9, "dampening": 0.5},
    "adam": {"optimizer": "adam", "learningRate": 0.003, "weightDecay": 0.01, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-6},
    "adamw": {"optimizer": "adamw", "learningRate": 0.003, "weightDecay": 0.1},
    "rmsprop": {"optimizer": "rmsprop", "learningRate": 0.001, "smoothing": 0.95, "epsilon": 1e-4},
    "rmsprop-centered": {"optimizer": "rmsprop", "learningRate": 0.001, "smoothing": 0.9, "centered": True,
                         "momentum": 0.7, "weightDecay": 0.01, "epsilon": 1e-3},
    "adam-then-sgd": {"optimizer": "adam-then-sgd", "learningRate": 0.003, "switchEpoch": 16, "switchLearningRate": 0.02,
                      "momentum": 0.9, "dampening": 0.2},
    "elastic-net": {"optimizer": "sgd", "learningRate": 0.05, "l1": 0.003, "weightDecay": 0.003},
    "clip-norm": {"optimizer": "sgd", "learningRate": 0.05, "momentum": 0.5, "clipNorm": 0.3, "weightDecay": 0.02},
    "clip-value": {"optimizer": "sgd", "learningRate": 0.05, "clipValue": 0.02, "l1": 0.01},
    "clip-both": {"optimizer": "sgd", "learningRate": 0.05, "clipValue": 0.05, "clipNorm": 0.2},
}


def optimizer(parameters, asked, kind):
    decay, momentum = asked.get("weightDecay", 0), asked.get("momentum", 0)
    betas, eps = (asked.get("beta1", 0.9), asked.get("beta2", 0.999)), asked.get("epsilon", 1e-8)
    rate = asked["learningRate"]
    if kind == "sgd":
        return torch.optim.SGD(parameters, rate, momentum, asked.get("dampening", 0), decay, asked.get("nesterov", False))
    if kind == "adam":
        return torch.optim.Adam(parameters, rate, betas, eps, decay)
    if kind == "adamw":
        return torch.optim.AdamW(parameters, rate, betas, eps, decay)
    return torch.optim.RMSprop(parameters, rate, asked.get("smoothing", 0.99), eps, decay, momentum, asked.get("centered", False))


def mix(x):
    """Murmur3's finaliser, in 32 bits, as numbers from 0 to below 1."""
    mask = numpy.uint64(0xFFFFFFFF)
    x = ((x ^ (x >> numpy.uint64(16))) * numpy.uint64(0x85EBCA6B)) & mask
    x = ((x ^ (x >> numpy.uint64(13))) * numpy.uint64(0xC2B2AE35)) & mask
    return (x ^ (x >> numpy.uint64(16))).astype(numpy.float64) / 2**32


def even(count, salt):
    return mix(numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(1_000_003 * salt))


def problem():
    pixels = (even(IMAGES * 16, 100) * 256).astype(numpy.uint8).reshape(IMAGES, 1, 4, 4)
    labels = (even(IMAGES, 200) * CLASSES).astype(numpy.int64)
    return (torch.tensor(pixels).float().div(255) - 0.5) / 0.25, torch.tensor(labels)


def network():
    net = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64, CLASSES))
    for t, tensor in enumerate(net.parameters()):
        with torch.no_grad():
            values = ((even(tensor.numel(), t + 1) - 0.5) / 2).astype(numpy.float32)
            tensor.copy_(torch.tensor(values).reshape(tensor.shape))
    return net


def train(asked, rhythm):
    net = network()
    x, y = problem()
    switch = asked["optimizer"] == "adam-then-sgd"
    last = asked["switchEpoch"] - 1 if switch else EPOCHS
    method = optimizer(net.parameters(), asked, "adam" if switch else asked["optimizer"])
    iteration_ended, epoch_ended = scheduler(method, rhythm, last)
    losses, rates = [], []
    for epoch in range(EPOCHS):
        if epoch == last:
            method = optimizer(net.parameters(), {**asked, "learningRate": asked["switchLearningRate"]}, "sgd")
            iteration_ended, epoch_ended = scheduler(method, rhythm, EPOCHS - last)
        for start in range(0, IMAGES, BATCH):
            loss = nn.functional.cross_entropy(net(x[start : start + BATCH]), y[start : start + BATCH])
            penalty = sum(p.abs().sum() for p in net.parameters())
            method.zero_grad()
            (loss + asked["l1"] * penalty if "l1" in asked else loss).backward()
            if "clipValue" in asked:
                nn.utils.clip_grad_value_(net.parameters(), asked["clipValue"])
            if "clipNorm" in asked:
                nn.utils.clip_grad_norm_(net.parameters(), asked["clipNorm"])
            rates.append(method.param_groups[0]["lr"])
            method.step()
            iteration_ended()
            losses.append(loss.item())
        epoch_ended(epoch)
    flat = torch.cat([p.detach().flatten() for p in net.parameters()])
    kept = [flat[k * len(flat) // 6].item() for k in range(6)]
    return rates, {"losses": losses[::40] + losses[-1:], "weights": kept}


schedules, runs = {}, {}
for name, rhythm in SCHEDULES.items():
    rates, _ = train(OPTIMIZERS["sgd"], rhythm)
    per_epoch = all(len(set(rates[e * BATCHES : (e + 1) * BATCHES])) == 1 for e in range(EPOCHS))
    schedules[name] = {"schedule": rhythm, "rates": rates[::BATCHES] if per_epoch else rates}
    for kind, asked in OPTIMIZERS.items() if name in TRAINED else ():
        _, runs[f"{kind} {name}"] = train(asked, rhythm)
schedules["switch"] = {"schedule": SCHEDULES["warm-cosine"], "rates": train(OPTIMIZERS["adam-then-sgd"], SCHEDULES["warm-cosine"])[0]}


def write(name, content):
    """A case a line."""
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in content.items())
    (HERE / name).write_text("{" + lines + "}\n")


write("schedules.json", {"measured": MEASURED, **schedules})
write("optimizers.json", {"optimizers": OPTIMIZERS, **runs})
