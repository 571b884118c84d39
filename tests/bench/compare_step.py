#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Training step of CIFAR ResNet-56, batch 128: Espalier against PyTorch eager, alternating in one run.

    ESPALIER_CLI=build/dev/bin/espalier-cli python3 tests/bench/compare_step.py [--rounds 8] [--steps 8]

Each round measures every contender once, in turn, so that all see the same load; the ratio of a pair is the median over
the rounds of the ratio within a round. The peers and what they stand for are described in peer_step.py.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

PEER = Path(__file__).with_name("peer_step.py")


class Peers:
    """peer_step.py in one process that keeps its models warm."""

    def __init__(self, options):
        self.process = subprocess.Popen(
            [sys.executable, str(PEER), "--serve", "--depth", str(options.depth), "--batch", str(options.batch),
             "--threads", str(options.threads), "--warmup", "3"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def median(self, mode, steps):
        self.process.stdin.write(f"{mode} {steps}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())["median_ms"]

    def close(self):
        self.process.stdin.write("quit\n")
        self.process.stdin.close()
        self.process.wait()


def espalier(cli, precision, options):
    answer = subprocess.run(
        [cli, "--json", "--threads", str(options.threads), "bench", "step", "--model", f"cifar_resnet{options.depth}",
         "--batch", str(options.batch), "--precision", precision, "--iterations", str(options.steps)],
        check=True, capture_output=True, text=True)
    return 1e3 * json.loads(answer.stdout)["benchmarks"][0]["median"]


def measure(options):
    cli = os.environ.get("ESPALIER_CLI", "build/dev/bin/espalier-cli")
    peers = Peers(options)
    rounds = []
    for _ in range(options.rounds):
        rounds.append({
            "reference": peers.median("reference", options.steps),
            "espalier fp32": espalier(cli, "fp32", options),
            "best": peers.median("best", options.steps),
            "espalier bf16": espalier(cli, "bf16", options),
            "best_bf16": peers.median("best_bf16", options.steps),
        })
    peers.close()
    return rounds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--depth", type=int, default=56)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--steps", type=int, default=8)
    options = parser.parse_args()
    rounds = measure(options)
    for name in rounds[0]:
        times = [each[name] for each in rounds]
        print(f"{name:14} median {statistics.median(times):7.1f} ms   min {min(times):7.1f}   max {max(times):7.1f}")
    for ours, theirs in (("espalier fp32", "best"), ("espalier fp32", "reference"), ("espalier bf16", "reference"),
                         ("espalier bf16", "best_bf16")):
        ratios = [each[theirs] / each[ours] for each in rounds]
        print(f"{theirs} / {ours}: {statistics.median(ratios):.2f}   ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
