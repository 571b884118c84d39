# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scripts of this folder share: calls of espalier-cli, comparisons, and continued results. Needs Python only."""
import json
import os
import shutil
import struct
import subprocess

SKIPPED = 77  # the status that CTest takes for "not run here"


class Failed(Exception):
    """A step that did not go through; the text is a cell of a table."""

    def __init__(self, text, status=1):
        super().__init__(text)
        self.status = status


def run(command, what):
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ, OMP_NUM_THREADS="1"))
    if done.returncode != 0:
        lines = [line for line in (done.stderr or done.stdout).strip().splitlines() if line.strip()]
        raise Failed(f"{what}: {lines[-1] if lines else 'status ' + str(done.returncode)}", done.returncode)
    return done.stdout


def logits(path):
    """y of a safetensors file, float32, flat."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        begin, end = json.loads(file.read(length))["y"]["data_offsets"]
        file.seek(8 + length + begin)
        return struct.unpack(f"<{(end - begin) // 4}f", file.read(end - begin))


def largest(path):
    """max |y| of a safetensors file, for a relative tolerance."""
    return max(abs(value) for value in logits(path))


def apart(path, other):
    """Largest difference of two files' y, relative to the largest of the first."""
    return max(abs(a - b) for a, b in zip(logits(path), logits(other))) / max(largest(path), 1e-30)


class Cli:
    """espalier-cli on one thread."""

    def __init__(self, program):
        self.command = [program, "--json", "--threads", "1"]

    def __call__(self, *words, what=None):
        return json.loads(run([*self.command, *words], what or words[0]))

    def verify(self, model, io, what="verify"):
        """Largest difference of the logits, relative to the largest; Failed above 1e-4."""
        scale = max(largest(io), 1e-30)
        answer = self("verify", model, "--io", io, "--rtol", "0", "--atol", repr(1e-4 * scale), what=what)
        return answer["max_abs_diff"] / scale


def clear(folder):
    for entry in os.listdir(folder):
        path = os.path.join(folder, entry)
        shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)


def number(value, form):
    return "–" if value is None else format(value, form)


def read_results(path):
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def go_on(results_file, keys, measure, again):
    """Measures what is not in the results yet, or failed there; rows are written as they come."""
    results = read_results(results_file)
    for key in keys:
        if key in results and not results[key]["problem"] and not again:
            continue
        results[key] = measure(key)
        print(key, results[key]["problem"] or "ok", flush=True)
        with open(results_file, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)
    return results
