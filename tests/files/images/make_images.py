#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the images of this folder, and as NAME.raw what Pillow makes of them (height x width x channels bytes).

    python make_images.py [FOLDER]        (Pillow 13 and NumPy 2 made the ones that are checked in)
"""
import pathlib
import sys

import numpy as np
from PIL import Image

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
FOLDER = FOLDER if FOLDER.is_dir() else FOLDER.parent


def pattern(height, width, channels):
    """The same pixels as testPattern() in tests/data/image_fixtures.cpp."""
    i = np.arange(height * width * channels, dtype=np.int64)
    return ((i * 7919 + (i * i) % 251) // 13 % 256).astype(np.uint8).reshape(height, width, channels)


def smooth(height, width, channels):
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    return (128 + 60 * np.sin(x / 4 + c) + 60 * np.cos(y / 5 - c)).clip(0, 255).astype(np.uint8)


def image(pixels, mode=None):
    return Image.fromarray(pixels.squeeze(), mode)


def main():
    image(smooth(32, 32, 3)).save(FOLDER / "colour420.jpg", quality=75)
    image(smooth(21, 35, 3)).save(FOLDER / "colour444.jpg", quality=90, subsampling=0, progressive=True)
    image(smooth(20, 28, 1)).save(FOLDER / "grey.jpg", quality=80)
    image(smooth(16, 16, 4), "CMYK").save(FOLDER / "cmyk.jpg", quality=95)
    image(smooth(12, 9, 3)).save(FOLDER / "colour.png")
    image(smooth(12, 9, 1)).save(FOLDER / "grey.png")
    image(smooth(12, 9, 4)).save(FOLDER / "alpha.png")
    image(smooth(12, 9, 3)).quantize(16).save(FOLDER / "palette.png")
    image(smooth(12, 9, 1)).point(lambda v: 255 * (v > 128)).convert("1").save(FOLDER / "bilevel.png")
    whole = (FOLDER / "colour420.jpg").read_bytes()
    (FOLDER / "cut.jpg").write_bytes(whole[:-60])
    for name in ("colour420.jpg", "colour444.jpg", "grey.jpg", "colour.png", "grey.png", "alpha.png", "palette.png", "bilevel.png"):
        opened = Image.open(FOLDER / name)
        grey = opened.mode in ("L", "1")
        (FOLDER / f"{name}.raw").write_bytes(np.asarray(opened.convert("L" if grey else "RGB")).tobytes())

    for name, size, target in (("up", (28, 28, 1), (32, 32)), ("down", (37, 50, 3), (20, 13)), ("rows", (16, 40, 3), (16, 25)),
                               ("columns", (33, 12, 1), (70, 12))):
        resized = image(pattern(*size)).resize((target[1], target[0]), Image.Resampling.BILINEAR)
        (FOLDER / f"resize_{name}.raw").write_bytes(np.asarray(resized).tobytes())
    (FOLDER / "luminance.raw").write_bytes(np.asarray(image(pattern(24, 20, 3)).convert("L")).tobytes())

    from torchvision.transforms import v2
    square = v2.Compose([v2.Resize(24, v2.InterpolationMode.BILINEAR), v2.CenterCrop(24)])
    for name, size in (("wide", (40, 61, 3)), ("tall", (53, 30, 3))):
        (FOLDER / f"square_{name}.raw").write_bytes(np.asarray(square(image(pattern(*size)))).tobytes())


if __name__ == "__main__":
    main()
