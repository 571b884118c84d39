#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes models of torchvision, as the ONNX exporters of torch write them, through Espalier and writes a table.

    run_onnx.py --cli build/dev/bin/espalier-cli [--out docs/coverage-onnx.md] [MODEL…]

For each model and each way to export it: verify against PyTorch's logits, inspect, plan and cut a random half of every
group, parity, write the cut network to .onnx and compare onnxruntime's logits with Espalier's. Ways: dynamo (the default:
batch norm folded), plain (dynamo, optimize=False), script (dynamo=False: folded, opset 17) and preserve (dynamo=False with
training=PRESERVE). Results are kept in --results (JSON), so that a run can be continued.
Needs a Python with torch, torchvision, onnx, onnxscript and onnxruntime; skips where it lacks them."""
import argparse
import logging
import os
import sys
import tempfile
import warnings

from espalier import SKIPPED, Cli, Failed, clear, go_on, number

MODELS = ["alexnet", "vgg11_bn", "squeezenet1_1", "resnet18", "resnext50_32x4d", "densenet121", "googlenet", "inception_v3",
          "shufflenet_v2_x1_0", "mobilenet_v2", "mobilenet_v3_large", "mnasnet1_0", "efficientnet_b0", "efficientnet_v2_s",
          "regnet_x_400mf", "regnet_y_400mf", "convnext_tiny", "vit_b_32", "swin_t", "swin_v2_t", "maxvit_t"]
WAYS = ["dynamo", "plain", "script", "preserve"]


def export(model, x, way, path):
    import torch
    shapes = ({0: torch.export.Dim("batch")},)
    options = {
        "dynamo": dict(dynamo=True, dynamic_shapes=shapes),
        "plain": dict(dynamo=True, dynamic_shapes=shapes, optimize=False),
        "script": dict(dynamo=False, input_names=["x"], dynamic_axes={"x": {0: "batch"}}, opset_version=17),
        "preserve": dict(dynamo=False, input_names=["x"], dynamic_axes={"x": {0: "batch"}}, do_constant_folding=False,
                         training=torch.onnx.TrainingMode.PRESERVE),
    }[way]
    out, sys.stdout = sys.stdout, open(os.devnull, "w")
    try:
        torch.onnx.export(model, (x,), path, **options)
    finally:
        sys.stdout = out


class Ways:
    def __init__(self, cli, folder):
        self.cli, self.folder = Cli(cli), folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def run_in_onnxruntime(self, file, x):
        import onnx
        import onnxruntime
        onnx.checker.check_model(file, full_check=True)
        onnxruntime.set_default_logger_severity(3)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        return session.run(None, {session.get_inputs()[0].name: x.numpy()})[0]

    def take(self, model, x, y, way, row):
        import torch
        from export_torchvision import write_safetensors
        file, io, plan, cut = (self.path(name) for name in ("net.onnx", "io.safetensors", "plan.json", "cut.onnx"))
        try:
            export(model, x, way, file)
        except Exception as error:  # of the exporter, whatever it is
            raise Failed(f"torch.onnx.export: {str(error).splitlines()[0][:100]}") from error
        write_safetensors(io, {"x": x, "y": y})
        row["verify"] = self.cli.verify(file, io)
        card = self.cli("inspect", file)
        row.update(prunable=card["coverage"]["prunable"], layers=card["coverage"]["layers"], groups=len(card["groups"]),
                   read=card["seconds"]["read"])
        self.cli("plan", file, "--ratio", "0.5", "--criterion", "random", "-o", plan)
        report = self.cli("cut", file, "--plan", plan, "--accept-approximate", "-o", cut)
        row["parity"] = report["parity"]["max_abs_diff"] / (report["parity"].get("max_reference") or 1.0)
        smaller = torch.from_numpy(self.run_in_onnxruntime(cut, x))
        write_safetensors(io, {"x": x, "y": smaller})
        row["onnxruntime"] = self.cli.verify(cut, io)

    def row(self, name, way):
        import torch
        from export_torchvision import build, random_input
        row = {"model": name, "way": way, "problem": None}
        model, x = build(name), random_input(name, 2)
        with torch.no_grad():
            y = model(x)
        try:
            self.take(model, x, y, way, row)
        except Failed as problem:
            row["problem"] = str(problem)
        clear(self.folder)
        return row


def table(rows):
    good = sum(row["problem"] is None for row in rows)
    lines = ["# Coverage of ONNX", "", "Written by `tests/zoo/run_onnx.py`: models of torchvision with random weights, exported by torch in four ways, opened,",
             "cut by a random plan of half of every group and written to ONNX again. Differences are relative to the largest logit:",
             "PyTorch's and ours, masked and cut, the cut file in onnxruntime and ours.", "",
             f"{good} of {len(rows)} passed everything.", "",
             "| model | exporter | prunable | groups | verify | parity | in onnxruntime | read s | problem |", "|" + "---|" * 9]
    for row in rows:
        cells = [row["model"], row["way"], f"{row['prunable']}/{row['layers']}" if "layers" in row else "–", str(row.get("groups", "–")),
                 number(row.get("verify"), ".0e"), number(row.get("parity"), ".0e"), number(row.get("onnxruntime"), ".0e"),
                 number(row.get("read"), ".2f"), row["problem"] or ""]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def missing():
    for package in ("torch", "torchvision", "onnx", "onnxscript", "onnxruntime"):
        try:
            __import__(package)
        except ImportError:
            return package
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cli", required=True, help="espalier-cli")
    parser.add_argument("--results", default="onnx_results.json")
    parser.add_argument("--out", help="Markdown table to write")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("models", nargs="*")
    arguments = parser.parse_args()
    if package := missing():
        print(f"skipped: this Python has no {package}")
        return SKIPPED
    import torch
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    keys = [f"{name}/{way}" for name in arguments.models or MODELS for way in arguments.ways.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        ways = Ways(arguments.cli, folder)
        results = go_on(arguments.results, keys, lambda key: ways.row(*key.split("/")), arguments.again)
    if arguments.out:
        with open(arguments.out, "w") as file:
            file.write(table([results[key] for key in sorted(results)]))
    return 1 if any(row["problem"] for row in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
