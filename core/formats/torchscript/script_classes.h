// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"
#include "wire/script_archive_writer.h"

#include <map>
#include <set>

namespace espalier::formats::torchscript {

struct ScriptMethod
{
    std::string head; ///< "forward(self: T, x: Tensor) -> Tensor"
    std::vector<std::string> body;
};

/// The classes of an archive to write: one per module path of the graph and of its stored tensors, the root's
/// is "".
class ScriptClasses
{
public:
    ScriptClasses(const graph::Graph &graph, const std::string &rootName);

    /// Hangs each tensor on its module. Unsupported if a name is that of a module too, or can't be an
    /// attribute.
    base::Status place(const std::vector<wire::TensorToWrite> &tensors);

    bool has(const std::string &path) const { return m_classes.contains(path); }
    /// "__torch__.espalier.layer1_0"
    std::string qualified(const std::string &path) const;
    /// "forward", then "forward1", …
    std::string methodName(const std::string &path);
    void addMethod(const std::string &path, ScriptMethod method);

    /// The source of all classes.
    std::string text() const;
    /// The tree of modules with their tensors.
    wire::ScriptModuleToWrite module() const { return moduleOf(""); }

private:
    struct Class
    {
        std::string name;
        std::vector<std::pair<std::string, std::size_t>> tensors; ///< attribute, index
        std::vector<std::string> parameters, buffers;
        std::vector<std::string> children; ///< last part of their paths
        std::vector<ScriptMethod> methods;
        int named = 0;
    };

    bool canHold(const std::string &path) const;
    void add(const std::string &path);
    std::string textOf(const std::string &path, const Class &type) const;
    wire::ScriptModuleToWrite moduleOf(const std::string &path) const;

    const graph::Graph &m_graph;
    std::map<std::string, Class> m_classes; ///< by path
    std::set<std::string> m_names;
};

} // namespace espalier::formats::torchscript
