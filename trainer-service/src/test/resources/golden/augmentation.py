"""Makes augmentation.json for AugmentationTest: what torchvision makes of the same draws.

usage: python3 augmentation.py     in this folder, with Debian's python3-torch and python3-torchvision
                                   (made with 1.13.1 and 0.14.1)

Each image goes through torchvision's functions on tensors by itself. The draws come from generators
with the seeds that the emitted program uses, in the same order. Images come from a formula.
"""
import json
import math
import pathlib

import torch
from torchvision.transforms import functional

COUNT, CHANNELS, HEIGHT, WIDTH = 5, 3, 8, 10
SEED = 123456789
FLIP, CROP, ROTATION, CUTOUT, MIXUP, BRIGHTNESS, CONTRAST, SATURATION, HUE = range(9)

torch.set_num_threads(1)


def mix(value):
    value &= 0xFFFFFFFF
    value = (value ^ (value >> 16)) * 0x85EBCA6B & 0xFFFFFFFF
    value = (value ^ (value >> 13)) * 0xC2B2AE35 & 0xFFFFFFFF
    return value ^ (value >> 16)


def images(channels):
    size = COUNT * channels * HEIGHT * WIDTH
    pixels = torch.tensor([mix(i) & 0xFF for i in range(size)]).view(COUNT, channels, HEIGHT, WIDTH)
    pixels[:, :, 0, 0] = 77  # a grey pixel: it has no hue
    return pixels / 255.0


def generator(draw):
    return torch.Generator().manual_seed(SEED + draw)


def uniform(draw, low, high):
    return torch.empty(COUNT).uniform_(low, high, generator=generator(draw)).tolist()


def each(change, x, *draws):
    return torch.stack([change(image, *drawn) for image, *drawn in zip(x, *draws)])


def flip(x, probability):
    drawn = torch.rand(COUNT, 1, generator=generator(FLIP))[:, 0] < probability
    return each(lambda image, turn: functional.hflip(image) if turn else image, x, drawn.tolist())


def crop(x, pad):
    moves = torch.randint(0, 2 * pad + 1, (2, COUNT, 1), generator=generator(CROP))[..., 0]
    padded = functional.pad(x, pad)
    return each(lambda image, top, left: functional.crop(image, top, left, HEIGHT, WIDTH), padded, *moves.tolist())


def brightness(x, strength):
    return each(functional.adjust_brightness, x, uniform(BRIGHTNESS, 1 - strength, 1 + strength))


def contrast(x, strength):
    return each(functional.adjust_contrast, x, uniform(CONTRAST, 1 - strength, 1 + strength))


def saturation(x, strength):
    return each(functional.adjust_saturation, x, uniform(SATURATION, 1 - strength, 1 + strength))


def hue(x, strength):
    return each(functional.adjust_hue, x, uniform(HUE, -strength, strength))


def rotation(x, degrees):
    drawn = uniform(ROTATION, -math.radians(degrees), math.radians(degrees))
    return each(lambda image, angle: functional.rotate(image, math.degrees(angle)), x, drawn)


def cutout(x, side):
    """DeVries and Taylor's, with an odd side kept odd."""
    draw = generator(CUTOUT)
    tops = torch.randint(0, HEIGHT, (COUNT,), generator=draw).tolist()
    lefts = torch.randint(0, WIDTH, (COUNT,), generator=draw).tolist()
    cut = x.clone()
    for image, top, left in zip(cut, tops, lefts):
        top, left = top - side // 2, left - side // 2
        image[:, max(top, 0) : max(top + side, 0), max(left, 0) : max(left + side, 0)] = 0
    return cut


def case(name, channels, asked, *changes):
    x = images(channels)
    for change, strength in changes:
        x = change(x, strength)
    return {"name": name, "channels": channels, "augmentation": asked, "pixels": [round(v, 7) for v in x.flatten().tolist()]}


def main():
    jitter = {"brightness": 0.4, "contrast": 0.5, "saturation": 0.6, "hue": 0.3}
    order = [(saturation, 0.6), (brightness, 0.4), (hue, 0.3), (contrast, 0.5)]
    cases = [
        case("nothing", 3, {}),
        case("crop", 3, {"crop": 3}, (crop, 3)),
        case("flip", 3, {"flip": 0.5}, (flip, 0.5)),
        case("brightness", 3, {"brightness": 0.4}, (brightness, 0.4)),
        case("contrast", 3, {"contrast": 0.5}, (contrast, 0.5)),
        case("saturation", 3, {"saturation": 0.6}, (saturation, 0.6)),
        case("hue", 3, {"hue": 0.3}, (hue, 0.3)),
        case("rotation", 3, {"rotation": 90}, (rotation, 90)),
        case("cutout", 3, {"cutout": 5}, (cutout, 5)),
        case("jitters", 3, jitter, *order),
        case("grey contrast", 1, {"contrast": 0.5, "saturation": 0.6, "hue": 0.3}, (contrast, 0.5)),
        case("grey jitters", 1, jitter, (brightness, 0.4), (contrast, 0.5)),
        case(
            "all",
            3,
            jitter | {"crop": 3, "flip": 0.5, "rotation": 15, "cutout": 4},
            *[(flip_of_the_window, 3), *order, (rotation, 15), (cutout, 4)],
        ),
    ]
    path = pathlib.Path(__file__).parent / "augmentation.json"
    path.write_text("[\n" + ",\n".join(json.dumps(each) for each in cases) + "\n]\n")


def flip_of_the_window(x, pad):
    return flip(crop(x, pad), 0.5)


if __name__ == "__main__":
    main()
