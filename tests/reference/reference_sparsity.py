#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""L1 on batch norm scales, global and masked, in plain PyTorch: from the algorithm's description, nothing of Espalier's code.

    reference_sparsity.py WEIGHTS.safetensors BATCHES.safetensors OPTIONS.json OUT.safetensors

WEIGHTS holds a CIFAR ResNet with shortcut A (conv1, bn1, layerL.B.conv1, ..., linear) or an MLP net.0, net.2, ... BATCHES has
x0, y0, x1, ... OPTIONS: lr, momentum, nesterov, weight_decay, s, masked, ratio. Masked: the ceil(ratio * n) smallest |gamma|
of the batch norm behind the first convolution of each block, ties by index; else every scale. OUT gets weight.NAME,
momentum.NAME, and chosen.NAME of the convolutions whose batch norms are masked. Needs Python with torch, nothing else.
"""
import json
import math
import re
import sys

import torch
import torch.nn.functional as functional

from reference_methods import read_tensors, write_tensors

BUFFERS = ("running_mean", "running_var", "num_batches_tracked")


def batch_norm(w, name, x):
    return functional.batch_norm(x, w[name + ".running_mean"], w[name + ".running_var"], w[name + ".weight"],
                                 w[name + ".bias"], training=True, momentum=0.1, eps=1e-5)


def resnet(w, x):
    x = functional.relu(batch_norm(w, "bn1", functional.conv2d(x, w["conv1.weight"], padding=1)))
    blocks = sorted({tuple(map(int, m.groups())) for m in (re.match(r"layer(\d+)\.(\d+)\.", n) for n in w) if m})
    for layer, index in blocks:
        block = f"layer{layer}.{index}."
        planes = w[block + "conv1.weight"].shape[0]
        wider = planes != x.shape[1]
        y = functional.conv2d(x, w[block + "conv1.weight"], stride=2 if wider else 1, padding=1)
        y = functional.relu(batch_norm(w, block + "bn1", y))
        y = batch_norm(w, block + "bn2", functional.conv2d(y, w[block + "conv2.weight"], padding=1))
        shortcut = functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, planes // 4, planes // 4)) if wider else x
        x = functional.relu(y + shortcut)
    return functional.linear(x.mean(dim=(2, 3)), w["linear.weight"], w["linear.bias"])


def mlp(w, x):
    x = x.flatten(1)
    for name in sorted((n[:-7] for n in w if n.endswith(".weight")), key=lambda n: int(n.split(".")[1])):
        x = functional.linear(x, w[name + ".weight"], w[name + ".bias"])
    return x


def scales(w):
    """Names of all gammas: affine weights beside running statistics."""
    return [n for n in w if n.endswith(".weight") and n[:-6] + "running_mean" in w]


def targets(w, options):
    """Gamma name -> mask of the entries that are penalised."""
    if not options["masked"]:
        return {n: torch.ones_like(w[n]) for n in scales(w)}
    masks = {}
    for name in scales(w):
        if not re.fullmatch(r"layer\d+\.\d+\.bn1\.weight", name):
            continue
        size = w[name].abs().tolist()
        count = min(math.ceil(options["ratio"] * len(size)), len(size) - 1)
        masks[name] = torch.zeros_like(w[name])
        masks[name][sorted(range(len(size)), key=lambda c, s=size: (s[c], c))[:count]] = 1.0
    return masks


def main():
    weights_file, batches_file, options_file, out_file = sys.argv[1:5]
    with open(options_file, encoding="utf-8") as file:
        options = json.load(file)
    torch.set_num_threads(1)
    w = read_tensors(weights_file)
    batches = read_tensors(batches_file)
    forward = resnet if "conv1.weight" in w else mlp
    masks = targets(w, options)
    parameters = {n: t.requires_grad_() for n, t in w.items() if not n.endswith(BUFFERS)}
    optimiser = torch.optim.SGD(parameters.values(), lr=options["lr"], momentum=options["momentum"],
                                nesterov=options["nesterov"], weight_decay=options["weight_decay"])
    for t in range(len([n for n in batches if n.startswith("x")])):
        optimiser.zero_grad()
        functional.cross_entropy(forward(w, batches[f"x{t}"]), batches[f"y{t}"]).backward()
        with torch.no_grad():
            for name, mask in masks.items():
                w[name].grad += options["s"] * mask * w[name].sign()
        optimiser.step()
    out = {f"weight.{n}": t for n, t in w.items() if not n.endswith("num_batches_tracked")}
    out.update({f"momentum.{n}": optimiser.state[p]["momentum_buffer"] for n, p in parameters.items()})
    if options["masked"]:
        out.update({"chosen." + n.replace(".bn1.", ".conv1."): mask for n, mask in masks.items()})
    write_tensors(out_file, out)


if __name__ == "__main__":
    main()
