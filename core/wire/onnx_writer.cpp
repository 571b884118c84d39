// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/onnx.h"
#include "wire/onnx_tensor.h"
#include "wire/onnx_types.h"

namespace espalier::wire {

namespace {

using Kind = OnnxAttribute::Kind;

void entries(ProtoWriter &out, std::uint32_t number, const std::map<std::string, std::string> &values)
{
    for (const auto &[key, value] : values) {
        ProtoWriter pair;
        pair.bytes(1, key);
        pair.bytes(2, value);
        out.message(number, pair);
    }
}

ProtoWriter wholeTensor(const OnnxTensor &tensor)
{
    ProtoWriter out = onnxTensorHead(tensor);
    if (!tensor.external)
        out.bytes(9, asText(tensor.bytes()));
    return out;
}

ProtoWriter attributeMessage(const OnnxAttribute &attribute)
{
    ProtoWriter out;
    out.bytes(1, attribute.name);
    switch (attribute.kind) {
    case Kind::Float:
        out.real(2, attribute.real);
        break;
    case Kind::Int:
        out.integer(3, attribute.integer);
        break;
    case Kind::String:
        out.bytes(4, attribute.text);
        break;
    case Kind::Tensor:
        out.message(5, wholeTensor(*attribute.tensor));
        break;
    case Kind::Floats:
        out.reals(7, attribute.reals);
        break;
    case Kind::Ints:
        out.integers(8, attribute.integers);
        break;
    case Kind::Strings:
        for (const std::string &text : attribute.texts)
            out.bytes(9, text);
        break;
    default:
        break;
    }
    out.integer(20, static_cast<std::int64_t>(attribute.kind));
    return out;
}

ProtoWriter nodeMessage(const OnnxNode &node)
{
    ProtoWriter out;
    for (const std::string &input : node.inputs)
        out.bytes(1, input);
    for (const std::string &output : node.outputs)
        out.bytes(2, output);
    if (!node.name.empty())
        out.bytes(3, node.name);
    out.bytes(4, node.op);
    for (const OnnxAttribute &attribute : node.attributes)
        out.message(5, attributeMessage(attribute));
    if (!node.domain.empty())
        out.bytes(7, node.domain);
    entries(out, 9, node.metadata);
    return out;
}

ProtoWriter shapeMessage(const std::vector<OnnxSize> &shape)
{
    ProtoWriter out;
    for (const OnnxSize &size : shape) {
        ProtoWriter dimension;
        if (!size.parameter.empty())
            dimension.bytes(2, size.parameter);
        else if (size.value >= 0)
            dimension.integer(1, size.value);
        out.message(1, dimension);
    }
    return out;
}

ProtoWriter valueMessage(const OnnxValue &value)
{
    ProtoWriter out, type, tensor;
    out.bytes(1, value.name);
    if (value.dtype)
        tensor.integer(1, toOnnxType(*value.dtype));
    if (value.shape)
        tensor.message(2, shapeMessage(*value.shape));
    type.message(1, tensor);
    out.message(2, type);
    return out;
}

/// Everything but the graph.
ProtoWriter modelHead(const OnnxModel &model)
{
    ProtoWriter out;
    out.integer(1, model.irVersion);
    if (!model.producer.empty())
        out.bytes(2, model.producer);
    if (!model.producerVersion.empty())
        out.bytes(3, model.producerVersion);
    for (const auto &[domain, version] : model.opsets) {
        ProtoWriter set;
        set.bytes(1, domain);
        set.integer(2, version);
        out.message(8, set);
    }
    entries(out, 14, model.metadata);
    return out;
}

/// Everything of the graph but its tensors.
ProtoWriter graphHead(const OnnxGraph &graph)
{
    ProtoWriter out;
    for (const OnnxNode &node : graph.nodes)
        out.message(1, nodeMessage(node));
    out.bytes(2, graph.name);
    for (const OnnxValue &value : graph.inputs)
        out.message(11, valueMessage(value));
    for (const OnnxValue &value : graph.outputs)
        out.message(12, valueMessage(value));
    return out;
}

/// Tag and length of an initializer in the graph, its fields, then tag and length of its bytes.
ProtoWriter initializerHead(const OnnxTensor &tensor)
{
    ProtoWriter inner = onnxTensorHead(tensor);
    const std::uint64_t bytes = tensor.external ? 0 : tensor.bytes().size();
    if (!tensor.external)
        inner.head(9, bytes);
    ProtoWriter head;
    head.head(5, inner.text().size() + bytes);
    return head.append(inner.text());
}

void put(std::ostream &out, std::string_view text)
{
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
}

} // namespace

void writeOnnx(std::ostream &out, const OnnxModel &model)
{
    const ProtoWriter graph = graphHead(model.graph);
    std::uint64_t size = graph.text().size();
    for (const OnnxTensor &tensor : model.graph.initializers)
        size += initializerHead(tensor).text().size() + (tensor.external ? 0 : tensor.bytes().size());
    ProtoWriter head = modelHead(model);
    head.head(7, size);
    put(out, head.text());
    put(out, graph.text());
    for (const OnnxTensor &tensor : model.graph.initializers) {
        put(out, initializerHead(tensor).text());
        if (!tensor.external)
            put(out, asText(tensor.bytes()));
    }
}

std::uint64_t onnxHeadSize(const OnnxModel &model)
{
    std::uint64_t size = modelHead(model).text().size() + 12 + graphHead(model.graph).text().size();
    for (const OnnxTensor &tensor : model.graph.initializers)
        size += initializerHead(tensor).text().size();
    return size;
}

} // namespace espalier::wire
