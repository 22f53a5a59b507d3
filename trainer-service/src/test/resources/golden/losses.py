"""Makes losses.json, the golden file of LossTextTest: each loss and its gradient by PyTorch.

usage: python3 losses.py     in this folder
"""
import json
import pathlib

import torch
from torch import nn
from torch.nn import functional

HERE = pathlib.Path(__file__).parent
WEIGHTS = [0.5, 2.0, 1.25, 0.25]

# The last row is so sure that its probability is 1 in 32 bits.
LOGITS = [
    [0.3, -1.2, 2.5, 0.1],
    [-0.7, 0.9, 0.2, -2.0],
    [4.0, -3.0, 0.5, 1.5],
    [0.0, 0.0, 0.0, 0.0],
    [-1.0, 1.5, -0.25, 3.0],
    [200.0, -5.0, 1.0, 0.0],
]
TARGET = [2, 0, 3, 1, 3, 0]


def focal(gamma, weight):
    """In 64 bits: 1 - p must not lose its digits."""

    def loss(logits, target):
        each = functional.cross_entropy(logits.double(), target, reduction="none")
        each = (1 - torch.exp(-each)).clamp_min(1e-12) ** gamma * each
        weights = torch.ones(len(target)) if weight is None else weight[target]
        return (weights * each).sum() / weights.sum()

    return loss


def one_hot(loss):
    return lambda logits, target: loss(logits, functional.one_hot(target, 4).float())


WEIGHT = torch.tensor(WEIGHTS)
CASES = [
    ("cross-entropy", 0, 2, [], nn.CrossEntropyLoss()),
    ("cross-entropy", 0.1, 2, [], nn.CrossEntropyLoss(label_smoothing=0.1)),
    ("cross-entropy", 0, 2, WEIGHTS, nn.CrossEntropyLoss(weight=WEIGHT)),
    ("cross-entropy", 0.2, 2, WEIGHTS, nn.CrossEntropyLoss(weight=WEIGHT, label_smoothing=0.2)),
    ("focal", 0, 0, [], nn.CrossEntropyLoss()),
    ("focal", 0, 2, [], focal(2, None)),
    ("focal", 0, 0.5, [], focal(0.5, None)),
    ("focal", 0, 2, WEIGHTS, focal(2, WEIGHT)),
    ("binary-cross-entropy", 0, 2, [], one_hot(nn.BCEWithLogitsLoss())),
    ("mse", 0, 2, [], one_hot(nn.MSELoss())),
    ("mae", 0, 2, [], one_hot(nn.L1Loss())),
]

results = []
for kind, smoothing, gamma, weights, criterion in CASES:
    logits = torch.tensor(LOGITS, requires_grad=True)
    loss = criterion(logits, torch.tensor(TARGET))
    loss.backward()
    results.append({
        "asked": {"type": kind, "labelSmoothing": smoothing, "focalGamma": gamma, "classWeights": weights},
        "loss": loss.item(),
        "gradient": logits.grad.flatten().tolist(),
    })
golden = {"logits": LOGITS, "target": TARGET, "losses": results}
(HERE / "losses.json").write_text(json.dumps(golden).replace(', {"asked', ',\n{"asked') + "\n")
