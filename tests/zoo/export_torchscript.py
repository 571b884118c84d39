#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Models of torchvision, one or more of each family, as TorchScript through Espalier.

    export_torchscript.py OUT [MODEL…]                       writes NAME.pt (traced) or NAME-scripted.pt, and NAME.safetensors
    export_torchscript.py --cli espalier-cli [--table docs/coverage-torchscript.md] OUT [MODEL…]
                                                             also opens, verifies, cuts half of every group, exports to
                                                             TorchScript and runs that file in PyTorch; prints a table

A model is scripted instead of traced if it is named NAME-scripted. Weights and statistics as export_torchvision.py makes
them. Runs in the Python that ESPALIER_PYTHON names, if it is set. Needs torch and torchvision; without them it says so and
ends with status 77."""
import argparse
import os
import sys
import warnings

from espalier import SKIPPED, Cli, Failed

HERE = os.path.dirname(os.path.abspath(__file__))

TRACED = ["alexnet", "convnext_tiny", "densenet121", "efficientnet_b0", "efficientnet_v2_s", "googlenet", "inception_v3",
          "maxvit_t", "mnasnet1_0", "mobilenet_v2", "mobilenet_v3_large", "regnet_x_400mf", "regnet_y_400mf", "resnet18", "resnet50",
          "resnext50_32x4d", "shufflenet_v2_x1_0", "squeezenet1_1", "swin_t", "swin_v2_t", "vgg11_bn", "vit_b_16", "wide_resnet50_2"]
SCRIPTED = ["resnet18", "mobilenet_v3_small", "densenet121", "efficientnet_b0", "shufflenet_v2_x0_5", "googlenet", "convnext_tiny",
            "regnet_y_400mf", "swin_t", "vit_b_32"]
ALL = TRACED + [name + "-scripted" for name in SCRIPTED]


def export(entry, folder):
    import torch
    sys.path.insert(0, HERE)
    from export_torchvision import build, random_input, write_safetensors
    torch.set_num_threads(1)
    name = entry.removesuffix("-scripted")
    model = build(name)
    x, other = random_input(name, 2, batch=2), random_input(name, 3, batch=3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = torch.jit.script(model) if entry != name else torch.jit.trace(model, x, check_trace=False, strict=False)
    path = os.path.join(folder, entry + ".pt")
    module.save(path)
    with torch.no_grad():
        y = model(other)  # of another batch than the trace
    write_safetensors(path[:-3] + ".safetensors", {"x": other, "y": y})
    return path


def run_written(path, out, name):
    """Logits of a written file in PyTorch, for `verify`."""
    import torch
    from export_torchvision import random_input, write_safetensors
    x = random_input(name, 4, batch=3)
    with torch.no_grad():
        y = torch.jit.load(path).eval()(x)
    write_safetensors(out, {"x": x, "y": y[0] if isinstance(y, tuple) else y})


class Check:
    def __init__(self, cli, folder):
        self.cli, self.folder = Cli(cli), folder

    def take(self, entry):
        path = export(entry, self.folder)
        stem = path[:-3]
        plan, cut, back = stem + ".plan.json", stem + ".cut.pt", stem + ".cut.safetensors"
        card = self.cli("inspect", path)
        coverage = card["coverage"]
        differs = self.cli.verify(path, stem + ".safetensors")
        self.cli("plan", path, "--ratio", "0.5", "--criterion", "random", "-o", plan)
        report = self.cli("cut", path, "--plan", plan, "--accept-approximate", "-o", cut)
        run_written(cut, back, entry.removesuffix("-scripted"))
        written = self.cli.verify(cut, back)
        parity = report["parity"]["max_abs_diff"] / (report["parity"].get("max_reference") or 1.0)
        if parity > 1e-5:
            raise Failed(f"parity: {parity:.1e} relative")
        return (f"| {entry} | {coverage['prunable']}/{coverage['layers']} | {len(card['groups'])} | {differs:.0e} | "
                f"{parity:.0e} | {written:.0e} | |")


HEAD = ["| model | prunable | groups | verify | parity | cut file in PyTorch | problem |", "|" + "---|" * 7]


def table(rows, failed):
    return "\n".join(["# Coverage of TorchScript", "",
                      "Written by `tests/zoo/export_torchscript.py --cli`: models of torchvision with random weights, traced or scripted by",
                      "torch, opened, cut by a random plan of half of every group and written to TorchScript again. Differences are relative",
                      "to the largest logit: PyTorch's and ours, masked and cut, the cut file in PyTorch and ours.", "",
                      f"{len(rows) - failed} of {len(rows)} passed everything.", "", *HEAD, *rows]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", help="folder for the files")
    parser.add_argument("models", nargs="*")
    parser.add_argument("--cli")
    parser.add_argument("--table", help="Markdown file to write")
    parser.add_argument("--keep", action="store_true", help="keep the files of a check")
    arguments = parser.parse_args()
    python = os.environ.pop("ESPALIER_PYTHON", "")
    if python and os.path.abspath(python) != os.path.abspath(sys.executable):
        os.execv(python, [python, *sys.argv])
    try:
        import torchvision  # noqa: F401
    except ImportError:
        print("this Python has no torchvision")
        return SKIPPED
    os.makedirs(arguments.out, exist_ok=True)
    failed, rows = 0, []
    if arguments.cli:
        print("\n".join(HEAD), flush=True)
    for entry in arguments.models or ALL:
        if not arguments.cli:
            print(export(entry, arguments.out), flush=True)
            continue
        try:
            rows.append(Check(arguments.cli, arguments.out).take(entry))
        except Exception as problem:  # one model's trouble is one row
            failed += 1
            rows.append(f"| {entry} | – | – | – | – | – | {str(problem).splitlines()[0]} |")
        print(rows[-1], flush=True)
        for file in os.listdir(arguments.out):
            if not arguments.keep and file.startswith(entry + "."):
                os.remove(os.path.join(arguments.out, file))
    if arguments.table:
        with open(arguments.table, "w", encoding="utf-8") as file:
            file.write(table(rows, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
