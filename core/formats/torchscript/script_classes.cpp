// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/torchscript/script_classes.h"

#include "base/text.h"
#include "formats/python/python_text.h"

#include <algorithm>

namespace espalier::formats::torchscript {

namespace {

constexpr std::string_view space = "__torch__.espalier.";

std::string parentOf(const std::string &path)
{
    const std::size_t dot = path.rfind('.');
    return dot == std::string::npos ? std::string() : path.substr(0, dot);
}

std::string lastOf(const std::string &path)
{
    return path.substr(path.rfind('.') + 1); // npos + 1 is 0
}

std::string joined(const std::string &path, const std::string &name)
{
    return path.empty() ? name : base::cat(path, ".", name);
}

std::string attribute(const std::string &name, const std::string &type)
{
    return isPythonName(name) ? base::cat("  ", name, " : ", type, "\n")
                              : base::cat("  __annotations__[", pythonString(name), "] = ", type, "\n");
}

std::string stringList(const std::vector<std::string> &names)
{
    std::string out = "[";
    for (const std::string &name : names)
        out += base::cat(pythonString(name), ", ");
    return out + "]";
}

} // namespace

ScriptClasses::ScriptClasses(const graph::Graph &graph, const std::string &rootName) : m_graph(graph)
{
    m_classes[""].name = rootName;
    m_names.insert(rootName);
    for (const graph::Value &value : graph.values())
        if (value.isStored() && canHold(parentOf(value.name)))
            add(parentOf(value.name));
    for (const graph::Node &node : graph.nodes())
        if (canHold(node.module))
            add(node.module);
}

/// Every part is a name, and no part of the way is a tensor.
bool ScriptClasses::canHold(const std::string &path) const
{
    if (path.empty())
        return true;
    for (const std::string &part : base::split(path, '.'))
        if (part.empty() || part == "training" || part.find('\n') != std::string::npos)
            return false;
    for (std::string way = path; !way.empty(); way = parentOf(way))
        if (m_graph.stored(way).isValid())
            return false;
    return true;
}

void ScriptClasses::add(const std::string &path)
{
    if (m_classes.contains(path))
        return;
    add(parentOf(path));
    std::string name = base::cat("M_", pythonName(path));
    while (!m_names.insert(name).second)
        name += "_";
    m_classes[path].name = name;
    m_classes[parentOf(path)].children.push_back(lastOf(path));
}

base::Status ScriptClasses::place(const std::vector<wire::TensorToWrite> &tensors)
{
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const std::string owner = parentOf(tensors[i].name), name = lastOf(tensors[i].name);
        const graph::ValueId id = m_graph.stored(tensors[i].name);
        if (!canHold(owner) || has(tensors[i].name) || name.empty() || name == "training")
            return base::Problem{
                base::ProblemCode::Unsupported,
                base::cat("The tensor '", tensors[i].name, "' has a name that TorchScript can't hold."), "",
                "Export to another format."};
        add(owner);
        Class &type = m_classes[owner];
        type.tensors.emplace_back(name, i);
        const auto kind = id.isValid() ? m_graph.value(id).kind : graph::ValueKind::Buffer;
        if (kind == graph::ValueKind::Parameter)
            type.parameters.push_back(name);
        if (kind == graph::ValueKind::Buffer)
            type.buffers.push_back(name);
    }
    return {};
}

std::string ScriptClasses::qualified(const std::string &path) const
{
    return base::cat(space, m_classes.at(path).name);
}

std::string ScriptClasses::methodName(const std::string &path)
{
    const int index = m_classes.at(path).named++;
    return index == 0 ? "forward" : base::cat("forward", index);
}

void ScriptClasses::addMethod(const std::string &path, ScriptMethod method)
{
    m_classes.at(path).methods.push_back(std::move(method));
}

std::string ScriptClasses::textOf(const std::string &path, const Class &type) const
{
    std::string out =
        base::cat("class ", type.name, "(Module):\n  __parameters__ = ", stringList(type.parameters),
                  "\n  __buffers__ = ", stringList(type.buffers), "\n");
    for (const auto &[name, index] : type.tensors)
        out += attribute(name, "Tensor");
    out += "  training : bool\n";
    for (const std::string &child : type.children)
        out += attribute(child, qualified(joined(path, child)));
    for (const ScriptMethod &method : type.methods) {
        out += base::cat("  def ", method.head, ":\n");
        for (const std::string &line : method.body)
            out += base::cat("    ", line, "\n");
    }
    return out;
}

std::string ScriptClasses::text() const
{
    std::string out;
    for (const auto &[path, type] : m_classes)
        out += textOf(path, type);
    return out;
}

wire::ScriptModuleToWrite ScriptClasses::moduleOf(const std::string &path) const
{
    const Class &type = m_classes.at(path);
    wire::ScriptModuleToWrite out{"", qualified(path), type.tensors, {}};
    for (const std::string &child : type.children) {
        out.children.push_back(moduleOf(joined(path, child)));
        out.children.back().name = child;
    }
    return out;
}

} // namespace espalier::formats::torchscript
