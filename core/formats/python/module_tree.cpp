// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/python/module_tree.h"

#include "base/text.h"
#include "formats/python/python_text.h"

#include <algorithm>
#include <set>

namespace espalier::formats {

namespace {

/// nn.Module has these names for itself: as attributes they would be found instead of the child.
bool isReserved(const std::string &name)
{
    static const std::set<std::string> names{
        "add_module", "apply", "bfloat16", "buffers", "children", "compile", "cpu", "cuda", "double", "dump_patches", "eval",
        "extra_repr", "float", "forward", "half", "ipu", "load_state_dict", "modules", "mtia", "parameters", "requires_grad_",
        "share_memory", "state_dict", "to", "to_empty", "train", "training", "type", "xpu", "zero_grad"};
    return names.contains(name) || name.starts_with("get_") || name.starts_with("named_") || name.starts_with("register_")
        || name.starts_with("set_");
}

} // namespace

std::pair<std::string, std::string> splitName(const std::string &name)
{
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos)
        return {"", name};
    return {name.substr(0, dot), name.substr(dot + 1)};
}

ModuleTree::ModuleTree(const graph::Graph &graph)
{
    m_modules[""] = {};
    for (std::size_t i = 0; i < graph.values().size(); ++i) {
        const graph::Value &value = graph.values()[i];
        if (!value.isStored())
            continue;
        const auto [path, leaf] = splitName(value.name);
        add(path).leaves.push_back({leaf, {static_cast<std::int32_t>(i)}});
    }
}

ModuleTree::Module &ModuleTree::add(const std::string &path)
{
    if (const auto it = m_modules.find(path); it != m_modules.end())
        return it->second;
    const auto [parent, name] = splitName(path);
    add(parent).children.push_back(name);
    m_order.push_back(path);
    return m_modules[path] = {path, {}, {}};
}

const ModuleTree::Module *ModuleTree::find(const std::string &path) const
{
    const auto it = m_modules.find(path);
    return it == m_modules.end() ? nullptr : &it->second;
}

bool ModuleTree::isDict(const std::string &path) const
{
    const Module *module = find(path);
    return module && !path.empty() && module->leaves.empty() && !module->children.empty()
        && std::none_of(module->children.begin(), module->children.end(), isPythonName);
}

std::string ModuleTree::child(const std::string &parentPath, const std::string &name) const
{
    const std::string parent = access(parentPath);
    if (isDict(parentPath))
        return base::cat(parent, "[", pythonString(name), "]");
    if (isReserved(name))
        return base::cat(parent, "._modules[", pythonString(name), "]");
    if (isPythonName(name))
        return parent + "." + name;
    return base::cat(parent, ".get_submodule(", pythonString(name), ")");
}

std::string ModuleTree::access(const std::string &path) const
{
    if (path.empty())
        return "self";
    const auto [parent, name] = splitName(path);
    return child(parent, name);
}

std::string ModuleTree::accessLeaf(const std::string &name) const
{
    const auto [path, leaf] = splitName(name);
    return isPythonName(leaf) ? access(path) + "." + leaf
                              : base::cat("getattr(", access(path), ", ", pythonString(leaf), ")");
}

std::string ModuleTree::assign(const std::string &path, const std::string &expression) const
{
    const auto [parent, name] = splitName(path);
    if (isDict(parent) || isPythonName(name))
        return child(parent, name) + " = " + expression;
    return base::cat(access(parent), ".add_module(", pythonString(name), ", ", expression, ")");
}

} // namespace espalier::formats
