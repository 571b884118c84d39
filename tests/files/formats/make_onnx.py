# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes onnx_NET_EXPORTER.onnx and onnx_NET.pth beside itself: two small networks as the exporters of torch write them,
and what they compute. Needs torch, onnx and onnxscript; made with torch 2.11.0, onnx 1.23.

    python make_onnx.py
"""
import logging
import pathlib

import onnx
import torch
from torch import nn
from torch.nn import functional as F

here = pathlib.Path(__file__).parent


class Images(nn.Module):
    """Residual, depth-wise, gated and shuffled."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.block = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False), nn.BatchNorm2d(8), nn.Hardswish())
        self.squeeze = nn.Conv2d(8, 4, 1)
        self.excite = nn.Conv2d(4, 8, 1)
        self.branch = nn.Conv2d(4, 4, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(4)
        self.fc = nn.Linear(8, 5)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        y = self.block(x)
        gate = F.hardsigmoid(self.excite(F.silu(self.squeeze(F.adaptive_avg_pool2d(y, 1)))))
        x = F.max_pool2d(x + y * gate, 3, 2, ceil_mode=True)
        left, right = x.chunk(2, dim=1)
        x = torch.cat((left, F.relu6(self.bn2(self.branch(right)))), dim=1)
        b, c, h, w = x.shape
        x = x.view(b, 2, c // 2, h, w).transpose(1, 2).contiguous().view(b, c, h, w)
        x = F.avg_pool2d(x, 2, 1, padding=1)
        return self.fc(F.dropout(x.mean([2, 3]), 0.2, self.training))


class Tokens(nn.Module):
    """Class token, positions, attention with a bias table, shifted tokens."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 8, 4, stride=4)
        self.class_token = nn.Parameter(torch.randn(1, 1, 8))
        self.positions = nn.Parameter(torch.randn(1, 5, 8))
        self.norm1 = nn.LayerNorm(8)
        self.qkv = nn.Linear(8, 24)
        self.table = nn.Parameter(torch.randn(9, 2))
        self.register_buffer("index", torch.arange(5)[:, None] - torch.arange(5)[None, :] + 4)
        self.proj = nn.Linear(8, 8)
        self.norm2 = nn.LayerNorm(8)
        self.mlp = nn.Sequential(nn.Linear(8, 12), nn.GELU(), nn.Linear(12, 8, bias=False))
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat((self.class_token.expand(x.shape[0], -1, -1), x), dim=1) + self.positions
        b, n, c = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(b, n, 3, 2, c // 2).permute(2, 0, 3, 1, 4).unbind(0)
        bias = self.table[self.index.view(-1)].view(n, n, 2).permute(2, 0, 1).unsqueeze(0)
        y = ((q * (c // 2) ** -0.5) @ k.transpose(-2, -1) + bias).softmax(-1) @ v
        x = x + self.proj(y.transpose(1, 2).reshape(b, n, c))
        x = x + torch.roll(self.mlp(self.norm2(x)), 1, 1)
        return self.head(x[:, 0])


def randomise(model):
    for name, buffer in model.named_buffers():
        if name.endswith("running_mean"):
            buffer.normal_(0, 0.2)
        if name.endswith("running_var"):
            buffer.uniform_(0.5, 2)
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.2)
    return model.eval()


def shrink(path):
    """Without stack traces, shapes of inner values and files beside it."""
    model = onnx.load(path)
    del model.graph.value_info[:]
    del model.graph.metadata_props[:]
    model.graph.doc_string = ""
    for node in model.graph.node:
        node.doc_string = ""
        kept = [p for p in node.metadata_props if p.key == "pkg.torch.onnx.name_scopes"]
        del node.metadata_props[:]
        node.metadata_props.extend(kept)
    for value in [*model.graph.input, *model.graph.output, *model.graph.initializer]:
        del value.metadata_props[:]
    onnx.save(model, path)


def export(name, model, size):
    x = torch.randn(2, 3, size, size)
    shapes = ({0: torch.export.Dim("batch", min=2, max=64)},)
    axes = {"x": {0: "batch"}}
    ways = {
        "dynamo": dict(dynamo=True, dynamic_shapes=shapes, external_data=False),
        "plain": dict(dynamo=True, dynamic_shapes=shapes, external_data=False, optimize=False),
        "script": dict(dynamo=False, input_names=["x"], dynamic_axes=axes, opset_version=13),
        "preserve": dict(dynamo=False, input_names=["x"], dynamic_axes=axes, training=torch.onnx.TrainingMode.PRESERVE,
                         do_constant_folding=False),
    }
    for way, options in ways.items():
        path = str(here / f"onnx_{name}_{way}.onnx")
        torch.onnx.export(model, (x,), path, **options)
        shrink(path)
    with torch.no_grad():
        torch.save({"x": x, "y": model(x), **{f"w.{k}": v for k, v in model.state_dict().items()}}, here / f"onnx_{name}.pth")


logging.disable(logging.WARNING)
torch.set_num_threads(1)
torch.manual_seed(7)
export("images", randomise(Images()), 16)
export("tokens", randomise(Tokens()), 8)
