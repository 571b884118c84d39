#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the TorchScript files of this folder with a real PyTorch (2.11 made the ones that are checked in).

    python make_torchscript.py [FOLDER]

torchscript.safetensors holds an input and the output of each: NAME.x and NAME.y.
"""
import pathlib
import sys
import warnings

import torch
from torch import nn
from torch.nn import functional as F

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
FOLDER = FOLDER if FOLDER.is_dir() else FOLDER.parent


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(4)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.relu(self.bn(self.conv(x)) + x)


class Small(nn.Module):
    """A stem, a residual block, dropout, a head: what most scripted networks use."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(2, 4, 3, stride=2, padding=1), nn.BatchNorm2d(4), nn.ReLU6())
        self.block = Block()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.drop = nn.Dropout(0.2)
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        x = self.pool(self.block(self.stem(x)))
        return self.fc(self.drop(torch.flatten(x, 1)))


class Baked(nn.Module):
    """The batch as a Python number, and one layer under two names."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 2, 1)
        self.twin = nn.ModuleList([nn.Linear(8, 8)])
        self.again = self.twin[0]

    def forward(self, x):
        n = int(x.shape[0])
        x = self.first(x).view(n, -1)
        return self.again(torch.tanh(self.twin[0](x)))


class DataDependent(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        x = self.fc(x)
        if bool(x.sum() > 0):
            x = -x
        return x


class Listed(nn.Module):
    """Lists, loops over known ranges, chunks, negative axes, constants."""

    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(2, 2, 3, padding="same") for _ in range(3)])
        self.scale = nn.Parameter(torch.full((1, 8, 1, 1), 0.5))

    def forward(self, x):
        parts = [x]
        for conv in self.convs:
            parts.append(F.silu(conv(parts[-1])))
        x = torch.cat(parts, 1) * self.scale
        a, b = torch.chunk(x, 2, dim=1)
        b = F.interpolate(b, scale_factor=2.0, mode="nearest")
        return (a.mean(dim=[-2, -1]), b.flatten(1)[:, :5])


class Attention(nn.Module):
    """Traced without gradients, as many do: PyTorch then writes its fused attention into the file."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(1, 8, 2, stride=2)
        self.norm = nn.LayerNorm(8)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        y = self.norm(x)
        x = x + self.attention(y, y, y, need_weights=False)[0]
        return self.head(x.mean(1))


class Twins(nn.Module):
    """Two layers whose biases are equal: freezing makes one constant of them."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Conv2d(2, 6, 3, padding=1), nn.Conv2d(6, 6, 3, padding=1), nn.Linear(6, 3)
        with torch.no_grad():
            self.a.bias.fill_(0.25)
            self.b.bias.fill_(0.25)

    def forward(self, x):
        return self.c(torch.relu(self.b(torch.relu(self.a(x)))).mean((2, 3)))


def prepared(net, seed):
    torch.manual_seed(seed)
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.uniform_(-0.3, 0.3)
            module.running_var.uniform_(0.5, 1.5)
            with torch.no_grad():
                module.weight.uniform_(0.5, 1.5)
                module.bias.uniform_(-0.3, 0.3)
    return net.eval()


def save_tensors(tensors):
    import json
    import struct
    header, data = {}, b""
    for name, tensor in tensors.items():
        raw = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (FOLDER / "torchscript.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.manual_seed(3)
    small, baked, listed = prepared(Small(), 3), prepared(Baked(), 4), prepared(Listed(), 5)
    files = {
        "traced": (torch.jit.trace(small, torch.randn(3, 2, 8, 8)), torch.randn(2, 2, 8, 8)),
        "scripted": (torch.jit.script(small), torch.randn(2, 2, 32, 32)),
        "baked": (torch.jit.trace(baked, torch.randn(5, 1, 2, 2)), torch.randn(5, 1, 2, 2)),
        "listed": (torch.jit.script(listed), torch.randn(2, 2, 32, 32)),
        "frozen": (torch.jit.freeze(torch.jit.script(small)), torch.randn(2, 2, 32, 32)),
        "data_dependent": (torch.jit.script(DataDependent().eval()), torch.randn(2, 4)),
    }
    attention = prepared(Attention(), 6)
    with torch.no_grad():
        files["attention"] = (torch.jit.trace(attention, torch.randn(2, 1, 8, 8)), torch.randn(2, 1, 8, 8))
    files["twins"] = (torch.jit.freeze(torch.jit.script(prepared(Twins(), 7))), torch.randn(2, 2, 32, 32))
    tensors = {}
    for name, (module, x) in files.items():
        module.save(str(FOLDER / f"{name}.pt"))
        y = module(x)
        tensors[f"{name}.x"] = x
        tensors[f"{name}.y"] = y[0] if isinstance(y, tuple) else y
    save_tensors(tensors)


if __name__ == "__main__":
    main()
