// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/onnx/import_rules.h"
#include "formats/onnx/size_math.h"

namespace espalier::formats::onnx {

/// What convolutions and pools say about their windows, per image axis.
struct Spatial
{
    std::vector<std::int64_t> kernel, strides, dilations, before, after, outputPadding;
    bool ceil = false;

    Window window(std::size_t axis) const
    {
        return {kernel[axis], strides[axis], dilations[axis], before[axis], after[axis], ceil};
    }
};

/// From the attributes of a node, auto_pad included. `kernel` as the weight says; empty = kernel_shape.
Spatial spatialOf(const ImportStep &step, const ImportedValue &x, const graph::Sizes &kernel);

/// Where the padding differs at both ends of an axis: x padded before, and `spatial` without padding.
Imported padUneven(ImportStep &step, const Imported &x, Spatial &spatial, double value);

/// ONNX weighs the past, torch the present.
double momentumOfTorch(double momentum);

} // namespace espalier::formats::onnx
