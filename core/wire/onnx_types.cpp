// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/onnx_types.h"

#include "wire/onnx.h"

#include <algorithm>
#include <array>
#include <limits>

namespace espalier::wire {

namespace {

using graph::DType;

constexpr std::array<std::pair<std::int64_t, DType>, 10> types{{{1, DType::Float32},
                                                                {2, DType::UInt8},
                                                                {3, DType::Int8},
                                                                {5, DType::Int16},
                                                                {6, DType::Int32},
                                                                {7, DType::Int64},
                                                                {9, DType::Bool},
                                                                {10, DType::Float16},
                                                                {11, DType::Float64},
                                                                {16, DType::BFloat16}}};

} // namespace

std::optional<DType> fromOnnxType(std::int64_t number)
{
    const auto found =
        std::find_if(types.begin(), types.end(), [number](const auto &row) { return row.first == number; });
    return found == types.end() ? std::nullopt : std::optional(found->second);
}

std::int64_t toOnnxType(DType type)
{
    return std::find_if(types.begin(), types.end(), [type](const auto &row) { return row.second == type; })
        ->first;
}

std::uint64_t OnnxTensor::byteSize() const
{
    constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t size = static_cast<std::uint64_t>(graph::byteSize(dtype));
    if (std::find(shape.begin(), shape.end(), 0) != shape.end())
        return 0;
    for (const std::int64_t extent : shape) {
        if (size > largest / static_cast<std::uint64_t>(extent))
            return largest; // no file is that long
        size *= static_cast<std::uint64_t>(extent);
    }
    return size;
}

const OnnxAttribute *OnnxNode::find(std::string_view attribute) const
{
    const auto found = std::find_if(attributes.begin(), attributes.end(),
                                    [attribute](const OnnxAttribute &a) { return a.name == attribute; });
    return found == attributes.end() ? nullptr : &*found;
}

std::int64_t OnnxModel::opset() const
{
    for (const char *domain : {"", "ai.onnx"})
        if (const auto found = opsets.find(domain); found != opsets.end())
            return found->second;
    return 0;
}

OnnxAttribute OnnxAttribute::ofInteger(std::string name, std::int64_t value)
{
    OnnxAttribute attribute;
    attribute.name = std::move(name);
    attribute.kind = Kind::Int;
    attribute.integer = value;
    return attribute;
}

OnnxAttribute OnnxAttribute::ofIntegers(std::string name, std::vector<std::int64_t> values)
{
    OnnxAttribute attribute;
    attribute.name = std::move(name);
    attribute.kind = Kind::Ints;
    attribute.integers = std::move(values);
    return attribute;
}

OnnxAttribute OnnxAttribute::ofReal(std::string name, double value)
{
    OnnxAttribute attribute;
    attribute.name = std::move(name);
    attribute.kind = Kind::Float;
    attribute.real = static_cast<float>(value);
    return attribute;
}

OnnxAttribute OnnxAttribute::ofText(std::string name, std::string value)
{
    OnnxAttribute attribute;
    attribute.name = std::move(name);
    attribute.kind = Kind::String;
    attribute.text = std::move(value);
    return attribute;
}

} // namespace espalier::wire
