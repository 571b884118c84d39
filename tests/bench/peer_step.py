#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The PyTorch peer of `espalier-cli bench step`: one training step of a CIFAR ResNet on random data.

  reference  fp32, NCHW, torch.optim.SGD, and a pruning penalty added to the gradient layer by layer in Python
             (for each convolution: grad += factor * weight), as the published GReg code does
  best       fp32, channels_last, torch.optim.SGD(fused=True), no penalty
  best_bf16  as best, under bfloat16 autocast

Either one run, which prints one JSON object:

    peer_step.py --mode reference --steps 10 --warmup 3

or a loop in which a driver alternates peers, so that both see the same machine load:

    peer_step.py --serve        reads lines `MODE STEPS` from standard input, answers each with one JSON object

Needs nothing but Python and torch.
"""
import argparse
import json
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

MODES = ("reference", "best", "best_bf16")


class Block(nn.Module):
    """Basic block with the parameter-free shortcut A: every second pixel, channels padded with zeros."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.pad = (outputs // 4) if stride != 1 or inputs != outputs else 0

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.pad:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.pad, self.pad))
        return F.relu(y + x)


class CifarResNet(nn.Module):
    def __init__(self, depth, classes=10):
        super().__init__()
        blocks = (depth - 2) // 6
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        layers, inputs = [], 16
        for outputs, stride in ((16, 1), (32, 2), (64, 2)):
            for block in range(blocks):
                layers.append(Block(inputs, outputs, stride if block == 0 else 1))
                inputs = outputs
        self.layers = nn.Sequential(*layers)
        self.linear = nn.Linear(64, classes)
        for module in self.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(module.weight)

    def forward(self, x):
        x = self.layers(F.relu(self.bn1(self.conv1(x))))
        return self.linear(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class Peer:
    """One model with its optimiser and its data; `step` is one training step."""

    def __init__(self, mode, depth, batch):
        torch.manual_seed(0)
        self.mode = mode
        self.model = CifarResNet(depth).train()
        self.images = torch.randn(batch, 3, 32, 32)
        self.labels = torch.randint(0, 10, (batch,))
        if mode != "reference":
            self.model = self.model.to(memory_format=torch.channels_last)
            self.images = self.images.to(memory_format=torch.channels_last)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=1e-3, momentum=0.9, weight_decay=5e-4,
                                         fused=mode != "reference")
        self.factors = {name: torch.full_like(module.weight, 1e-4) for name, module in self.model.named_modules()
                        if isinstance(module, nn.Conv2d)}

    def add_penalty(self):
        for name, module in self.model.named_modules():
            if name in self.factors:
                module.weight.grad += self.factors[name] * module.weight

    def step(self):
        with torch.autocast("cpu", torch.bfloat16, enabled=self.mode == "best_bf16"):
            loss = F.cross_entropy(self.model(self.images).float(), self.labels)
        self.optimizer.zero_grad()
        loss.backward()
        if self.mode == "reference":
            self.add_penalty()
        self.optimizer.step()

    def measure(self, steps):
        times = []
        for _ in range(steps):
            start = time.perf_counter()
            self.step()
            times.append(1e3 * (time.perf_counter() - start))
        return {"mode": self.mode, "steps": steps, "median_ms": statistics.median(times), "min_ms": min(times),
                "max_ms": max(times), "threads": torch.get_num_threads(), "torch": torch.__version__}


def serve(options):
    peers = {}
    for line in sys.stdin:
        words = line.split()
        if not words or words[0] == "quit":
            break
        mode, steps = words[0], int(words[1]) if len(words) > 1 else options.steps
        if mode not in MODES:
            print(json.dumps({"error": f"unknown mode {mode}, use one of {', '.join(MODES)}"}), flush=True)
            continue
        if mode not in peers:
            peers[mode] = Peer(mode, options.depth, options.batch)
            peers[mode].measure(options.warmup)
        print(json.dumps(peers[mode].measure(steps)), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", choices=MODES, default="reference")
    parser.add_argument("--depth", type=int, default=56, help="20, 32, 44, 56 or 110")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--warmup", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--serve", action="store_true", help="read `MODE STEPS` lines from standard input")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.serve:
        serve(options)
        return
    peer = Peer(options.mode, options.depth, options.batch)
    peer.measure(options.warmup)
    print(json.dumps(peer.measure(options.steps)))


if __name__ == "__main__":
    main()
