#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains torchvision models for ten steps under GReg-1 and TPP, cuts them, and lets PyTorch and Espalier train the cut
network on from there: both must arrive at the same loss.

    train_zoo.py --cli build/dev/bin/espalier-cli [--steps 10] [--work DIR] [--table FILE] [MODEL…]

For each model and method: .pt2 from PyTorch (export_torchvision.py), `run` of a recipe of penalize and cut on a
folder of made-up images, parity. Then, for models without dropout: the Python module of the cut network is loaded in
PyTorch and takes one step, and three, of SGD in train mode on given batches, while `replay` does the same in Espalier with a
penalty of strength 0; the loss on a further batch is compared. Fresh deep networks multiply rounding on the way: PyTorch
does the same once more in another memory format (channels_last), to show by how much it differs from itself.
What --work holds from an earlier call is not trained again. Needs a Python with torch and torchvision. No accuracy is
claimed: the images are noise."""
import argparse
import importlib.util
import json
import os
import sys
import tempfile

import torch
import torch.nn.functional as functional
import torchvision

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "reference"))
from espalier import Cli  # noqa: E402
from export_torchvision import export, write_safetensors  # noqa: E402
from reference_methods import read_tensors  # noqa: E402

MODELS = ["mobilenet_v2", "efficientnet_b0", "resnext50_32x4d", "densenet121", "convnext_tiny", "vit_b_16", "swin_t"]
METHODS = {
    "greg1": {"update_interval": 1, "granularity_prune": 0.1, "stabilize_interval": 1000},
    "tpp": {"update_interval": 1, "granularity_prune": 0.1, "stabilize_interval": 100000},
}
STEPS_AFTER, RATE = (1, 3), 1e-3


def make_images(folder, classes=1000):
    """One small coloured image per class and split: as many classes as the networks tell apart."""
    generator = torch.Generator().manual_seed(4)
    for split in ("train", "val"):
        for label in range(classes):
            target = os.path.join(folder, split, f"class{label:04}")
            os.makedirs(target, exist_ok=True)
            coarse = torch.rand(1, 3, 4, 4, generator=generator)
            image = functional.interpolate(coarse, size=(64, 64), mode="bilinear")[0] * 255
            torchvision.io.write_jpeg(image.to(torch.uint8), os.path.join(target, "0.jpg"))


def recipe(model, images, method, options, steps):
    return {
        "espalier": 1, "name": f"{method}, {os.path.basename(model)}", "seed": 1, "device": "cpu", "precision": "fp32",
        "model": {"source": model}, "data": {"source": "folder:" + images, "preset": "imagenet"},
        "ratios": {"uniform": 0.3},
        "stages": [
            {"stage": "penalize", "method": method, "iterations": steps, "batch": 4, "lr": "0.0001", "weight_decay": 1e-4,
             "test_interval": 0, "options": options},
            {"stage": "cut", "measure": "none"},
        ],
    }


class Trial:
    def __init__(self, arguments, folder):
        self.cli, self.steps, self.folder = Cli(arguments.cli), arguments.steps, folder

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, value):
        with open(self.path(name), "w", encoding="utf-8") as file:
            json.dump(value, file, indent=2)
        return self.path(name)

    def train_and_cut(self, model, method):
        name = f"{os.path.basename(model)}-{method}"
        steps = recipe(model, self.path("images"), method, METHODS[method], self.steps)
        done = self.path(name, "result.json")
        if os.path.exists(done):
            with open(done, encoding="utf-8") as file:
                result = json.load(file)
        else:
            result = self.cli("run", self.write(name + ".json", steps), "--out", self.path(name))
        parity = result["parity"]
        if result["status"] != "done" or not parity["ok"] or result["iterations"] != self.steps:
            raise RuntimeError(f"status {result['status']}, {result['iterations']} steps, parity {parity}")
        return result

    def batches(self, steps):
        generator = torch.Generator().manual_seed(5)
        return [(torch.randn(4, 3, 224, 224, generator=generator), torch.randint(0, 1000, (4,), generator=generator))
                for _ in range(steps + 1)]

    def trains_on(self, run, steps):
        """Loss on a batch that neither has seen, after the same steps: Espalier's, PyTorch's, PyTorch's in channels_last."""
        batches = self.batches(steps)
        module = self.load_module(run)
        start = {n: t.clone() for n, t in module.state_dict().items()}
        theirs = self.loss_after_steps(module.train(), batches)
        other = self.loss_after_steps(self.load_module(run).train().to(memory_format=torch.channels_last),
                                      [(x.to(memory_format=torch.channels_last), y) for x, y in batches])
        tensors = {}
        for t, (x, y) in enumerate(batches[:-1]):
            tensors[f"x{t}"], tensors[f"y{t}"] = x, y
        write_safetensors(self.path("batches.safetensors"), tensors)
        plain = recipe(run, self.path("images"), "bn_sparsity", {"s": 0.0}, steps)
        plain["stages"] = [dict(plain["stages"][0], lr=str(RATE), nesterov=False, epochs=1)]
        del plain["stages"][0]["iterations"]
        self.cli("replay", run, "--recipe", self.write("plain.json", plain), "--batches", self.path("batches.safetensors"),
                 "--out", self.path("after.safetensors"))
        after = read_tensors(self.path("after.safetensors"))
        state = {n: after["weight." + n].to(t.dtype).reshape(t.shape) for n, t in start.items()}
        module.load_state_dict(state)
        with torch.no_grad():
            ours = functional.cross_entropy(module.train()(batches[-1][0]), batches[-1][1]).item()
        return ours, theirs, other

    def load_module(self, run):
        target = self.path("cut_network.py")
        self.cli("export", run, "--to", target)
        spec = importlib.util.spec_from_file_location("cut_network", target)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.load()

    @staticmethod
    def loss_after_steps(module, batches):
        optimiser = torch.optim.SGD(module.parameters(), lr=RATE, momentum=0.9, weight_decay=1e-4)
        for x, y in batches[:-1]:
            optimiser.zero_grad()
            functional.cross_entropy(module(x), y).backward()
            optimiser.step()
        state = {n: t.clone() for n, t in module.state_dict().items()}
        with torch.no_grad():
            loss = functional.cross_entropy(module(batches[-1][0]), batches[-1][1]).item()
        module.load_state_dict(state)
        return loss


def agree(ours, theirs, other):
    return abs(ours - theirs) <= max(1e-3 * abs(theirs), 3 * abs(theirs - other))


HEAD = ["| model | method | parameters | MACs | parity | loss after 1 step: Espalier | PyTorch | channels_last | after 3: Espalier "
        "| PyTorch | channels_last |", "|" + "-|" * 11]


def table(rows, failed):
    return "\n".join(["# Training and training on", "",
                      "Written by `tests/zoo/train_zoo.py`: networks of torchvision with random weights take ten steps under GReg-1 and TPP",
                      "on made-up images (ratio 0.3 of every group), are cut, and train on from the cut in Espalier and, from the Python module,",
                      "in PyTorch. Parity is the largest difference of masked and cut. The loss is that of a further batch, in train mode; the",
                      "column channels_last is PyTorch in another memory format: what rounding alone does. Networks with dropout are not",
                      "compared, since their draws differ.", "",
                      f"{len(rows) - failed} of {len(rows)} rows hold.", "", *HEAD, *rows]) + "\n"


def has_dropout(name):
    model = torchvision.models.get_model(name, weights=None)
    return any(getattr(m, "p", 0.0) > 0 and type(m).__name__ in ("Dropout", "StochasticDepth") for m in model.modules())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cli", required=True)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--work", help="folder that is kept")
    parser.add_argument("--table", help="Markdown file to write")
    parser.add_argument("models", nargs="*")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    failed, rows = 0, []
    print("\n".join(HEAD), flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        trial = Trial(arguments, arguments.work or scratch)
        if not os.path.exists(trial.path("images")):
            make_images(trial.path("images"))
        for name in arguments.models or MODELS:
            model = export(name, trial.folder)
            for method in METHODS:
                try:
                    result = trial.train_and_cut(model, method)
                    before, after = result["before"], result["after"]
                    row = [f"{before['parameters']} → {after['parameters']}", f"{before['macs']} → {after['macs']}",
                           f"{result['parity']['max_abs_diff']:.1e}"]
                    if has_dropout(name):
                        row += ["has dropout", *[""] * 5]
                    else:
                        run = trial.path(f"{os.path.basename(model)}-{method}")
                        losses = [trial.trains_on(run, steps) for steps in STEPS_AFTER]
                        row += [f"{loss:.5f}" for each in losses for loss in each]
                        failed += not all(agree(*each) for each in losses)
                except Exception as problem:  # the table is to be whole
                    failed += 1
                    row = [f"failed: {problem}"]
                rows.append("| " + " | ".join([name, method, *row]) + " |")
                print(rows[-1], flush=True)
    if arguments.table:
        with open(arguments.table, "w", encoding="utf-8") as file:
            file.write(table(rows, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
