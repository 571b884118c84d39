// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_target.h"

#include <cstdlib>

namespace espalier::fuzz {

namespace {

/// Written to, so that no compiler leaves the reading out.
volatile unsigned char sink = 0;

} // namespace

void touch(wire::Bytes bytes)
{
    unsigned char sum = 0;
    for (const std::byte byte : bytes)
        sum = static_cast<unsigned char>(sum + static_cast<unsigned char>(byte));
    sink = sum;
}

void touch(const wire::StoredTensor &tensor)
{
    const auto width = static_cast<std::size_t>(graph::byteSize(tensor.dtype));
    std::vector<std::int64_t> index(tensor.shape.size(), 0);
    for (std::int64_t left = tensor.numel(); left > 0; --left) {
        std::int64_t at = tensor.offset;
        for (std::size_t axis = 0; axis < index.size(); ++axis)
            at += index[axis] * tensor.stride[axis];
        touch(wire::Bytes(tensor.storage.data() + static_cast<std::size_t>(at) * width, width));
        for (std::size_t axis = index.size(); axis-- > 0;) {
            if (++index[axis] < tensor.shape[axis])
                break;
            index[axis] = 0;
        }
    }
}

} // namespace espalier::fuzz
