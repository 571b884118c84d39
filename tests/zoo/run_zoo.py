#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes classification models of torchvision through Espalier and writes what came of each to a table.

    run_zoo.py --cli build/dev/bin/espalier-cli [--expected expected.json] [--out docs/coverage.md] [--onnx] [MODEL…]

For each model: export from PyTorch (export_torchvision.py), inspect, verify against PyTorch's logits, trace, plan and cut a
random half of every group, parity, write to .pt2 (and .onnx), run the written file in PyTorch (and onnxruntime) and compare
those logits with Espalier's. --expected names a file with the channels that another tracer found free. Results are kept in
--results (JSON), so that a run can be continued: models that are there already are not run again unless --again.
Needs a Python with torch and torchvision (and onnxruntime for --onnx); takes hours for all 80."""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

from espalier import SKIPPED, Cli, Failed, apart, clear, go_on, number, run

HERE = os.path.dirname(os.path.abspath(__file__))
PARITY = 1e-5  # relative to the largest logit

RUN_PT2 = """
import sys, torch
sys.path.insert(0, sys.argv[1])
from export_torchvision import write_safetensors, random_input
torch.set_num_threads(1)
x = random_input(sys.argv[4], 3)
with torch.no_grad():
    y = torch.export.load(sys.argv[2]).module()(x)
write_safetensors(sys.argv[3], {"x": x, "y": y})
"""

RUN_ONNX = """
import sys, torch, onnxruntime
sys.path.insert(0, sys.argv[1])
from export_torchvision import write_safetensors, random_input
x = random_input(sys.argv[4], 3)
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(sys.argv[2], options, providers=["CPUExecutionProvider"])
y = session.run(None, {session.get_inputs()[0].name: x.numpy()})[0]
write_safetensors(sys.argv[3], {"x": x, "y": torch.from_numpy(y)})
"""


class Zoo:
    def __init__(self, arguments, folder):
        self.arguments, self.folder, self.cli = arguments, folder, Cli(arguments.cli)

    def path(self, name):
        return os.path.join(self.folder, name)

    def take(self, name, row):
        """Fills the row step by step, so that a failure leaves what went before."""
        pt2, cut, plan = self.path(name + ".pt2"), self.path("cut.pt2"), self.path("plan.json")
        run([self.arguments.python, os.path.join(HERE, "export_torchvision.py"), self.folder, name], "export from PyTorch")
        card = self.cli("inspect", pt2)
        row.update(layers=card["coverage"]["layers"], prunable=card["coverage"]["prunable"], groups=len(card["groups"]),
                   channels=card["coverage"]["channels"], free=card["coverage"]["free_channels"],
                   approximate=len(card["approximate"]), read=card["seconds"]["read"], trace=card["seconds"]["trace"],
                   parameters=card["parameters"], macs=card["macs"])
        row["verify"] = self.cli.verify(pt2, self.path(name + ".safetensors"))
        planned = self.cli("plan", pt2, "--ratio", "0.5", "--criterion", "random", "-o", plan)
        row["plan"] = planned["seconds"]["plan"]
        began = time.time()
        report = self.cli("cut", pt2, "--plan", plan, "--accept-approximate", "-o", cut, "--format", self.arguments.format)
        row.update(after=report["after"]["macs"], parity=report["parity"]["max_abs_diff"], effect=report["parity"].get("plan_effect"),
                   scale=report["parity"].get("max_reference"), cut_seconds=time.time() - began)
        if row["scale"] and row["parity"] / row["scale"] > PARITY:
            raise Failed(f"parity: {row['parity'] / row['scale']:.1e} relative")
        if self.arguments.format == "pt2":
            run([self.arguments.python, "-c", RUN_PT2, HERE, cut, self.path("cut.safetensors"), name], "PyTorch reads the cut .pt2")
            row["pytorch"] = self.cli.verify(cut, self.path("cut.safetensors"), "the cut .pt2 in PyTorch")
            self.control(name, pt2, plan, row)
        if self.arguments.onnx:
            onnx = self.path("cut.onnx")
            self.cli("export", cut, "--to", onnx, what="export to ONNX")
            run([self.arguments.python, "-c", RUN_ONNX, HERE, onnx, self.path("onnx.safetensors"), name], "onnxruntime runs the .onnx")
            row["onnxruntime"] = self.cli.verify(cut, self.path("onnx.safetensors"), "the .onnx in onnxruntime")

    def control(self, name, pt2, plan, row):
        """What must not pass, in three groups or more: one removed channel lives on. If nothing ties it, the logits must move by
        more than parity allows (those of a channel that was dead anyway can't, so several are tried); else the plan ignores
        a constraint and must be refused."""
        with open(plan) as file:
            whole = json.load(file)
        pruned = [group for group in whole["groups"] if len(group["removed"]) > 1]
        row.update(revived=0.0, refused=0)
        shown = False
        # What the classifier reads moves the logits most; in a deep network one channel elsewhere may be lost in rounding.
        for tried, group in enumerate(pruned[:-1:max(1, len(pruned) // 8)][:2] + pruned[:-3:-1] + pruned[1:-1:max(1, len(pruned) // 8)]):
            if tried >= 3 and (shown or row["refused"]):
                break
            if self.is_refused(whole, group, pt2):
                row["refused"] += 1
            elif not shown:
                run([self.arguments.python, "-c", RUN_PT2, HERE, self.path("alive.pt2"), self.path("alive.safetensors"), name],
                    "the control in PyTorch")
                row["revived"] = max(row["revived"], apart(self.path("cut.safetensors"), self.path("alive.safetensors")))
                shown = row["revived"] > PARITY
        if not shown and row["refused"] == 0:
            raise Failed("control: a channel that lives on does not show")

    def is_refused(self, plan, group, pt2):
        """Cuts with the first removed channel of the group kept, unless that can't be."""
        kept = dict(group, removed=group["removed"][1:], kept=group["kept"] + 1)
        with open(self.path("control.json"), "w") as file:
            json.dump(dict(plan, groups=[kept if each is group else each for each in plan["groups"]]), file)
        try:
            self.cli("cut", pt2, "--plan", self.path("control.json"), "--accept-approximate", "-o", self.path("alive.pt2"))
            return False
        except Failed as problem:
            if problem.status != 3:
                raise
            return True

    def row(self, name):
        row = {"model": name, "problem": None}
        try:
            self.take(name, row)
        except Failed as problem:
            row["problem"] = str(problem).replace(self.folder + os.sep, "")[:160]
        clear(self.folder)
        return row


def table(rows, expected, onnx, title):
    fewer = [r["model"] for r in rows if r["model"] in expected and r.get("free", 0) < expected[r["model"]]["free_channels"]]
    good = [r for r in rows if not r["problem"]]
    lines = [f"# {title}", "", "Written by `tests/zoo/run_zoo.py`; every model has random weights, is exported by `torch.export` with a batch that",
             "varies, and is cut by a random plan of half of every group, in one generic call. Columns: layers with a weight that can",
             "be pruned, groups of channels, output channels that are free (and what the other tracer freed), nodes at which a cut",
             "changes what is kept (all compared in parity), largest difference of the logits relative to the largest logit: of",
             "PyTorch's and ours, of masked and cut, of the written file in PyTorch" + (" and in onnxruntime" if onnx else "") + " and ours. Control: how far the logits",
             "move if one removed channel lives on (has to show), or that the plan was refused, since something ties it. Seconds are of one busy core.", "",
             f"{len(good)} of {len(rows)} models passed everything. " + (f"Fewer free channels than expected: {', '.join(fewer)}." if fewer else
              "At least as many channels are free as expected, in every model that was compared."), ""]
    head = ["model", "prunable", "groups", "free channels", "expected", "approximate", "verify", "parity", "MACs left", "in PyTorch"]
    head += ["in onnxruntime"] if onnx else []
    head += ["control"]
    head += ["read s", "trace s", "plan s", "problem"]
    lines += ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for r in rows:
        other = expected.get(r["model"])
        relative = r["parity"] / r["scale"] if r.get("scale") and r.get("parity") is not None else None
        cells = [r["model"], f"{r['prunable']}/{r['layers']}" if "layers" in r else "–", str(r.get("groups", "–")),
                 f"{r['free']}/{r['channels']}" if "free" in r else "–", str(other["free_channels"]) if other else "–",
                 str(r.get("approximate", "–")), number(r.get("verify"), ".0e"), number(relative, ".0e"),
                 f"{100 * r['after'] / r['macs']:.0f} %" if "after" in r else "–", number(r.get("pytorch"), ".0e")]
        cells += [number(r.get("onnxruntime"), ".0e")] if onnx else []
        cells += [number(r["revived"], ".0e") if r.get("revived") else "refused" if r.get("refused") else "–"]
        cells += [number(r.get("read"), ".2f"), number(r.get("trace"), ".3f"), number(r.get("plan"), ".3f"), r["problem"] or ""]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cli", required=True, help="espalier-cli")
    parser.add_argument("--python", default=os.environ.get("ESPALIER_PYTHON", sys.executable), help="Python with torch and torchvision")
    parser.add_argument("--expected", help="JSON with free_channels per model")
    parser.add_argument("--results", default="zoo_results.json")
    parser.add_argument("--out", help="Markdown table to write")
    parser.add_argument("--title", default="Coverage", help="of the table")
    parser.add_argument("--format", default="pt2", help="of the cut network: pt2 or espalier")
    parser.add_argument("--onnx", action="store_true", help="also export to ONNX and run that")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--folder", help="for the large files on the way (default: a temporary one)")
    parser.add_argument("models", nargs="*", help="all that torchvision has, if none is named")
    arguments = parser.parse_args()
    if subprocess.run([arguments.python, "-c", "import torchvision"], capture_output=True).returncode != 0:
        print(f"skipped: {arguments.python} has no torchvision; name a Python that has by --python or ESPALIER_PYTHON")
        return SKIPPED
    names = arguments.models or run([arguments.python, os.path.join(HERE, "export_torchvision.py"), "--list"], "torchvision").split()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        results = go_on(arguments.results, names, Zoo(arguments, folder).row, arguments.again)
    expected = {}
    if arguments.expected:
        with open(arguments.expected) as file:
            expected = json.load(file)
    if arguments.out:
        with open(arguments.out, "w") as file:
            file.write(table([results[name] for name in sorted(results)], expected, arguments.onnx, arguments.title))
    return 1 if any(results[name]["problem"] for name in names) else 0


if __name__ == "__main__":
    sys.exit(main())
