#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the .pt2 files of the tests with torch.export, and beside each NAME.io.safetensors with inputs x0, x1, … and
outputs y0, y1, …. Run once; needs torch."""
import os
import sys

import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "zoo"))
from export_torchvision import write_safetensors  # noqa: E402


class Regions(nn.Module):
    """Regions without gradients and autocast, a list of outputs, an infinity, a lifted constant, a buffer that is not
    saved, a size that depends on the batch, a conversion of types."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.norm = nn.BatchNorm2d(4)
        self.head = nn.Linear(4, 5)
        self.register_buffer("gain", torch.rand(4, 1, 1), persistent=False)

    def forward(self, x):
        y = self.norm(self.conv(x))
        with torch.no_grad():
            gate = torch.sigmoid(y.mean((2, 3), keepdim=True))
            shift = gate + 1
        with torch.autocast("cpu", enabled=False):
            z = y * gate * self.gain + shift
        a, _ = z.chunk(2, 1)
        largest, _ = z.max(1)
        soft = z.masked_fill(z > 2.5, float("-inf")).flatten(2).softmax(-1)
        scale = torch.tensor([1.0, 2.0, 3.0, 4.0])
        out = self.head((z * scale[:, None, None]).mean((2, 3)) + soft.amax(-1))
        return out, largest, torch.zeros(x.shape[0], 3) + a.mean().to(torch.float64)


class Windows(nn.Module):
    """Sizes that are multiples of the batch, in front and inside; weights in channels_last; one weight used twice."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1).to(memory_format=torch.channels_last)
        self.first = nn.Linear(8, 8, bias=False)
        self.second = nn.Linear(8, 8)
        self.second.weight = self.first.weight
        self.attention = nn.MultiheadAttention(8, 2)

    def forward(self, x):
        y = self.conv(x)
        b, c, h, w = y.shape
        y = y.view(b, c, h // 4, 4, w // 4, 4).permute(0, 2, 4, 3, 5, 1).reshape(b * 4, 16, c)
        y = self.second(self.first(y))
        z, _ = self.attention(y.transpose(0, 1), y.transpose(0, 1), y.transpose(0, 1), need_weights=False)
        return z.transpose(0, 1).reshape(b, -1, c).mean(1)


def save(name, model, shape, train=False, decompose=False):
    torch.manual_seed(3)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.uniform_(-0.3, 0.3)
            module.running_var.uniform_(0.5, 1.5)
    x = torch.randn(2, *shape)
    model.eval()
    with torch.no_grad():
        y = model(x)
    outputs = y if isinstance(y, tuple) else (y,)
    model.train(train)
    program = torch.export.export(model, (x,), dynamic_shapes=({0: torch.export.Dim("batch")},))
    if decompose:
        program = program.run_decompositions()
    for part in program.graph_module.modules():  # paths of this machine
        for node in getattr(getattr(part, "graph", None), "nodes", []):
            node.meta.pop("stack_trace", None)
    torch.export.save(program, os.path.join(HERE, name + ".pt2"))
    tensors = {"x0": x, **{f"y{i}": output for i, output in enumerate(outputs)}}
    write_safetensors(os.path.join(HERE, name + ".io.safetensors"), tensors)


torch.manual_seed(1)
save("regions", Regions(), (3, 8, 8))
save("regions_train", Regions(), (3, 8, 8), train=True)
save("decomposed", Regions(), (3, 8, 8), decompose=True)
save("windows", Windows(), (3, 8, 8))
