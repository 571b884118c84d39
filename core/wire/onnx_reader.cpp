// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "wire/onnx.h"
#include "wire/onnx_tensor.h"
#include "wire/onnx_types.h"

namespace espalier::wire {

namespace {

using Kind = OnnxAttribute::Kind;

constexpr std::size_t memoryPerByte = 16;
constexpr std::size_t spareMemory = std::size_t{4} << 20;

/// Walks the messages of a file; the first thing that is wrong stays as its Problem.
class ModelParser
{
public:
    ModelParser(OnnxModel &model, const std::string &where) : m_model(model), m_where(where) {}

    base::Result<void> parse(Bytes file)
    {
        m_left = memoryPerByte * file.size() + spareMemory;
        bool hasGraph = false;
        eachField(file, "model", [&](const ProtoField &field) {
            hasGraph = hasGraph || field.number == 7;
            return modelField(field);
        });
        if (m_problem)
            return *m_problem;
        if (!hasGraph)
            return malformed(m_where, "The ONNX file holds no graph.");
        return {};
    }

private:
    bool fail(base::Problem problem)
    {
        if (!m_problem)
            m_problem = std::move(problem);
        return false;
    }

    bool broken(const char *what)
    {
        return fail(malformed(m_where, base::cat("The ", what, " of the ONNX file is damaged.")));
    }

    /// Two bytes of a file can ask for a node of two hundred.
    bool spend(std::size_t bytes)
    {
        if (bytes > m_left)
            return fail(malformed(m_where,
                                  "The ONNX file has more nodes and names than its size can give sense to."));
        m_left -= bytes;
        return true;
    }

    template <class Visit>
    bool eachField(Bytes message, const char *what, const Visit &visit)
    {
        ProtoReader reader(message);
        for (ProtoField field; reader.next(field);)
            if (!visit(field))
                return broken(what);
        return !reader.failed() || broken(what);
    }

    bool text(const ProtoField &field, std::string &out)
    {
        if (field.wire != ProtoWire::Delimited || !isUtf8(asText(field.bytes)) ||
            !spend(sizeof out + field.bytes.size()))
            return false;
        out = asText(field.bytes);
        return true;
    }

    static bool number(const ProtoField &field, std::int64_t &out)
    {
        out = static_cast<std::int64_t>(field.value);
        return field.wire == ProtoWire::Varint;
    }

    bool modelField(const ProtoField &field)
    {
        switch (field.number) {
        case 1:
            return number(field, m_model.irVersion);
        case 2:
            return text(field, m_model.producer);
        case 3:
            return text(field, m_model.producerVersion);
        case 7:
            return field.wire == ProtoWire::Delimited &&
                   eachField(field.bytes, "graph", [this](const ProtoField &f) { return graphField(f); });
        case 8:
            return opset(field);
        case 14:
            return entry(field, m_model.metadata);
        default:
            return true;
        }
    }

    bool opset(const ProtoField &field)
    {
        std::string domain;
        std::int64_t version = 0;
        const bool fine = field.wire == ProtoWire::Delimited &&
                          eachField(field.bytes, "list of operator sets", [&](const ProtoField &f) {
                              return f.number == 1 ? text(f, domain) : f.number != 2 || number(f, version);
                          });
        if (fine)
            m_model.opsets[domain] = version;
        return fine;
    }

    /// StringStringEntryProto
    bool entry(const ProtoField &field, std::map<std::string, std::string> &out)
    {
        std::string key, value;
        const bool fine = field.wire == ProtoWire::Delimited && spend(128) &&
                          eachField(field.bytes, "list of metadata", [&](const ProtoField &f) {
                              return f.number == 1 ? text(f, key) : f.number != 2 || text(f, value);
                          });
        if (fine)
            out[std::move(key)] = std::move(value);
        return fine;
    }

    bool graphField(const ProtoField &field)
    {
        OnnxGraph &graph = m_model.graph;
        switch (field.number) {
        case 1:
            return node(field, graph.nodes);
        case 2:
            return text(field, graph.name);
        case 5:
            return tensor(field, graph.initializers.emplace_back());
        case 11:
            return value(field, graph.inputs.emplace_back());
        case 12:
            return value(field, graph.outputs.emplace_back());
        case 15:
            return fail({base::ProblemCode::Unsupported, "The model has sparse tensors.", m_where,
                         "Export it with dense weights."});
        default:
            return true;
        }
    }

    bool node(const ProtoField &field, std::vector<OnnxNode> &nodes)
    {
        if (field.wire != ProtoWire::Delimited || !spend(sizeof(OnnxNode)))
            return false;
        OnnxNode &node = nodes.emplace_back();
        return eachField(field.bytes, "graph's node", [&](const ProtoField &f) {
            switch (f.number) {
            case 1:
                return text(f, node.inputs.emplace_back());
            case 2:
                return text(f, node.outputs.emplace_back());
            case 3:
                return text(f, node.name);
            case 4:
                return text(f, node.op);
            case 5:
                return attribute(f, node.attributes.emplace_back());
            case 7:
                return text(f, node.domain);
            case 9:
                return entry(f, node.metadata);
            default:
                return true;
            }
        });
    }

    bool attribute(const ProtoField &field, OnnxAttribute &out)
    {
        return field.wire == ProtoWire::Delimited && spend(sizeof(OnnxAttribute)) &&
               eachField(field.bytes, "node's attribute",
                         [&](const ProtoField &f) { return attributeField(f, out); });
    }

    bool attributeField(const ProtoField &field, OnnxAttribute &out)
    {
        switch (field.number) {
        case 1:
            return text(field, out.name);
        case 2:
            return readSingle(field, out.real);
        case 3:
            return number(field, out.integer);
        case 4:
            return bytes(field, out.text);
        case 5:
            return attributeTensor(field, out);
        case 7:
            return readFloats(field, out.reals);
        case 8:
            return readIntegers(field, out.integers);
        case 9:
            return bytes(field, out.texts.emplace_back());
        case 20:
            return kind(field, out.kind);
        default:
            return true;
        }
    }

    static bool readSingle(const ProtoField &field, float &out)
    {
        std::vector<float> one;
        if (field.wire != ProtoWire::Fixed32 || !readFloats(field, one))
            return false;
        out = one.front();
        return true;
    }

    bool bytes(const ProtoField &field, std::string &out)
    {
        out = asText(field.bytes);
        return field.wire == ProtoWire::Delimited && spend(sizeof out + field.bytes.size());
    }

    static bool kind(const ProtoField &field, Kind &out)
    {
        out = field.value >= 1 && field.value <= 8 ? static_cast<Kind>(field.value) : Kind::Other;
        return field.wire == ProtoWire::Varint;
    }

    bool attributeTensor(const ProtoField &field, OnnxAttribute &out)
    {
        auto read = std::make_shared<OnnxTensor>();
        if (!tensor(field, *read))
            return false;
        out.tensor = std::move(read);
        return true;
    }

    bool tensor(const ProtoField &field, OnnxTensor &out)
    {
        if (field.wire != ProtoWire::Delimited || !spend(sizeof(OnnxTensor)))
            return false;
        auto read = parseOnnxTensor(field.bytes, m_where);
        if (!read)
            return fail(read.problem());
        out = *std::move(read);
        return true;
    }

    /// ValueInfoProto
    bool value(const ProtoField &field, OnnxValue &out)
    {
        return field.wire == ProtoWire::Delimited && spend(sizeof out) &&
               eachField(field.bytes, "list of inputs", [&](const ProtoField &f) {
                   if (f.number == 2)
                       return f.wire == ProtoWire::Delimited &&
                              eachField(f.bytes, "type of a value", [&](const ProtoField &t) {
                                  return t.number != 1 || tensorType(t, out);
                              });
                   return f.number != 1 || text(f, out.name);
               });
    }

    bool tensorType(const ProtoField &field, OnnxValue &out)
    {
        return field.wire == ProtoWire::Delimited &&
               eachField(field.bytes, "type of a value", [&](const ProtoField &f) {
                   std::int64_t type = 0;
                   if (f.number == 1) {
                       const bool fine = number(f, type);
                       out.dtype = fromOnnxType(type);
                       return fine;
                   }
                   return f.number != 2 || shape(f, out.shape.emplace());
               });
    }

    bool shape(const ProtoField &field, std::vector<OnnxSize> &out)
    {
        return field.wire == ProtoWire::Delimited &&
               eachField(field.bytes, "shape of a value", [&](const ProtoField &f) {
                   if (f.number != 1)
                       return true;
                   OnnxSize &size = out.emplace_back();
                   return f.wire == ProtoWire::Delimited && spend(sizeof size) &&
                          eachField(f.bytes, "shape of a value", [&](const ProtoField &d) {
                              return d.number == 1 ? number(d, size.value) && size.value >= 0
                                                   : d.number != 2 || text(d, size.parameter);
                          });
               });
    }

    OnnxModel &m_model;
    const std::string &m_where;
    std::size_t m_left = 0; ///< memory that the file may still ask for
    std::optional<base::Problem> m_problem;
};

} // namespace

base::Result<OnnxModel> parseOnnx(Bytes file, const std::string &where)
{
    OnnxModel model;
    if (const base::Status parsed = ModelParser(model, where).parse(file); !parsed)
        return parsed.problem();
    return model;
}

bool looksLikeOnnx(Bytes file)
{
    ProtoReader reader(file);
    bool version = false, graph = false;
    for (ProtoField field; reader.next(field);) {
        const bool number = field.number == 1 || field.number == 5;
        if (field.number > 26 ||
            (number ? field.wire != ProtoWire::Varint : field.wire != ProtoWire::Delimited))
            return false;
        version = version || (field.number == 1 && field.value >= 1 && field.value < 1000);
        graph = graph || field.number == 7;
    }
    return version && graph && !reader.failed();
}

} // namespace espalier::wire
