// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file.h"
#include "model/weights.h"
#include "wire/torch_save.h"

#include <vector>

namespace espalier::formats {

/// A contiguous copy of a tensor inside a file.
at::Tensor toTensor(const wire::StoredTensor &stored);
/// The tensor where it lies in a mapped file, strides kept (writing to it changes a copy of the page, not the file); the tensor keeps the mapping alive. A
/// copy where its elements overlap, are booleans (any byte may stand there) or are not aligned.
at::Tensor mappedTensor(const wire::StoredTensor &stored, const std::shared_ptr<const base::MappedFile> &file);
/// The same of bytes that lie in row-major order; `bytes` is as long as type and shape say.
at::Tensor toTensor(graph::DType dtype, const std::vector<std::int64_t> &shape, wire::Bytes bytes);

/// Weights as contiguous tensors in main memory, with views of their bytes for the writers.
struct TensorBytes {
    std::vector<at::Tensor> keep; ///< own the bytes
    std::vector<wire::TensorToWrite> tensors;
};
/// Unsupported naming the tensor if its type has no place in files (complex, quantised, 8-bit floats).
base::Result<TensorBytes> tensorBytes(const model::Weights &weights);

/// Largest |a - b| over all tensors, compared by name. CheckFailed if names, shapes or types differ.
base::Result<double> largestDifference(const model::Weights &a, const model::Weights &b);

} // namespace espalier::formats
