// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/vocabulary.h"

#include <algorithm>

namespace espalier::recipe {

namespace {

template <class Schema>
const Schema *findById(const std::vector<Schema> &all, const std::string &id)
{
    const auto found = std::find_if(all.begin(), all.end(), [&id](const Schema &schema) { return schema.id == id; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace

const StageSchema *Vocabulary::stage(const std::string &id) const
{
    return findById(stages, id);
}

const MethodSchema *Vocabulary::method(const std::string &id) const
{
    return findById(methods, id);
}

const CriterionSchema *Vocabulary::criterion(const std::string &id) const
{
    return findById(criteria, id);
}

} // namespace espalier::recipe
