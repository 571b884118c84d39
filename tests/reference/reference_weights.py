#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Growing regularisation on single weights (weight group `weight`), in plain PyTorch from the description of the algorithms.

Called like reference_methods.py, whose loop and networks it shares. Factors and choices are shaped like the weight of every layer
that is pruned. There is no stop by magnitude ratio: a layer is finished once its factor is above the ceiling.
"""
import math

import torch

import reference_methods as base


class Elements(base.Method):
    """What GReg-1 and GReg-2 share: one factor per weight."""

    def __init__(self, network, options):
        super().__init__(network, options)
        self.pruned = [name for name in self.layers if options["ratios"].get(name, 0.0) > 0]
        for name in self.pruned:
            self.factor[name] = torch.zeros_like(self.layers[name].weight.data)

    def smallest_elements(self, name):
        """True for the ceil(r n) smallest weights, at most n - 1; of equal ones the first in row-major order."""
        weight = self.layers[name].weight.data
        count = min(math.ceil(self.options["ratios"][name] * weight.numel()), weight.numel() - 1)
        order = torch.argsort(weight.abs().reshape(-1), stable=True)
        mask = torch.zeros(weight.numel(), dtype=torch.bool)
        mask[order[:count]] = True
        return mask.view(weight.shape)

    def update(self, t):
        if self.stable_since is not None or t % self.options["update_interval"] != 0:
            return
        for name in self.layers:
            if name in self.finished:
                continue
            if name not in self.pruned or self.update_layer(name):
                self.finished[name] = t
        if len(self.finished) == len(self.layers):
            self.stable_since = t

    def after_backward(self):
        for name in self.pruned:
            layer = self.layers[name]
            penalty = self.factor[name] * layer.weight.data
            layer.weight.grad = penalty if self.options.get("block_loss_grad") else layer.weight.grad + penalty

    def mark(self, name):
        if name not in self.pruned:
            return super().mark(name)
        chosen = self.chosen[name]
        return chosen.float() if torch.is_tensor(chosen) else torch.zeros(self.layers[name].weight.shape[0])


class ElementGreg1(Elements):
    def __init__(self, network, options):
        super().__init__(network, options)
        for name in self.pruned:
            self.chosen[name] = self.smallest_elements(name)

    def update_layer(self, name):
        self.factor[name][self.chosen[name]] += self.options["granularity_prune"]
        return bool(self.factor[name].max() > self.options["reg_upper_limit"])


class ElementGreg2(Elements):
    def update_layer(self, name):
        if torch.is_tensor(self.chosen[name]):
            self.factor[name][self.chosen[name]] += self.options["granularity_prune"]
            self.factor[name][~self.chosen[name]] = self.options["recover"]
            return bool(self.factor[name].max() > self.options["reg_upper_limit"])
        self.factor[name] += self.options["granularity_pick"]
        if self.factor[name].max() >= torch.tensor(self.options["upper_limit_pick"], dtype=torch.float32):
            self.chosen[name] = self.smallest_elements(name)
        return False


if __name__ == "__main__":
    base.main({"greg1": ElementGreg1, "greg2": ElementGreg2})
