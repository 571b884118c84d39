#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pruning methods in plain PyTorch, written from the algorithms' description and from nothing of Espalier's code.

    reference_methods.py WEIGHTS.safetensors BATCHES.safetensors OPTIONS.json OUT.safetensors

WEIGHTS holds the state of the network, BATCHES x0, y0, x1, ... OPTIONS has "model" (mlp7_linear, cifar_resnet20), "method"
(greg1, greg2, tpp, none, or what another module registers in METHODS), "lr", "momentum", "weight_decay", "ratios" (layer ->
share of its filters) and the method's own options by the names that a recipe gives them. OUT gets weight.NAME for every
parameter and buffer, momentum.NAME, and per layer factor.NAME and chosen.NAME, as `espalier-cli replay` writes them.

Needs a Python with torch, nothing else. Runs on one thread.
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


# Networks. `layers` gives the convolutions and linear layers in the order in which they run; `norm_of` the name of the
# batch norm behind a layer, or None.

class Mlp(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.net = nn.ModuleDict({str(2 * i): nn.Linear(a, b) for i, (a, b) in enumerate(zip(sizes, sizes[1:]))})

    def forward(self, x):
        x = x.flatten(1)
        for layer in self.net.values():
            x = layer(x)
        return x

    def norm_of(self, _name):
        return None


class Block(nn.Module):
    def __init__(self, inside, out):
        super().__init__()
        self.stride = 1 if inside == out else 2
        self.conv1 = nn.Conv2d(inside, out, 3, self.stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)

    def forward(self, x):
        y = functional.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.stride == 2:  # every second pixel, zeros as the new channels, half of them in front
            x = x[:, :, ::2, ::2]
            side = (y.shape[1] - x.shape[1]) // 2
            x = functional.pad(x, (0, 0, 0, 0, side, side))
        return functional.relu(y + x)


class CifarResnet(nn.Module):
    def __init__(self, blocks, inside=3, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(*[Block(16, 16) for _ in range(blocks)])
        self.layer2 = nn.Sequential(Block(16, 32), *[Block(32, 32) for _ in range(blocks - 1)])
        self.layer3 = nn.Sequential(Block(32, 64), *[Block(64, 64) for _ in range(blocks - 1)])
        self.linear = nn.Linear(64, classes)

    def forward(self, x):
        x = functional.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(x.mean(dim=(2, 3)))

    def norm_of(self, name):
        return None if name == "linear" else name[:-len("conv1")] + "bn" + name[-1]


def make_network(name, state):
    if name == "mlp7_linear":
        network = Mlp([state["net.0.weight"].shape[1]] + [state[f"net.{2 * i}.weight"].shape[0] for i in range(7)])
    else:
        network = CifarResnet((int(name[len("cifar_resnet"):]) - 2) // 6, state["conv1.weight"].shape[1],
                              state["linear.weight"].shape[0])
    network.load_state_dict(state)
    return network.train()


def layers_of(network):
    return {n: m for n, m in network.named_modules() if isinstance(m, (nn.Conv2d, nn.Linear))}


class Method:
    """What the loop calls, in the order of one iteration."""

    def __init__(self, network, options):
        self.network, self.options = network, options
        self.layers = layers_of(network)
        self.factor = {n: torch.zeros(layer.weight.shape[0]) for n, layer in self.layers.items()}
        self.chosen = {n: [] for n in self.layers}
        self.finished, self.stable_since = {}, None

    def score(self, name):
        """Mean absolute weight of each filter."""
        return self.layers[name].weight.detach().abs().flatten(1).mean(dim=1)

    def smallest(self, name):
        score = self.score(name).tolist()
        r = self.options["ratios"].get(name, 0.0)
        n = 0 if r == 0 else min(math.ceil(r * len(score)), len(score) - 1)
        return sorted(sorted(range(len(score)), key=lambda j: (score[j], j))[:n])

    def others(self, name, chosen):
        return [j for j in range(len(self.factor[name])) if j not in chosen]

    def magnitude_ratio(self, name, chosen):
        score = self.score(name)
        bottom = score[chosen].mean().item() if chosen else 0.0
        return score[self.others(name, chosen)].mean().item() / bottom if bottom > 0 else math.inf

    def update(self, t):
        pass

    def loss(self):
        return 0.0

    def after_backward(self):
        pass

    def after_step(self, t):
        pass

    def mark(self, name):
        """1 for each filter that is to go."""
        marks = torch.zeros(len(self.factor[name]))
        marks[self.chosen[name]] = 1.0
        return marks

    def is_ready(self, t):
        return self.stable_since is not None and t - self.stable_since >= self.options["stabilize_interval"]


class Growing(Method):
    """State update every update_interval iterations until every layer is finished."""

    def __init__(self, network, options):
        super().__init__(network, options)
        self.ratio = {}

    def update(self, t):
        if self.stable_since is not None or t % self.options["update_interval"] != 0:
            return
        for name in self.layers:
            if name in self.finished:
                continue
            if self.options["ratios"].get(name, 0.0) == 0 or self.update_layer(name):
                self.finished[name] = t
        if len(self.finished) == len(self.layers):
            self.stable_since = t

    def average(self, name, ratio):
        self.ratio[name] = 0.9 * self.ratio[name] + 0.1 * ratio if name in self.ratio else ratio
        return self.ratio[name]

    def after_backward(self):
        for name, layer in self.layers.items():
            shape = [-1] + [1] * (layer.weight.dim() - 1)
            penalty = self.factor[name].view(shape) * layer.weight.data
            layer.weight.grad = penalty if self.options.get("block_loss_grad") else layer.weight.grad + penalty


class Greg1(Growing):
    """Slowly growing L2 on the filters with the smallest scores at the start."""

    def __init__(self, network, options):
        super().__init__(network, options)
        self.chosen = {name: self.smallest(name) for name in self.layers}

    def update_layer(self, name):
        chosen = self.chosen[name]
        self.average(name, self.magnitude_ratio(name, chosen))
        self.factor[name][chosen] += self.options["granularity_prune"]
        if self.factor[name].max() > self.options["reg_upper_limit"]:
            return True
        return all(value >= self.options["mag_ratio_limit"] for value in self.ratio.values())


class Greg2(Growing):
    """L2 grows on all filters; the smallest are picked once they have come apart, and pushed."""

    def __init__(self, network, options):
        super().__init__(network, options)
        self.picked = set()

    def update_layer(self, name):
        is_picked = name in self.picked
        would_be = self.chosen[name] if is_picked else self.smallest(name)
        if is_picked:
            self.factor[name][would_be] += self.options["granularity_prune"]
            self.factor[name][self.others(name, would_be)] = self.options["recover"]
        else:
            self.factor[name] += self.options["granularity_pick"]
        ratio = self.average(name, self.magnitude_ratio(name, would_be))
        limit = torch.tensor(self.options["upper_limit_pick"], dtype=torch.float32)
        if not is_picked and self.factor[name].max() >= limit:
            self.chosen[name] = would_be
            self.picked.add(name)
        if name not in self.picked:
            return False
        return bool(self.factor[name].max() > self.options["reg_upper_limit"]) or ratio >= self.options["mag_ratio_limit"]


class Tpp(Method):
    """Growing decorrelation of the chosen filters (scheme v5) and growing L2 on them and on their batch norm."""

    def __init__(self, network, options):
        super().__init__(network, options)
        self.chosen = {name: self.smallest(name) for name in self.layers}
        self.growth = 0.0

    def norm(self, name):
        norm = self.network.norm_of(name)
        return None if norm is None else self.network.get_submodule(norm)

    def update(self, t):
        if self.stable_since is not None or t % self.options["update_interval"] != 0:
            return
        self.growth = self.options["granularity_prune"] * t / self.options["update_interval"]
        for name in self.layers:
            self.factor[name][self.chosen[name]] = self.growth
        if self.growth >= self.options["reg_upper_limit"]:
            self.stable_since = t

    def loss(self):
        total = 0.0
        for name, layer in self.layers.items():
            if not self.chosen[name]:
                continue
            rows = layer.weight.flatten(1)
            gram = rows @ rows.t()
            untouched = torch.ones(len(rows))
            untouched[self.chosen[name]] = 0.0
            touched = 1.0 - torch.outer(untouched, untouched)
            total = total + (gram.square() * touched).sum() / len(rows) ** 2
        return self.options["lw_opp"] * self.growth * total

    def after_backward(self):
        for name, layer in self.layers.items():
            chosen, norm = self.chosen[name], self.norm(name)
            if not chosen:
                continue
            affine = [] if norm is None else [norm.weight, norm.bias]
            for parameter in [layer.weight, layer.bias] + affine:
                if parameter is not None:
                    parameter.grad[chosen] += self.growth * parameter.data[chosen]

    def after_step(self, t):
        if self.stable_since is None:
            return
        for index, (name, layer) in enumerate(self.layers.items()):
            if t - self.stable_since < (index + 1) * self.options["zero_out_interval"]:
                continue
            norm = self.norm(name)
            for parameter in [layer.weight, layer.bias] + ([] if norm is None else [norm.weight, norm.bias]):
                if parameter is not None:
                    parameter.data[self.chosen[name]] = 0.0


METHODS = {"none": Method, "greg1": Greg1, "greg2": Greg2, "tpp": Tpp}


def run(network, batches, options):
    method = METHODS[options["method"]](network, options)
    optimiser = torch.optim.SGD(network.parameters(), lr=options["lr"], momentum=options["momentum"],
                                weight_decay=options["weight_decay"], nesterov=options.get("nesterov", False))
    for t in range(len([n for n in batches if n.startswith("x")])):
        method.update(t)
        logits = network(batches[f"x{t}"])
        loss = functional.cross_entropy(logits, batches[f"y{t}"]) + method.loss()
        optimiser.zero_grad()
        loss.backward()
        method.after_backward()
        optimiser.step()
        method.after_step(t)
        if method.is_ready(t):
            break
    return method, optimiser


def results(network, method, optimiser):
    out = {f"weight.{name}": tensor for name, tensor in network.state_dict().items()}
    for name, parameter in network.named_parameters():
        out[f"momentum.{name}"] = optimiser.state[parameter]["momentum_buffer"]
    for name, factor in method.factor.items():
        out[f"factor.{name}.weight"] = factor
        out[f"chosen.{name}.weight"] = method.mark(name)
    return out


def main(methods=None):
    METHODS.update(methods or {})
    weights_file, batches_file, options_file, out_file = sys.argv[1:5]
    with open(options_file, encoding="utf-8") as file:
        options = json.load(file)
    torch.set_num_threads(1)
    network = make_network(options["model"], read_tensors(weights_file))
    method, optimiser = run(network, read_tensors(batches_file), options)
    write_tensors(out_file, results(network, method, optimiser))


if __name__ == "__main__":
    main()
