#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports classification models of torchvision to .pt2 with random weights, and beside each a NAME.safetensors with an
input x and the logits y that PyTorch computes from it, for `espalier-cli verify`.

    export_torchvision.py OUT [MODEL…]      all models if none is named; --list prints their names, --list-others those of
                                            segmentation, detection, video and optical flow, which can be named too

Weights are seeded. Batch norm statistics, and parameters that are constant or tiny when fresh (zero heads, class tokens,
layer scales of 1e-6), are made random, so that no branch is dead and every cut must show in the logits.
Needs torch and torchvision."""
import argparse
import json
import os
import struct
import sys
import warnings
import zlib

import torch
import torchvision

DTYPES = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}


def model_names():
    return sorted(torchvision.models.list_models(module=torchvision.models))


class First(torch.nn.Module):
    """The first tensor of what a model returns."""

    def __init__(self, model, call=None):
        super().__init__()
        self.model, self.call = model, call or (lambda model, x: model(x))

    def forward(self, x):
        y = self.call(self.model, x)
        while not isinstance(y, torch.Tensor):
            y = next(iter(y.values())) if isinstance(y, dict) else y[0]
        return y


def others():
    """Builder and shape of the input (without the batch) of models that classify no images."""
    seg, video, flow = torchvision.models.segmentation, torchvision.models.video, torchvision.models.optical_flow
    fpn = torchvision.models.detection.backbone_utils.resnet_fpn_backbone
    none = {"weights": None, "weights_backbone": None}
    image, clip = (3, 224, 224), (3, 16, 224, 224)
    return {
        "deeplabv3_resnet50": (lambda: First(seg.deeplabv3_resnet50(**none)), image),
        "deeplabv3_mobilenet_v3_large": (lambda: First(seg.deeplabv3_mobilenet_v3_large(**none)), image),
        "fcn_resnet50": (lambda: First(seg.fcn_resnet50(**none)), image),
        "lraspp_mobilenet_v3_large": (lambda: First(seg.lraspp_mobilenet_v3_large(**none)), image),
        "fasterrcnn_resnet50_fpn_backbone": (lambda: First(fpn(backbone_name="resnet50", weights=None)), image),
        "r3d_18": (lambda: video.r3d_18(weights=None), (3, 8, 112, 112)),
        "mc3_18": (lambda: video.mc3_18(weights=None), (3, 8, 112, 112)),
        "r2plus1d_18": (lambda: video.r2plus1d_18(weights=None), (3, 8, 112, 112)),
        "s3d": (lambda: video.s3d(weights=None), clip),
        "mvit_v1_b": (lambda: video.mvit_v1_b(weights=None), clip),
        "swin3d_t": (lambda: video.swin3d_t(weights=None), clip),
        "raft_small": (lambda: First(flow.raft_small(weights=None), lambda model, x: model(x[:, :3], x[:, 3:], num_flow_updates=2)[-1:]),
                       (6, 128, 128)),
    }


def input_shape(name):
    if name in others():
        return others()[name][1]
    return (3, 299, 299) if name == "inception_v3" else (3, 224, 224)


def random_input(name, seed, batch=2):
    return torch.randn(batch, *input_shape(name), generator=torch.Generator().manual_seed(seed))


def write_safetensors(path, tensors):
    """The format is simple enough to do without the package."""
    header, data = {}, b""
    for name, tensor in tensors.items():
        raw = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def shake(model, generator):
    """Makes everything random that a fresh model leaves constant or tiny."""
    def random(like, low, high):
        return torch.rand(like.shape, generator=generator) * (high - low) + low

    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
                module.running_mean.copy_(random(module.running_mean, -0.2, 0.2))
                module.running_var.copy_(random(module.running_var, 0.7, 1.4))
        for name, parameter in model.named_parameters():
            constant = parameter.numel() > 1 and bool((parameter == parameter.flatten()[0]).all())
            if not constant and parameter.abs().max() > 1e-3:
                continue
            value = float(parameter.flatten()[0]) if constant else 0.0
            if parameter.dim() > 1 or "scale" in name:
                parameter.copy_(random(parameter, -0.1, 0.1) if parameter.dim() > 1 else random(parameter, 0.1, 0.3))
            elif abs(value - 1.0) < 1e-6:
                parameter.copy_(random(parameter, 0.7, 1.3))
            else:
                parameter.copy_(value + random(parameter, -0.1, 0.1))


def build(name):
    torch.manual_seed(zlib.crc32(name.encode()))
    if name in others():
        model = others()[name][0]()
        shake(model, torch.Generator().manual_seed(1))
        return model.eval()
    builder = torchvision.models.get_model_builder(name)
    options = {"weights": None}
    if name in ("googlenet", "inception_v3"):
        options["init_weights"] = True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = builder(**options)
    if getattr(model, "aux_logits", False):
        model.aux_logits = False  # not part of the network in eval mode
        for branch in ("aux1", "aux2", "AuxLogits"):
            if hasattr(model, branch):
                setattr(model, branch, None)
    shake(model, torch.Generator().manual_seed(1))
    return model.eval()


def export(name, folder):
    model = build(name)
    x = random_input(name, 2)
    with torch.no_grad():
        y = model(x)
        if not torch.isfinite(y).all():
            raise RuntimeError(f"{name}: the logits are not finite")
        program = torch.export.export(model, (x,), dynamic_shapes=({0: torch.export.Dim("batch")},))
    path = os.path.join(folder, name + ".pt2")
    torch.export.save(program, path)
    write_safetensors(os.path.join(folder, name + ".safetensors"), {"x": x, "y": y})
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", nargs="?", help="folder for the files")
    parser.add_argument("models", nargs="*")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--list-others", action="store_true")
    arguments = parser.parse_args()
    if arguments.list_others:
        print("\n".join(others()))
        return
    if arguments.list or not arguments.out:
        print("\n".join(model_names()))
        return
    os.makedirs(arguments.out, exist_ok=True)
    for name in arguments.models or model_names():
        print(export(name, arguments.out), flush=True)


if __name__ == "__main__":
    sys.exit(main())
