#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""GReg-1 in plain PyTorch, written from the algorithm's description and from nothing of Espalier's code.

    replay_reference.py WEIGHTS.safetensors BATCHES.safetensors OPTIONS.json OUT.safetensors

WEIGHTS holds an MLP of linear layers net.0, net.2, ... (weight and bias), BATCHES x0, y0, x1, ... OPTIONS has lr, momentum,
weight_decay, ratio, update_interval, stabilize_interval, granularity_prune, reg_upper_limit, mag_ratio_limit,
block_loss_grad. OUT gets weight.NAME, momentum.NAME, factor.NAME, chosen.NAME, as `espalier-cli replay` writes them.
Needs Python with torch, nothing else.
"""
import json
import math
import struct
import sys

import torch
import torch.nn as nn
import torch.nn.functional as functional

DTYPES = {"F32": torch.float32, "I64": torch.int64}


def read_tensors(path):
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        raw = bytearray(data[8 + length + begin:8 + length + end])
        dtype = DTYPES[entry["dtype"]]
        flat = torch.frombuffer(raw, dtype=dtype) if raw else torch.empty(0, dtype=dtype)
        tensors[name] = flat.reshape(entry["shape"]).clone()
    return tensors


def write_tensors(path, tensors):
    header, blobs, offset = {}, [], 0
    for name, tensor in tensors.items():
        blob = tensor.detach().to(torch.float32).contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def linear_layers(weights):
    names = sorted((n[:-len(".weight")] for n in weights if n.endswith(".weight")), key=lambda n: int(n.split(".")[1]))
    layers = {}
    for name in names:
        rows, columns = weights[name + ".weight"].shape
        layers[name] = nn.Linear(columns, rows)
        layers[name].weight.data.copy_(weights[name + ".weight"])
        layers[name].bias.data.copy_(weights[name + ".bias"])
    return layers


class Greg1:
    """Slowly growing L2 on the filters with the smallest mean absolute weight at the start."""

    def __init__(self, layers, options):
        self.layers, self.options = layers, options
        self.factor = {n: torch.zeros(layer.out_features) for n, layer in layers.items()}
        self.ratio, self.finished, self.stable_since = {}, {}, None
        last = list(layers)[-1]
        self.chosen, self.kept = {}, {}
        for name, layer in layers.items():
            count = layer.out_features
            r = 0.0 if name == last else options["ratio"]
            n = 0 if r == 0 else min(math.ceil(r * count), count - 1)
            order = sorted(range(count), key=lambda j, s=self.score(name): (s[j], j))
            self.chosen[name], self.kept[name] = sorted(order[:n]), sorted(order[n:])

    def score(self, name):
        return self.layers[name].weight.detach().abs().mean(dim=1).tolist()

    def update(self, t):
        if self.stable_since is not None or t % self.options["update_interval"] != 0:
            return
        for name in self.layers:
            if name not in self.finished and self.update_layer(name):
                self.finished[name] = t
        if len(self.finished) == len(self.layers):
            self.stable_since = t

    def update_layer(self, name):
        chosen = self.chosen[name]
        if not chosen:
            return True
        score = torch.tensor(self.score(name))
        bottom = score[chosen].mean().item()
        ratio = score[self.kept[name]].mean().item() / bottom if bottom > 0 else math.inf
        self.ratio[name] = 0.9 * self.ratio[name] + 0.1 * ratio if name in self.ratio else ratio
        self.factor[name][chosen] += self.options["granularity_prune"]
        if self.factor[name].max() > self.options["reg_upper_limit"]:
            return True
        return all(value >= self.options["mag_ratio_limit"] for value in self.ratio.values())

    def after_backward(self):
        for name, layer in self.layers.items():
            penalty = self.factor[name][:, None] * layer.weight.data
            layer.weight.grad = penalty if self.options["block_loss_grad"] else layer.weight.grad + penalty

    def is_ready(self, t):
        return self.stable_since is not None and t - self.stable_since >= self.options["stabilize_interval"]


def run(layers, batches, options):
    method = Greg1(layers, options)
    parameters = [p for layer in layers.values() for p in layer.parameters()]
    optimiser = torch.optim.SGD(parameters, lr=options["lr"], momentum=options["momentum"],
                                weight_decay=options["weight_decay"])
    for t in range(len([n for n in batches if n.startswith("x")])):
        method.update(t)
        value = batches[f"x{t}"].flatten(1)
        for layer in layers.values():
            value = layer(value)
        loss = functional.cross_entropy(value, batches[f"y{t}"])
        optimiser.zero_grad()
        loss.backward()
        method.after_backward()
        optimiser.step()
        if method.is_ready(t):
            break
    return method, optimiser


def main():
    weights_file, batches_file, options_file, out_file = sys.argv[1:5]
    with open(options_file, encoding="utf-8") as file:
        options = json.load(file)
    torch.set_num_threads(1)
    layers = linear_layers(read_tensors(weights_file))
    method, optimiser = run(layers, read_tensors(batches_file), options)
    out = {}
    for name, layer in layers.items():
        for part, parameter in layer.named_parameters():
            out[f"weight.{name}.{part}"] = parameter
            out[f"momentum.{name}.{part}"] = optimiser.state[parameter]["momentum_buffer"]
        out[f"factor.{name}.weight"] = method.factor[name]
        chosen = torch.zeros(layer.out_features)
        chosen[method.chosen[name]] = 1.0
        out[f"chosen.{name}.weight"] = chosen
    write_tensors(out_file, out)


if __name__ == "__main__":
    main()
