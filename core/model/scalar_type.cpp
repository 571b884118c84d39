// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/scalar_type.h"

#include <array>
#include <utility>

namespace espalier::model {
namespace {

using graph::DType;
using c10::ScalarType;

constexpr std::array<std::pair<DType, ScalarType>, 10> Table{{{DType::UInt8, ScalarType::Byte},
                                                              {DType::Int8, ScalarType::Char},
                                                              {DType::Int16, ScalarType::Short},
                                                              {DType::Int32, ScalarType::Int},
                                                              {DType::Int64, ScalarType::Long},
                                                              {DType::Float16, ScalarType::Half},
                                                              {DType::Float32, ScalarType::Float},
                                                              {DType::Float64, ScalarType::Double},
                                                              {DType::Bool, ScalarType::Bool},
                                                              {DType::BFloat16, ScalarType::BFloat16}}};

} // namespace

c10::ScalarType toScalarType(graph::DType type)
{
    for (const auto &[ours, theirs] : Table)
        if (ours == type)
            return theirs;
    return ScalarType::Undefined;
}

std::optional<graph::DType> fromScalarType(c10::ScalarType type)
{
    for (const auto &[ours, theirs] : Table)
        if (theirs == type)
            return ours;
    return std::nullopt;
}

} // namespace espalier::model
