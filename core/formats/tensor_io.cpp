// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/tensor_io.h"

#include "base/text.h"
#include "model/scalar_type.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace espalier::formats {

namespace {

bool isContiguous(const wire::StoredTensor &tensor)
{
    std::int64_t expected = 1;
    for (std::size_t axis = tensor.shape.size(); axis-- > 0;) {
        if (tensor.shape[axis] != 1 && tensor.stride[axis] != expected)
            return false;
        expected *= tensor.shape[axis];
    }
    return true;
}

/// Two indices may name one element, as in an expanded tensor. Sorted by stride, each axis must step over the ones inside.
bool overlaps(const wire::StoredTensor &tensor)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> axes;
    for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis)
        if (tensor.shape[axis] > 1)
            axes.emplace_back(tensor.stride[axis], tensor.shape[axis]);
    std::sort(axes.begin(), axes.end());
    std::int64_t reach = 0;
    for (const auto &[stride, size] : axes) {
        if (stride <= reach)
            return true;
        reach += stride * (size - 1);
    }
    return false;
}

/// Element by element, since a file's bytes need not be aligned for their type.
void copyStrided(const wire::StoredTensor &tensor, std::byte *target)
{
    const auto size = static_cast<std::size_t>(graph::byteSize(tensor.dtype));
    std::vector<std::int64_t> position(tensor.shape.size(), 0);
    std::int64_t index = tensor.offset;
    for (std::int64_t i = 0; i < tensor.numel(); ++i) {
        std::memcpy(target, tensor.storage.data() + static_cast<std::size_t>(index) * size, size);
        target += size;
        for (std::size_t axis = position.size(); axis-- > 0;) {
            index += tensor.stride[axis];
            if (++position[axis] < tensor.shape[axis])
                break;
            index -= tensor.stride[axis] * position[axis];
            position[axis] = 0;
        }
    }
}

/// A file may hold any byte where a bool is; only 0 and 1 are values of the type.
void normaliseBools(at::Tensor &tensor)
{
    if (tensor.scalar_type() != at::kBool)
        return;
    auto *bytes = static_cast<std::uint8_t *>(tensor.mutable_data_ptr());
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
        bytes[i] = bytes[i] != 0;
}

base::Problem differs(const std::string &what)
{
    return {base::ProblemCode::CheckFailed, what, "", "Please report this with the file."};
}

/// Equal NaN count as equal: a file keeps whatever it was given.
double difference(const at::Tensor &a, const at::Tensor &b)
{
    if (a.numel() == 0 || a.equal(b))
        return 0.0;
    const at::Tensor x = a.to(at::kDouble), y = b.to(at::kDouble);
    const at::Tensor same = (x == y).logical_or(x.isnan().logical_and(y.isnan()));
    const double largest = at::where(same, at::zeros({}, at::kDouble), (x - y).abs()).max().item<double>();
    return std::isnan(largest) ? HUGE_VAL : largest;
}

} // namespace

at::Tensor toTensor(const wire::StoredTensor &stored)
{
    at::Tensor tensor = at::empty(stored.shape, model::toScalarType(stored.dtype));
    if (tensor.numel() == 0)
        return tensor;
    auto *target = static_cast<std::byte *>(tensor.mutable_data_ptr());
    if (isContiguous(stored))
        std::memcpy(target, stored.storage.data() + stored.offset * graph::byteSize(stored.dtype), tensor.nbytes());
    else
        copyStrided(stored, target);
    normaliseBools(tensor);
    return tensor;
}

at::Tensor mappedTensor(const wire::StoredTensor &stored, const std::shared_ptr<const base::MappedFile> &file)
{
    const auto type = model::toScalarType(stored.dtype);
    const std::int64_t size = graph::byteSize(stored.dtype);
    auto *data = const_cast<std::byte *>(stored.storage.data()) + stored.offset * size;
    const bool aligned = reinterpret_cast<std::uintptr_t>(data) % static_cast<std::uintptr_t>(size) == 0;
    if (!aligned || stored.numel() == 0 || type == at::kBool || overlaps(stored))
        return toTensor(stored);
    return at::from_blob(data, stored.shape, stored.stride, [file](void *) {}, at::TensorOptions().dtype(type));
}

at::Tensor toTensor(graph::DType dtype, const std::vector<std::int64_t> &shape, wire::Bytes bytes)
{
    at::Tensor tensor = at::empty(shape, model::toScalarType(dtype));
    if (tensor.nbytes() > 0)
        std::memcpy(tensor.mutable_data_ptr(), bytes.data(), std::min(tensor.nbytes(), bytes.size()));
    normaliseBools(tensor);
    return tensor;
}

base::Result<TensorBytes> tensorBytes(const model::Weights &weights)
{
    TensorBytes out;
    for (const auto &[name, tensor] : weights.entries()) {
        const auto dtype = tensor.defined() ? model::fromScalarType(tensor.scalar_type()) : std::nullopt;
        if (!dtype)
            return base::Problem{base::ProblemCode::Unsupported,
                                 base::cat("The tensor '", name, "' is ", tensor.defined() ? at::toString(tensor.scalar_type()) : "undefined",
                                           ", which can't be written."),
                                 "", "Convert it to a float, integer or boolean type."};
        out.keep.push_back(tensor.detach().to(at::kCPU).contiguous());
        const at::Tensor &kept = out.keep.back();
        const auto *bytes = static_cast<const std::byte *>(kept.const_data_ptr());
        out.tensors.push_back({name, *dtype, kept.sizes().vec(), wire::Bytes(bytes, bytes ? kept.nbytes() : 0)});
    }
    return out;
}

base::Result<double> largestDifference(const model::Weights &a, const model::Weights &b)
{
    if (a.size() != b.size())
        return differs(base::cat("There are ", a.size(), " tensors on one side and ", b.size(), " on the other."));
    double largest = 0.0;
    for (const auto &[name, tensor] : a.entries()) {
        const at::Tensor other = b.get(name);
        if (!other.defined())
            return differs(base::cat("The tensor '", name, "' is missing."));
        if (other.sizes() != tensor.sizes() || other.scalar_type() != tensor.scalar_type())
            return differs(base::cat("The tensor '", name, "' has another shape or type."));
        largest = std::max(largest, difference(tensor.detach().to(at::kCPU), other.detach().to(at::kCPU)));
    }
    return largest;
}

} // namespace espalier::formats
