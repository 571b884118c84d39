// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/onnx_tensor.h"

#include "base/text.h"
#include "wire/onnx_types.h"

#include <charconv>

namespace espalier::wire {

namespace {

using graph::DType;

constexpr std::int64_t largestExtent = std::int64_t{1} << 48;

/// What a TensorProto may hold, field by field.
struct Fields
{
    OnnxTensor tensor;
    std::int64_t type = 0;
    std::vector<std::int64_t> integers; ///< int32_data (16-bit floats too) or int64_data
    std::vector<float> floats;
    std::vector<double> doubles;
    bool isExternal = false;
    bool hasRaw = false;
    OnnxExternal external;
};

bool number(const std::string &text, std::uint64_t &out)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size();
}

/// key and value of an entry of external_data
bool externalEntry(Bytes message, OnnxExternal &out)
{
    std::string key, value;
    ProtoReader reader(message);
    for (ProtoField field; reader.next(field);) {
        if (field.number > 2)
            continue;
        if (field.wire != ProtoWire::Delimited || !isUtf8(asText(field.bytes)))
            return false;
        (field.number == 1 ? key : value) = asText(field.bytes);
    }
    if (key == "location")
        out.location = value;
    if (key == "offset")
        return number(value, out.offset) && !reader.failed();
    if (key == "length")
        return number(value, out.length.emplace()) && !reader.failed();
    return !reader.failed();
}

bool readField(const ProtoField &field, Fields &out)
{
    switch (field.number) {
    case 1:
        return readIntegers(field, out.tensor.shape);
    case 2:
        out.type = static_cast<std::int64_t>(field.value);
        return field.wire == ProtoWire::Varint;
    case 4:
        return readFloats(field, out.floats);
    case 5:
    case 7:
    case 11:
        return readIntegers(field, out.integers);
    case 8:
        out.tensor.name = asText(field.bytes);
        return field.wire == ProtoWire::Delimited && isUtf8(out.tensor.name);
    case 9:
        out.tensor.raw = field.bytes;
        out.hasRaw = true;
        return field.wire == ProtoWire::Delimited;
    case 10:
        return readDoubles(field, out.doubles);
    case 13:
        return field.wire == ProtoWire::Delimited && externalEntry(field.bytes, out.external);
    case 14:
        out.isExternal = field.value == 1;
        return field.wire == ProtoWire::Varint;
    default:
        return true;
    }
}

template <class T, class Values>
std::string spell(const Values &values)
{
    std::string bytes;
    bytes.reserve(values.size() * sizeof(T));
    for (const auto value : values)
        appendLittle(bytes, static_cast<T>(value));
    return bytes;
}

/// The typed fields as bytes; floats of 16 bits lie in int32_data as their bit patterns.
std::string spelled(const Fields &fields)
{
    switch (fields.tensor.dtype) {
    case DType::Float32:
        return spell<float>(fields.floats);
    case DType::Float64:
        return spell<double>(fields.doubles);
    case DType::Int64:
        return spell<std::int64_t>(fields.integers);
    case DType::Int32:
        return spell<std::int32_t>(fields.integers);
    case DType::Int16:
    case DType::Float16:
    case DType::BFloat16:
        return spell<std::uint16_t>(fields.integers);
    default:
        return spell<std::uint8_t>(fields.integers);
    }
}

base::Problem wrong(const Fields &fields, const std::string &where, const std::string &what)
{
    return malformed(where, base::cat("The tensor '", fields.tensor.name, "' of shape ",
                                      base::shapeText(fields.tensor.shape), " ", what, "."));
}

bool possible(const std::vector<std::int64_t> &shape)
{
    for (const std::int64_t extent : shape)
        if (extent < 0 || extent > largestExtent)
            return false;
    return shape.size() <= 64;
}

base::Result<OnnxTensor> finish(Fields fields, const std::string &where)
{
    OnnxTensor &tensor = fields.tensor;
    const auto dtype = fromOnnxType(fields.type);
    if (!dtype)
        return base::Problem{base::ProblemCode::Unsupported,
                             base::cat("The tensor '", tensor.name, "' has type ", fields.type,
                                       " of ONNX, which is not read."),
                             where, "Export the model with float, integer or boolean tensors."};
    tensor.dtype = *dtype;
    if (!possible(tensor.shape))
        return wrong(fields, where, "is impossible");
    if (fields.isExternal) {
        tensor.raw = {};
        if (fields.external.location.empty())
            return wrong(fields, where, "lies in another file that has no name");
        tensor.external = std::move(fields.external);
        return std::move(tensor);
    }
    if (!fields.hasRaw)
        tensor.owned = spelled(fields);
    if (tensor.bytes().size() != tensor.byteSize())
        return wrong(fields, where, base::cat("has ", tensor.bytes().size(), " bytes"));
    return std::move(tensor);
}

} // namespace

base::Result<OnnxTensor> parseOnnxTensor(Bytes message, const std::string &where)
{
    Fields fields;
    ProtoReader reader(message);
    for (ProtoField field; reader.next(field);)
        if (!readField(field, fields))
            return malformed(where,
                             base::cat("The tensor '", fields.tensor.name, "' of the ONNX file is damaged."));
    if (reader.failed())
        return malformed(where,
                         base::cat("The tensor '", fields.tensor.name, "' of the ONNX file is damaged."));
    return finish(std::move(fields), where);
}

ProtoWriter onnxTensorHead(const OnnxTensor &tensor)
{
    ProtoWriter out;
    if (!tensor.shape.empty())
        out.integers(1, tensor.shape);
    out.integer(2, toOnnxType(tensor.dtype));
    out.bytes(8, tensor.name);
    if (!tensor.external)
        return out;
    const auto entry = [&out](std::string_view key, const std::string &value) {
        ProtoWriter pair;
        pair.bytes(1, key);
        pair.bytes(2, value);
        out.message(13, pair);
    };
    entry("location", tensor.external->location);
    entry("offset", base::cat(tensor.external->offset));
    if (tensor.external->length)
        entry("length", base::cat(*tensor.external->length));
    out.integer(14, 1);
    return out;
}

} // namespace espalier::wire
