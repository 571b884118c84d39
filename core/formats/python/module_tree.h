// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"

#include <map>
#include <string>
#include <vector>

namespace espalier::formats {

/// The nested modules that the dotted names of stored values imply, and how Python makes and reaches them. State-dict
/// names are the source's by construction.
///
/// A module whose children all have numbers for names and which owns no tensor becomes an nn.ModuleDict, the rest plain
/// nn.Module objects, apart from those that are layers (nn.Conv2d, …).
class ModuleTree {
public:
    explicit ModuleTree(const graph::Graph &graph);

    struct Leaf {
        std::string name; ///< "weight"
        graph::ValueId value;
    };
    struct Module {
        std::string path; ///< "layer1.0.conv1"; empty for the root
        std::vector<std::string> children; ///< names, in order of first use
        std::vector<Leaf> leaves;
    };

    const Module *find(const std::string &path) const;
    /// All but the root, parents before their children, in order of first use.
    const std::vector<std::string> &paths() const { return m_order; }

    /// "self.layer1["0"].conv1"
    std::string access(const std::string &path) const;
    /// Access to a tensor: "self.layer1["0"].conv1.weight".
    std::string accessLeaf(const std::string &name) const;
    /// Statement that makes the module `path` be `expression`.
    std::string assign(const std::string &path, const std::string &expression) const;
    bool isDict(const std::string &path) const;

private:
    Module &add(const std::string &path);
    std::string child(const std::string &parentPath, const std::string &name) const;

    std::map<std::string, Module> m_modules;
    std::vector<std::string> m_order;
};

/// "layer1.0.conv1.weight" -> ("layer1.0.conv1", "weight").
std::pair<std::string, std::string> splitName(const std::string &name);

} // namespace espalier::formats
