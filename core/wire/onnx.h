// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"
#include "wire/bytes.h"

#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <utility>
#include <vector>

namespace espalier::wire {

/// Where the bytes of a tensor lie if not in the model's own file.
struct OnnxExternal
{
    std::string location; ///< relative to the model's folder
    std::uint64_t offset = 0;
    std::optional<std::uint64_t> length; ///< absent = to the end
};

/// A tensor of the file, row-major and little-endian.
struct OnnxTensor
{
    std::string name;
    graph::DType dtype = graph::DType::Float32;
    std::vector<std::int64_t> shape;
    Bytes raw;         ///< inside the file (reading) or lent by the caller (writing)
    std::string owned; ///< the bytes, where the file spells numbers out; `raw` is empty then
    std::optional<OnnxExternal> external;

    std::uint64_t byteSize() const; ///< that type and shape ask for
    Bytes bytes() const { return raw.empty() ? asBytes(owned) : raw; }
};

struct OnnxAttribute
{
    enum class Kind {
        Other = 0,
        Float = 1,
        Int = 2,
        String = 3,
        Tensor = 4,
        Graph = 5,
        Floats = 6,
        Ints = 7,
        Strings = 8
    };

    std::string name;
    Kind kind = Kind::Other;
    std::int64_t integer = 0;
    float real = 0.0f;
    std::string text;
    std::vector<std::int64_t> integers;
    std::vector<float> reals;
    std::vector<std::string> texts;
    std::shared_ptr<const OnnxTensor> tensor;

    static OnnxAttribute ofInteger(std::string name, std::int64_t value);
    static OnnxAttribute ofIntegers(std::string name, std::vector<std::int64_t> values);
    static OnnxAttribute ofReal(std::string name, double value);
    static OnnxAttribute ofText(std::string name, std::string value);
};

struct OnnxNode
{
    std::string op;
    std::string domain; ///< "" = the operators of ONNX itself
    std::string name;
    std::vector<std::string> inputs; ///< "" = left out
    std::vector<std::string> outputs;
    std::vector<OnnxAttribute> attributes;
    std::map<std::string, std::string> metadata;

    const OnnxAttribute *find(std::string_view attribute) const;
};

/// A known size, a named one (of the batch, mostly), or neither.
struct OnnxSize
{
    std::int64_t value = -1;
    std::string parameter;
};

struct OnnxValue
{
    std::string name;
    std::optional<graph::DType> dtype; ///< absent for sequences and types that we don't have
    std::optional<std::vector<OnnxSize>> shape;
};

struct OnnxGraph
{
    std::string name;
    std::vector<OnnxNode> nodes;
    std::vector<OnnxTensor> initializers;
    std::vector<OnnxValue> inputs;
    std::vector<OnnxValue> outputs;
};

/// A model file of ONNX (github.com/onnx/onnx/blob/main/onnx/onnx.proto), as far as networks need it. Fields
/// that are not listed here are skipped.
struct OnnxModel
{
    std::int64_t irVersion = 0;
    std::string producer;
    std::string producerVersion;
    std::map<std::string, std::int64_t> opsets; ///< by domain
    std::map<std::string, std::string> metadata;
    OnnxGraph graph;

    std::int64_t opset() const; ///< of ONNX itself; 0 if the file names none
};

/// Parses a model; tensors are views of `file`. Nested graphs of nodes are noted, not parsed, so nesting is
/// bounded by the format. Nodes, names and tensors together may take sixteen times the file's size in memory
/// (and 4 MB), which files with sense in them don't come near; sizes of tensors match their bytes. Malformed,
/// or Unsupported for types of tensors that we don't have. Runs nothing of the file.
base::Result<OnnxModel> parseOnnx(Bytes file, const std::string &where);

/// Begins as a model does: only fields of ModelProto, an IR version, and a graph.
bool looksLikeOnnx(Bytes file);

/// Writes a model. Tensors with `external` leave their bytes out. Failures of the stream stay in the stream.
void writeOnnx(std::ostream &out, const OnnxModel &model);
/// Length of what `writeOnnx` writes but the bytes of tensors: a file of ONNX can't be longer than 2 GB.
std::uint64_t onnxHeadSize(const OnnxModel &model);

} // namespace espalier::wire
