#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the data of this folder from Fashion-MNIST.

    python make_sample.py [SOURCE]

SOURCE holds the four .gz files of Fashion-MNIST; Debian's package dataset-fashion-mnist puts them into
/usr/share/datasets/fashion-mnist. Of each class the first 1000 training and the first 200 test images are kept, in their
order. Needs Python's standard library only. The same SOURCE gives the same bytes.
"""
import gzip
import pathlib
import struct
import sys

CLASSES = ["T-shirt or top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]
FOLDER = pathlib.Path(__file__).resolve().parent


def read(path, rank):
    data = gzip.decompress(path.read_bytes())
    sizes = struct.unpack(f">{rank}I", data[4:4 + 4 * rank])
    return sizes, data[4 + 4 * rank:]


def write(path, sizes, body):
    header = bytes([0, 0, 8, len(sizes)]) + struct.pack(f">{len(sizes)}I", *sizes)
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
        out.write(header + body)


def main():
    source = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/datasets/fashion-mnist")
    for prefix, per_class in (("train", 1000), ("t10k", 200)):
        (_, height, width), pixels = read(source / f"{prefix}-images-idx3-ubyte.gz", 3)
        _, labels = read(source / f"{prefix}-labels-idx1-ubyte.gz", 1)
        taken, size, counts = [], height * width, [0] * len(CLASSES)
        for i, label in enumerate(labels):
            if counts[label] < per_class:
                counts[label] += 1
                taken.append(i)
        assert counts == [per_class] * len(CLASSES)
        write(FOLDER / f"{prefix}-images-idx3-ubyte.gz", (len(taken), height, width),
              b"".join(pixels[i * size:(i + 1) * size] for i in taken))
        write(FOLDER / f"{prefix}-labels-idx1-ubyte.gz", (len(taken),), bytes(labels[i] for i in taken))
    (FOLDER / "classes.txt").write_text("\n".join(CLASSES) + "\n")


if __name__ == "__main__":
    main()
