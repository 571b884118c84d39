// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/onnx_fixtures.h"

#include "base/random.h"
#include "base/text.h"
#include "wire/onnx_types.h"
#include "wire/protobuf.h"

#include <sstream>

namespace espalier::wire {

namespace {

using graph::DType;
using Kind = OnnxAttribute::Kind;

class Dice
{
public:
    explicit Dice(std::uint64_t seed) : m_seed(seed) {}

    std::uint32_t below(std::uint32_t bound) { return base::randomBelow(bound, m_seed, 1, m_counter++); }
    std::int64_t integer()
    {
        return static_cast<std::int64_t>(base::randomBits(m_seed, 2, m_counter++)) >> below(64);
    }
    float real() { return static_cast<float>(base::randomUnit(m_seed, 3, m_counter++) * 20.0 - 10.0); }
    std::string name() { return base::cat("layer", below(9), ".ü", below(100)); }

private:
    std::uint64_t m_seed;
    std::uint64_t m_counter = 0;
};

OnnxTensor randomTensor(Dice &dice)
{
    constexpr DType types[] = {DType::UInt8,   DType::Int8,    DType::Int16,   DType::Int32, DType::Int64,
                               DType::Float16, DType::Float32, DType::Float64, DType::Bool,  DType::BFloat16};
    OnnxTensor tensor;
    tensor.name = dice.name();
    tensor.dtype = types[dice.below(10)];
    for (std::uint32_t i = dice.below(4); i > 0; --i)
        tensor.shape.push_back(dice.below(4));
    for (std::uint64_t i = tensor.byteSize(); i > 0; --i)
        tensor.owned += static_cast<char>(dice.below(256));
    if (dice.below(5) == 0) {
        tensor.owned.clear();
        tensor.external = OnnxExternal{"weights.bin", dice.below(1000),
                                       dice.below(2) ? std::optional<std::uint64_t>(7) : std::nullopt};
    }
    return tensor;
}

OnnxAttribute randomAttribute(Dice &dice)
{
    OnnxAttribute attribute;
    attribute.name = dice.name();
    attribute.kind = static_cast<Kind>(1 + dice.below(8));
    switch (attribute.kind) {
    case Kind::Float:
        attribute.real = dice.real();
        break;
    case Kind::Int:
        attribute.integer = dice.integer();
        break;
    case Kind::String:
        attribute.text = std::string("\0\xff bytes", 8);
        break;
    case Kind::Tensor:
        attribute.tensor = std::make_shared<OnnxTensor>(randomTensor(dice));
        break;
    case Kind::Floats:
        attribute.reals = {dice.real(), dice.real()};
        break;
    case Kind::Ints:
        attribute.integers = {dice.integer(), -1, dice.integer()};
        break;
    case Kind::Strings:
        attribute.texts = {dice.name(), ""};
        break;
    default:
        attribute.kind = Kind::Other;
        break;
    }
    return attribute;
}

OnnxNode randomNode(Dice &dice)
{
    OnnxNode node{"Conv",
                  dice.below(3) == 0 ? "com.example" : "",
                  dice.name(),
                  {dice.name(), "", dice.name()},
                  {dice.name()},
                  {},
                  {}};
    for (std::uint32_t i = dice.below(4); i > 0; --i)
        node.attributes.push_back(randomAttribute(dice));
    if (dice.below(2) == 0)
        node.metadata["scopes"] = dice.name();
    return node;
}

OnnxValue randomValue(Dice &dice)
{
    OnnxValue value{dice.name(), DType::Float32, std::nullopt};
    if (dice.below(4) != 0)
        value.shape = {{-1, "batch"}, {dice.below(300), ""}, {-1, ""}};
    return value;
}

} // namespace

OnnxModel randomOnnx(std::uint64_t seed)
{
    Dice dice(seed);
    OnnxModel model;
    model.irVersion = 8;
    model.producer = "test";
    model.producerVersion = dice.name();
    model.opsets = {{"", 13 + dice.below(12)}, {"com.example", 1}};
    model.metadata = {{"recipe", dice.name()}, {"", "empty key"}};
    model.graph.name = dice.name();
    for (std::uint32_t i = dice.below(6); i > 0; --i)
        model.graph.nodes.push_back(randomNode(dice));
    for (std::uint32_t i = dice.below(6); i > 0; --i)
        model.graph.initializers.push_back(randomTensor(dice));
    model.graph.inputs.push_back(randomValue(dice));
    model.graph.outputs.push_back(randomValue(dice));
    return model;
}

std::string onnxFile(const OnnxModel &model)
{
    std::ostringstream out;
    writeOnnx(out, model);
    return std::move(out).str();
}

std::string onnxWithTypedFields()
{
    const auto tensor = [](const char *name, DType type, std::int64_t size) {
        ProtoWriter out;
        out.integer(1, size); // not packed
        out.integer(2, toOnnxType(type));
        out.bytes(8, name);
        return out;
    };
    ProtoWriter graph, model, set;
    ProtoWriter floats = tensor("floats", DType::Float32, 3);
    floats.reals(4, {1.5f, -2.0f, 1e30f});
    ProtoWriter single = tensor("single", DType::Float32, 1);
    single.real(4, 0.25f);
    ProtoWriter longs = tensor("longs", DType::Int64, 2);
    longs.integers(7, {-5, INT64_MAX});
    ProtoWriter bytes = tensor("bytes", DType::Int8, 2);
    bytes.integers(5, {-1, 7});
    ProtoWriter halves = tensor("halves", DType::Float16, 2);
    halves.integers(5, {0x3C00, 0xC000});
    ProtoWriter doubles = tensor("doubles", DType::Float64, 1);
    std::string pattern;
    appendLittle(pattern, 0.1);
    doubles.bytes(10, pattern);
    for (const ProtoWriter *message : {&floats, &single, &longs, &bytes, &halves, &doubles})
        graph.message(5, *message);
    set.integer(2, 17);
    model.integer(1, 8);
    model.message(8, set);
    model.message(7, graph);
    model.bytes(99, "a field of the future");
    return model.text();
}

} // namespace espalier::wire
