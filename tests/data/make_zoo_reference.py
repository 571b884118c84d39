#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes zoo_reference.json: logits of networks built in PyTorch and torchvision, independently of Espalier, with
weights and inputs that follow from a formula (tests/support/torch/tiny_net.cpp has the same). Run once; needs torch and
torchvision."""
import json
import math
import os

import torch
import torchvision
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, inputs, outputs, option):
        super().__init__()
        stride = 1 if inputs == outputs else 2
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.pad = outputs // 4 if stride == 2 and option == "A" else 0
        self.downsample = None
        if stride == 2 and option == "B":
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, 2, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.pad:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.pad, self.pad), "constant", 0)
        if self.downsample is not None:
            x = self.downsample(x)
        return F.relu(y + x)


class CifarResNet(nn.Module):
    def __init__(self, depth, option):
        super().__init__()
        n = (depth - 2) // 6
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        stage = lambda i, o: nn.Sequential(Block(i, o, option), *(Block(o, o, option) for _ in range(n - 1)))
        self.layer1, self.layer2, self.layer3 = stage(16, 16), stage(16, 32), stage(32, 64)
        self.linear = nn.Linear(64, 10)

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(F.relu(self.bn1(self.conv1(x))))))
        return self.linear(F.avg_pool2d(x, x.shape[3]).flatten(1))


class Vgg11Cifar(nn.Module):
    def __init__(self):
        super().__init__()
        layers, inputs = [], 3
        for outputs in (64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512):
            if outputs == "M":
                layers.append(nn.MaxPool2d(2))
                continue
            layers += [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
            inputs = outputs
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(512, 10)

    def forward(self, x):
        return self.classifier(F.avg_pool2d(self.features(x), 2).flatten(1))


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2, self.conv3 = nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5), nn.Conv2d(16, 120, 5)
        self.fc1, self.fc2 = nn.Linear(120, 84), nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(F.relu(self.fc1(F.relu(self.conv3(x)).flatten(1))))


class Mlp7(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.Linear(1024, 100), nn.ReLU()]
        for _ in range(5):
            layers += [nn.Linear(100, 100), nn.ReLU()]
        self.net = nn.Sequential(*layers, nn.Linear(100, 10))

    def forward(self, x):
        return self.net(x.flatten(1))


def noise(shape, number):
    """Uniform in [-1, 1), reproducible by any language that has sin and floor."""
    count = math.prod(shape)
    value = torch.sin(12.9898 * torch.arange(count, dtype=torch.float64) + number) * 43758.5453
    return (2.0 * (value - torch.floor(value)) - 1.0).reshape(shape)


def fill(model):
    for name, tensor in model.state_dict().items():
        if not tensor.is_floating_point():
            continue
        wave = noise(tensor.shape, sum(name.encode()) % 97)
        if name.endswith("running_var"):
            values = 1.0 + 0.5 * wave
        elif name.endswith(("running_mean", "bias")):
            values = 0.1 * wave
        elif tensor.dim() == 1:
            values = 1.0 + 0.2 * wave
        else:
            values = math.sqrt(3.0 / tensor[0].numel()) * wave
        tensor.copy_(values)


def reference(model, shape):
    fill(model)
    model.eval()
    x = noise(shape, 0).float()
    with torch.no_grad():
        logits = model(x)
    names = [name for name in model.state_dict()]
    return {"shape": list(shape), "names": len(names), "first": logits[:, :10].double().flatten().tolist(),
            "norm": logits.double().norm().item()}


def main():
    torch.set_num_threads(2)
    tv = torchvision.models
    models = {
        "cifar_resnet20": (CifarResNet(20, "A"), (2, 3, 32, 32)),
        "cifar_resnet20b": (CifarResNet(20, "B"), (2, 3, 32, 32)),
        "vgg11_cifar": (Vgg11Cifar(), (2, 3, 32, 32)),
        "lenet5": (LeNet5(), (2, 1, 32, 32)),
        "mlp7_relu": (Mlp7(), (2, 1, 32, 32)),
        "resnet18": (tv.resnet18(weights=None), (2, 3, 64, 64)),
        "resnet50": (tv.resnet50(weights=None), (2, 3, 64, 64)),
        "mobilenet_v2": (tv.mobilenet_v2(weights=None), (2, 3, 64, 64)),
    }
    document = {name: reference(*entry) for name, entry in models.items()}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "zoo_reference.json")
    with open(path, "w") as file:
        json.dump(document, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
