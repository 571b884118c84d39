// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/torchscript/script_writer.h"

#include "base/file.h"
#include "base/text.h"
#include "formats/python/python_text.h"
#include "formats/tensor_io.h"
#include "formats/torchscript/script_classes.h"
#include "formats/torchscript/script_text.h"
#include "model/node_schema.h"
#include "wire/script_archive_writer.h"

#include <nlohmann/json.hpp>

namespace espalier::formats::torchscript {

namespace {

base::Problem unknownOperator(const graph::Node &node)
{
    return {base::ProblemCode::Unsupported, base::cat("The operator ", node.op, " is not known."),
            node.module, "Export to another format."};
}

/// Writes the root's forward line by line, and the methods that it calls into their classes.
class ForwardWriter
{
public:
    ForwardWriter(const graph::Graph &graph, ScriptClasses &classes) : m_graph(graph), m_classes(classes) {}

    base::Status write()
    {
        std::vector<std::string> parameters{base::cat("self: ", m_classes.qualified(""))};
        for (const graph::ValueId id : m_graph.inputs()) {
            m_names[id] = inputName(m_graph.value(id).name);
            parameters.push_back(base::cat(m_names[id], ": Tensor"));
        }
        writeBatch();
        for (const graph::Node &node : m_graph.nodes()) {
            const c10::FunctionSchema *schema = model::schemaOf(node);
            if (!schema)
                return unknownOperator(node);
            writeNode(node, *schema);
        }
        std::vector<std::string> outputs;
        for (const graph::ValueId id : m_graph.outputs())
            outputs.push_back(nameOf(id));
        const bool single = outputs.size() == 1;
        const std::vector<std::string> types(outputs.size(), "Tensor");
        const std::string list = base::join(outputs, ", ");
        m_lines.push_back(base::cat("return ", single ? list : base::cat("(", list, ")")));
        m_classes.addMethod("",
                            {base::cat("forward(", base::join(parameters, ", "), ") -> ",
                                       single ? "Tensor" : base::cat("Tuple[", base::join(types, ", "), "]")),
                             m_lines});
        return {};
    }

private:
    std::string inputName(const std::string &wanted)
    {
        std::string name = pythonName(wanted);
        const bool taken = name == "self" || name == "batch" || name.starts_with("v_") || name == "torch" ||
                           name == "ops" || name == "annotate";
        const bool free = !taken && m_inputNames.insert(name).second;
        return free ? name : base::cat("input_", m_names.size());
    }

    std::string nameOf(graph::ValueId id) const
    {
        const graph::Value &value = m_graph.value(id);
        if (value.isStored())
            return memberText("self", value.name);
        const auto named = m_names.find(id);
        return named == m_names.end() ? base::cat("v_", id.value) : named->second;
    }

    void writeBatch()
    {
        bool needed = false;
        for (const graph::Node &node : m_graph.nodes())
            needed = needed || needsBatch(node);
        for (const graph::ValueId id : m_graph.inputs()) {
            const graph::Sizes &shape = m_graph.value(id).shape;
            for (std::size_t axis = 0; needed && axis < shape.size(); ++axis) {
                if (!shape[axis].timesBatch || shape[axis].constant < 1)
                    continue;
                m_lines.push_back(base::cat("batch = torch.floordiv(torch.size(", m_names[id], ", ", axis,
                                            "), ", shape[axis].constant, ")"));
                return;
            }
        }
    }

    void writeNode(const graph::Node &node, const c10::FunctionSchema &schema)
    {
        const std::string module = m_classes.has(node.module) ? node.module : "";
        std::string call;
        if (module.empty())
            call = callText(node, schema, {[this](graph::ValueId id) { return nameOf(id); }, "batch"});
        else
            call = writeMethod(node, schema, module);
        takeResults(node, schema, call);
    }

    /// A method of the module's class that makes the call; returns the call of the method.
    std::string writeMethod(const graph::Node &node, const c10::FunctionSchema &schema,
                            const std::string &module)
    {
        std::vector<std::string> parameters{base::cat("self: ", m_classes.qualified(module))}, given;
        std::map<graph::ValueId, std::string> names;
        for (const graph::ValueId id : graph::tensorsOf(node)) {
            const graph::Value &value = m_graph.value(id);
            if (names.contains(id))
                continue;
            if (value.isStored() && value.name.starts_with(module + ".")) {
                names[id] = memberText("self", value.name.substr(module.size() + 1));
                continue;
            }
            names[id] = base::cat("x", given.size());
            parameters.push_back(base::cat(names[id], ": Tensor"));
            given.push_back(nameOf(id));
        }
        if (needsBatch(node)) {
            parameters.emplace_back("batch: int");
            given.emplace_back("batch");
        }
        const std::string name = m_classes.methodName(module);
        const std::string call =
            callText(node, schema, {[&](graph::ValueId id) { return names.at(id); }, "batch"});
        m_classes.addMethod(module,
                            {base::cat(name, "(", base::join(parameters, ", "), ") -> ", returnType(schema)),
                             {"return " + call}});
        given.emplace_back();
        return base::cat("(", memberText("self", module), ").", name, "(", base::join(given, ", "), ")");
    }

    void takeResults(const graph::Node &node, const c10::FunctionSchema &schema, const std::string &call)
    {
        const bool list = returnType(schema) == "List[Tensor]";
        if (!list && schema.returns().size() == 1 && node.outputs.size() == 1) {
            m_lines.push_back(base::cat(nameOf(node.outputs[0]), " = ", call));
            return;
        }
        const std::string results = base::cat("r_", m_lines.size());
        m_lines.push_back(base::cat(results, " = ", call));
        for (std::size_t i = 0; i < node.outputs.size(); ++i)
            m_lines.push_back(base::cat(nameOf(node.outputs[i]), " = ", "(", results, ")[", i, "]"));
    }

    const graph::Graph &m_graph;
    ScriptClasses &m_classes;
    std::vector<std::string> m_lines;
    std::map<graph::ValueId, std::string> m_names;
    std::set<std::string> m_inputNames;
};

/// What our reader and others may want to know: inputs, kept indices, recipe.
std::string extraJson(const Artefact &artefact)
{
    nlohmann::json json{
        {"inputs", nlohmann::json::array()}, {"metadata", artefact.metadata}, {"kept", artefact.kept}};
    const graph::Graph &graph = *artefact.network.graph;
    for (const graph::ValueId id : graph.inputs()) {
        nlohmann::json shape = nlohmann::json::array();
        for (const graph::Size &size : graph.value(id).shape)
            shape.push_back(size.timesBatch ? -1 : size.constant);
        json["inputs"].push_back({{"name", graph.value(id).name},
                                  {"shape", shape},
                                  {"dtype", graph::toString(graph.value(id).dtype)}});
    }
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<bool> trainableOf(const graph::Graph &graph, const std::vector<wire::TensorToWrite> &tensors)
{
    std::vector<bool> trainable;
    for (const wire::TensorToWrite &tensor : tensors) {
        const graph::ValueId id = graph.stored(tensor.name);
        const bool real = tensor.dtype == graph::DType::Float32 || tensor.dtype == graph::DType::Float64 ||
                          tensor.dtype == graph::DType::Float16 || tensor.dtype == graph::DType::BFloat16;
        trainable.push_back(real && id.isValid() && graph.value(id).kind == graph::ValueKind::Parameter);
    }
    return trainable;
}

} // namespace

base::Status writeScript(const Artefact &artefact, const std::filesystem::path &path)
{
    const graph::Graph &graph = *artefact.network.graph;
    const auto bytes = tensorBytes(artefact.network.weights);
    if (!bytes)
        return bytes.problem();
    ScriptClasses classes(graph, pythonClassName(artefact.name.empty() ? "network" : artefact.name));
    if (const base::Status placed = classes.place(bytes->tensors); !placed)
        return placed.problem();
    if (const base::Status written = ForwardWriter(graph, classes).write(); !written)
        return written.problem();
    wire::ScriptArchiveToWrite archive{
        classes.module(), bytes->tensors, trainableOf(graph, bytes->tensors), {}, {}};
    archive.code["__torch__/espalier.py"] = classes.text();
    archive.extra["espalier.json"] = extraJson(artefact);
    return base::writeFileAtomically(path, [&](std::ostream &out) -> base::Status {
        wire::writeScriptArchive(out, path.stem().string(), archive);
        return {};
    });
}

} // namespace espalier::formats::torchscript
