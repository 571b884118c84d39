#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""L1 on batch norm scales, global and masked, in plain PyTorch: from the algorithm's description, nothing of Espalier's code.

Called as reference_methods.py is, with its files. Methods: bn_sparsity adds s * sign(gamma) to the gradient of every scale;
mask_sparsity only to those of the ceil(ratio * n) smallest |gamma| of the batch norm behind each layer in "ratios", ties by
index, as they are at the start; for bn_sparsity those are what would be chosen by the end. Nothing is frozen or zeroed.
"""
import reference_methods


class Sparsity(reference_methods.Method):
    def __init__(self, network, options):
        super().__init__(network, options)
        self.masks = {name: self.mask(name) for name in self.layers if self.norm(name) is not None}

    def norm(self, name):
        norm = self.network.norm_of(name)
        return None if norm is None else self.network.get_submodule(norm)

    def score(self, name):
        return self.norm(name).weight.detach().abs()

    def mask(self, _name):
        return slice(None)

    def after_backward(self):
        for name, mask in self.masks.items():
            gamma = self.norm(name).weight
            gamma.grad[mask] += self.options["s"] * gamma.data[mask].sign()


    def after_step(self, t):
        for name in self.masks:
            self.chosen[name] = self.smallest(name)


class MaskSparsity(Sparsity):
    def mask(self, name):
        self.chosen[name] = self.smallest(name)
        return self.chosen[name]

    def after_step(self, t):
        pass


if __name__ == "__main__":
    reference_methods.main({"bn_sparsity": Sparsity, "mask_sparsity": MaskSparsity})
