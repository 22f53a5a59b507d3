"""Makes the images of PictureTest, and pictures.json: what Pillow makes of them.

usage: python3 pictures.py     in this folder, with Pillow and NumPy (made with Pillow 9.4.0)
"""
import json
import pathlib

import numpy
from PIL import Image

HERE = pathlib.Path(__file__).parent
SHAPES = {
    "colour.png": ["3x12x10", "1x12x10", "3x40x60"],
    "grey.png": ["1x12x10", "3x12x10"],
    "deep.png": ["1x12x10"],
    "palette.png": ["3x12x10"],
    "transparent.png": ["3x12x10"],
    "colour.jpg": ["3x12x10"],
    "grey.jpg": ["1x12x10"],
}


def make():
    y, x = numpy.mgrid[0:33, 0:47]
    planes = [128 + 127 * numpy.sin(x / 5 + y / 9), 5 * x + y, 255 * ((x // 6 + y // 5) % 2)]
    colour = numpy.stack(planes, 2).clip(0, 255).astype(numpy.uint8)
    grey = colour[:, :, 0]
    Image.fromarray(colour).save(HERE / "colour.png")
    Image.fromarray(colour).save(HERE / "colour.jpg", quality=90, subsampling=0)
    Image.fromarray(grey).save(HERE / "grey.png")
    Image.fromarray(grey).save(HERE / "grey.jpg", quality=90)
    Image.fromarray(grey.astype(numpy.uint16) * 257).save(HERE / "deep.png")
    Image.fromarray(colour).quantize(16).save(HERE / "palette.png")
    alpha = numpy.full(grey.shape, 99, numpy.uint8)
    Image.fromarray(numpy.dstack([colour, alpha])).save(HERE / "transparent.png")


def read(name, shape):
    channels, height, width = map(int, shape.split("x"))
    image = Image.open(HERE / name)
    if name == "deep.png":
        image = Image.fromarray((numpy.array(image) // 257).astype(numpy.uint8))
    image = image.convert("RGB").convert("L" if channels == 1 else "RGB")
    pixels = numpy.array(image.resize((width, height), Image.BILINEAR)).reshape(height, width, channels)
    return pixels.transpose(2, 0, 1).flatten().tolist()


make()
golden = {f"{name} {shape}": read(name, shape) for name, shapes in SHAPES.items() for shape in shapes}
(HERE / "pictures.json").write_text(json.dumps(golden))
