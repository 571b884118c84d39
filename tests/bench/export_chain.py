#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes FILE (.pt2): 1001 linear layers in a row, which are 1000 groups of channels, for `espalier-cli bench open` and
`bench plan`. Needs a Python with torch.

    export_chain.py FILE"""
import sys

import torch

net = torch.nn.Sequential(*[torch.nn.Linear(16, 16) for _ in range(1001)]).eval()
shapes = ({0: torch.export.Dim("batch")},)
torch.export.save(torch.export.export(net, (torch.randn(2, 16),), dynamic_shapes=shapes), sys.argv[1])
