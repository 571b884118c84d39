// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/onnx.h"

namespace espalier::wire {

/// A model with every part that files have: nodes, attributes of all kinds, tensors of every type, metadata.
/// Names and numbers follow from the seed. Its tensors own their bytes.
OnnxModel randomOnnx(std::uint64_t seed);

/// The file of a model.
std::string onnxFile(const OnnxModel &model);

/// A small model whose weights are spelt out as numbers, field by field, as some exporters do.
std::string onnxWithTypedFields();

} // namespace espalier::wire
