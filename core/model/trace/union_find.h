// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/trace/layer.h"

namespace espalier::model::trace {

/// Disjoint sets of labels. The smallest label represents a set; `alwaysKept` is a label of its own and is never united.
class UnionFind {
public:
    UnionFind() : m_parent(1, alwaysKept) { }

    /// `count` new labels, each a set of its own; returns the first.
    Label fresh(std::int64_t count);
    std::size_t size() const { return m_parent.size(); }
    Label find(Label label);
    void unite(Label a, Label b);
    /// Representative of every label.
    Labels1d roots();

private:
    Labels1d m_parent;
};

} // namespace espalier::model::trace
