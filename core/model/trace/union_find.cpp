// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/union_find.h"

#include <numeric>

namespace espalier::model::trace {

Label UnionFind::fresh(std::int64_t count)
{
    const auto first = static_cast<Label>(m_parent.size());
    m_parent.resize(m_parent.size() + static_cast<std::size_t>(count));
    std::iota(m_parent.begin() + first, m_parent.end(), first);
    return first;
}

Label UnionFind::find(Label label)
{
    auto at = static_cast<std::size_t>(label);
    while (m_parent[at] != static_cast<Label>(at)) {
        const auto above = static_cast<std::size_t>(m_parent[at]);
        m_parent[at] = m_parent[above];
        at = above;
    }
    return static_cast<Label>(at);
}

void UnionFind::unite(Label a, Label b)
{
    a = find(a);
    b = find(b);
    if (a < b)
        m_parent[static_cast<std::size_t>(b)] = a;
    else
        m_parent[static_cast<std::size_t>(a)] = b;
}

Labels1d UnionFind::roots()
{
    Labels1d result(m_parent.size());
    for (std::size_t label = 0; label < result.size(); ++label)
        result[label] = find(static_cast<Label>(label));
    return result;
}

} // namespace espalier::model::trace
