#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the files of this folder with a real PyTorch (2.11 made the ones that are checked in).

    python make_fixtures.py [FOLDER]

expected.json says what each file holds, as lists of numbers.
"""
import collections
import json
import pathlib
import sys

import torch
from torch import nn

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
FOLDER = FOLDER if FOLDER.is_dir() else FOLDER.parent


def small_net():
    torch.manual_seed(7)
    net = nn.Sequential(collections.OrderedDict(
        conv=nn.Conv2d(2, 3, 3, bias=False), bn=nn.BatchNorm2d(3), fc=nn.Linear(3, 4)))
    with torch.no_grad():
        net.bn.running_mean.uniform_(-1, 1)
    return net


def several_types():
    torch.manual_seed(11)
    base = torch.arange(12, dtype=torch.float32)
    return {
        "half": torch.randn(2, 3).half(),
        "bfloat16": torch.randn(3, 2).bfloat16(),
        "double": torch.randn(2, dtype=torch.float64),
        "int64": torch.tensor([-(2 ** 40), 5]),
        "int32": torch.tensor([[1, -2]], dtype=torch.int32),
        "int16": torch.tensor([300, -300], dtype=torch.int16),
        "int8": torch.tensor([-5], dtype=torch.int8),
        "uint8": torch.tensor([250], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 4),
        "shared": base.view(3, 4),
        "shared.transposed": base.view(3, 4).t(),
        "shared.part": base[4:9:2],
        "parameter": nn.Parameter(torch.ones(2)),
    }


def masks():
    residual = torch.tensor([True, False, True, True])
    return collections.OrderedDict([
        ("layer1.0.bn1", torch.tensor([True, True, False])),
        ("layer1.0.bn3", residual),
        ("layer1.1.bn3", residual),
    ])


def numbers(tensor):
    return {"dtype": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape),
            "values": tensor.detach().double().flatten().tolist()}


def main():
    net = small_net()
    wrapped = {"epoch": 3, "best_prec1": 91.5, "arch": "small",
               "state_dict": collections.OrderedDict(("module." + k, v) for k, v in net.state_dict().items()),
               "optimizer": {"state": {0: {"momentum_buffer": torch.ones(2)}}, "param_groups": [{"lr": 0.1, "params": [0]}]}}
    files = {
        "state_dict.pth": (net.state_dict(), net.state_dict(), True),
        "wrapped_legacy.pth": (wrapped, wrapped["state_dict"], False),
        "types.pth": (several_types(), several_types(), True),
        "types_legacy.pth": (several_types(), several_types(), False),
        "channels.mask": (masks(), masks(), False),
    }
    expected = {}
    for name, (content, tensors, zipped) in files.items():
        torch.save(content, FOLDER / name, _use_new_zipfile_serialization=zipped)
        expected[name] = {key: numbers(value) for key, value in tensors.items()}
    torch.serialization.set_crc32_options(False)
    torch.save(net.state_dict(), FOLDER / "state_dict_no_crc.pth")
    torch.serialization.set_crc32_options(True)
    expected["state_dict_no_crc.pth"] = expected["state_dict.pth"]
    torch.save(net, FOLDER / "module.pth")
    torch.save({"best": __import__("numpy").float64(1.5), "w": torch.ones(1)}, FOLDER / "numpy_scalar.pth")
    torch.save(torch.ones(2), FOLDER / "single_tensor.pth")
    torch.save({"a": {"w": torch.ones(1)}, "b": 3}, FOLDER / "no_state_dict.pth")
    torch.save({"w": torch.ones(2, dtype=torch.complex64)}, FOLDER / "complex.pth")
    torch.save({"w": torch.ones(2)}, FOLDER / "protocol4.pth", pickle_protocol=4)
    (FOLDER / "expected.json").write_text(json.dumps(expected, indent=0) + "\n")


if __name__ == "__main__":
    main()
