// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/ScalarType.h>

#include <vector>

namespace espalier::model {

/// The elements of a tensor of any type and device, in order. One host read.
template <class T>
std::vector<T> hostValues(const at::Tensor &tensor)
{
    const at::Tensor host = tensor.detach().to(at::kCPU, c10::CppTypeToScalarType<T>::value).contiguous();
    const T *values = host.const_data_ptr<T>();
    return {values, values + host.numel()};
}

} // namespace espalier::model
