// SPDX-License-Identifier: GPL-3.0-or-later
// Lists, tuples and dictionaries of the file.
#include "base/text.h"
#include "formats/torchscript/builtins.h"

#include <algorithm>
#include <cstdlib>

namespace espalier::formats::torchscript {

namespace {

constexpr std::size_t longestText = 4000;
constexpr std::size_t longestList = 100'000;

using Items = std::vector<Value>;

Items *listAt(const Items &given, std::size_t index)
{
    return index < given.size() ? given[index].items() : nullptr;
}

void checkLength(std::size_t length)
{
    if (length > longestList)
        unsupported("A list of the file grows too long.");
}

std::optional<Value> contains(const Items &given)
{
    if (given.size() != 2)
        return std::nullopt;
    if (const auto *dict = std::get_if<DictPointer>(&given[0]))
        return Value(std::any_of((*dict)->items.begin(), (*dict)->items.end(),
                                 [&](const auto &entry) { return isSame(entry.first, given[1]); }));
    const Items *items = listAt(given, 0);
    if (!items)
        return std::nullopt;
    return Value(
        std::any_of(items->begin(), items->end(), [&](const Value &item) { return isSame(item, given[1]); }));
}

std::optional<Value> append(const Items &given)
{
    Items *items = listAt(given, 0);
    if (!items || given.size() != 2)
        return std::nullopt;
    checkLength(items->size() + 1);
    items->push_back(given[1]);
    return given[0];
}

std::optional<Value> extend(const Items &given)
{
    Items *items = listAt(given, 0);
    if (!items || !listAt(given, 1))
        return std::nullopt;
    const Items added = *listAt(given, 1);
    checkLength(items->size() + added.size());
    items->insert(items->end(), added.begin(), added.end());
    return Value();
}

std::optional<Value> copied(const Items &given)
{
    const Items *items = listAt(given, 0);
    return items ? std::optional(makeList(*items)) : std::nullopt;
}

std::optional<Value> pop(const Items &given)
{
    Items *items = listAt(given, 0);
    const auto at =
        items ? indexOf(given.size() > 1 ? given[1] : Value(Dual(-1)), items->size()) : std::nullopt;
    if (!at)
        return std::nullopt;
    Value taken = (*items)[*at];
    items->erase(items->begin() + static_cast<std::ptrdiff_t>(*at));
    return taken;
}

std::optional<Value> insert(const Items &given)
{
    Items *items = listAt(given, 0);
    const auto at = items && given.size() == 3 ? indexOf(given[1], items->size() + 1) : std::nullopt;
    if (!at)
        return std::nullopt;
    checkLength(items->size() + 1);
    items->insert(items->begin() + static_cast<std::ptrdiff_t>(*at), given[2]);
    return Value();
}

std::optional<Value> reverse(const Items &given)
{
    Items *items = listAt(given, 0);
    if (!items)
        return std::nullopt;
    std::reverse(items->begin(), items->end());
    return Value();
}

std::optional<Value> setItem(const Items &given)
{
    if (given.size() != 3)
        return std::nullopt;
    if (const auto *dict = std::get_if<DictPointer>(&given[0])) {
        for (auto &entry : (*dict)->items)
            if (isSame(entry.first, given[1])) {
                entry.second = given[2];
                return Value();
            }
        checkLength((*dict)->items.size() + 1);
        (*dict)->items.emplace_back(given[1], given[2]);
        return Value();
    }
    Items *items = listAt(given, 0);
    const auto at = items ? indexOf(given[1], items->size()) : std::nullopt;
    if (!at)
        return std::nullopt;
    (*items)[*at] = given[2];
    return given[0];
}

std::optional<Value> getItem(const Items &given)
{
    const bool container =
        given.size() == 2 && (listAt(given, 0) || std::holds_alternative<DictPointer>(given[0]));
    return container ? std::optional(itemOf(given[0], given[1])) : std::nullopt;
}

/// slice(list, start, end, step)
std::optional<Value> slice(const Items &given)
{
    const Items *items = listAt(given, 0);
    if (!items)
        return std::nullopt;
    const auto count = static_cast<std::int64_t>(items->size());
    const auto bound = [&](std::size_t index, std::int64_t otherwise) {
        const auto dual = index < given.size() ? dualOf(given[index]) : std::nullopt;
        const std::int64_t at = dual ? dual->at[0] : otherwise;
        return std::clamp<std::int64_t>(at < 0 ? at + count : at, 0, count);
    };
    const auto step = given.size() > 3 ? dualOf(given[3]).value_or(Dual(1)) : Dual(1);
    if (step.at[0] < 1)
        return std::nullopt;
    Items out;
    const std::int64_t end = bound(2, count);
    for (std::int64_t i = bound(1, 0); i < end; i += std::min(step.at[0], count))
        out.push_back((*items)[static_cast<std::size_t>(i)]);
    return makeList(std::move(out));
}

std::optional<Value> keys(const Items &given)
{
    const auto *dict = given.empty() ? nullptr : std::get_if<DictPointer>(&given[0]);
    if (!dict)
        return std::nullopt;
    Items out;
    for (const auto &entry : (*dict)->items)
        out.push_back(entry.first);
    return makeList(std::move(out));
}

std::optional<Value> values(const Items &given)
{
    const auto *dict = given.empty() ? nullptr : std::get_if<DictPointer>(&given[0]);
    if (!dict)
        return std::nullopt;
    Items out;
    for (const auto &entry : (*dict)->items)
        out.push_back(entry.second);
    return makeList(std::move(out));
}

std::optional<Value> entries(const Items &given)
{
    const auto *dict = given.empty() ? nullptr : std::get_if<DictPointer>(&given[0]);
    if (!dict)
        return std::nullopt;
    Items out;
    for (const auto &entry : (*dict)->items)
        out.push_back(makeTuple({entry.first, entry.second}));
    return makeList(std::move(out));
}

/// dict() or dict([(key, value), …])
std::optional<Value> dictOf(const Items &given)
{
    auto dict = std::make_shared<DictValue>();
    const Items *pairs = given.size() == 1 ? listAt(given, 0) : nullptr;
    for (std::size_t i = 0; pairs && i < pairs->size(); ++i) {
        const Items *pair = (*pairs)[i].items();
        if (!pair || pair->size() != 2)
            return std::nullopt;
        dict->items.emplace_back((*pair)[0], (*pair)[1]);
    }
    return Value(dict);
}

std::optional<std::int64_t> fixedAt(const Items &given, std::size_t index)
{
    const auto dual = index < given.size() ? dualOf(given[index]) : std::nullopt;
    return dual && dual->isFixed() ? std::optional(dual->at[0]) : std::nullopt;
}

/// How often range(low, high, step) goes.
std::optional<Value> rangeLength(const Items &given)
{
    const auto low = fixedAt(given, 0), high = fixedAt(given, 1), step = fixedAt(given, 2);
    const auto small = [](std::int64_t number) {
        return std::abs(number) <= static_cast<std::int64_t>(longestList);
    };
    if (!low || !high || !step || *step == 0 || !small(*low) || !small(*high) || !small(*step))
        return std::nullopt;
    const std::int64_t way = *step > 0 ? *high - *low : *low - *high, each = std::abs(*step);
    return Value(Dual(way <= 0 ? 0 : (way + each - 1) / each));
}

/// The number that range(low, …, step) gives in turn `index`.
std::optional<Value> rangeIndex(const Items &given)
{
    if (given.size() != 3)
        return std::nullopt;
    const auto index = scalarOf(given[0]), low = scalarOf(given[1]), step = scalarOf(given[2]);
    const auto way = index && step ? arithmetic("mul", *index, *step) : std::nullopt;
    return way && low ? arithmetic("add", *low, *scalarOf(*way)) : std::nullopt;
}

/// sum, any, all, min, max over a list of numbers.
std::optional<Value> folded(const Items &given, const std::string &operation, const Value &start)
{
    const Items *items = given.size() == 1 ? listAt(given, 0) : nullptr;
    if (!items || items->empty())
        return items && operation == "add" ? std::optional(start) : std::nullopt;
    Value out = start.isNone() ? (*items)[0] : start;
    for (const Value &item : *items) {
        const auto a = scalarOf(out), b = scalarOf(item);
        const auto next = a && b ? arithmetic(operation, *a, *b) : std::nullopt;
        if (!next)
            return std::nullopt;
        out = *next;
    }
    return out;
}

std::optional<Value> total(const Items &given)
{
    return folded(given, "add", Value(Dual(0)));
}

std::optional<Value> extreme(const Items &given, const std::string &operation)
{
    const auto a = given.size() == 2 ? scalarOf(given[0]) : std::nullopt;
    const auto b = given.size() == 2 ? scalarOf(given[1]) : std::nullopt;
    return a && b && !given[0].tensor() ? arithmetic(operation, *a, *b) : folded(given, operation, Value());
}

std::optional<Value> smallest(const Items &given)
{
    return extreme(given, "minimum");
}
std::optional<Value> largest(const Items &given)
{
    return extreme(given, "maximum");
}

std::optional<Value> anyTrue(const Items &given)
{
    const Items *items = listAt(given, 0);
    return items ? std::optional(Value(std::any_of(items->begin(), items->end(), truthOf))) : std::nullopt;
}

std::optional<Value> allTrue(const Items &given)
{
    const Items *items = listAt(given, 0);
    return items ? std::optional(Value(std::all_of(items->begin(), items->end(), truthOf))) : std::nullopt;
}

} // namespace

bool isSame(const Value &a, const Value &b)
{
    if (a.tensor() && b.tensor())
        return a.tensor()->id == b.tensor()->id;
    if (a.isNone() || b.isNone())
        return a.isNone() && b.isNone();
    const auto same = compared("eq", a, b);
    return same && truthOf(*same);
}

const BuiltinTable &listBuiltins()
{
    static const BuiltinTable table{
        {"__contains__", contains},
        {"__getitem__", getItem},
        {"append", append},
        {"extend", extend},
        {"copy", copied},
        {"list", copied},
        {"pop", pop},
        {"insert", insert},
        {"reverse", reverse},
        {"_set_item", setItem},
        {"slice", slice},
        {"keys", keys},
        {"values", values},
        {"items", entries},
        {"sum", total},
        {"dict", dictOf},
        {"__range_length", rangeLength},
        {"__derive_index", rangeIndex},
        {"any", anyTrue},
        {"all", allTrue},
        {"min", smallest},
        {"max", largest},
        {"prim::min", smallest},
        {"prim::max", largest},
    };
    return table;
}

std::optional<Value> joinedLists(const std::string &name, const std::vector<Value> &given)
{
    const Items *a = listAt(given, 0);
    if (name == "add" && a && listAt(given, 1)) {
        Items out = *a;
        checkLength(out.size() + listAt(given, 1)->size());
        out.insert(out.end(), listAt(given, 1)->begin(), listAt(given, 1)->end());
        return makeList(std::move(out));
    }
    if (name == "add" && given.size() == 2 && given[0].text() && given[1].text())
        return Value(base::cat(*given[0].text(), *given[1].text()).substr(0, longestText));
    const auto times = name == "mul" && a && given.size() == 2 ? dualOf(given[1]) : std::nullopt;
    if (!times || !times->isFixed())
        return std::nullopt;
    Items out;
    for (std::int64_t i = 0; i < times->at[0] && !a->empty(); ++i) {
        checkLength(out.size() + a->size());
        out.insert(out.end(), a->begin(), a->end());
    }
    return makeList(std::move(out));
}

std::optional<std::size_t> indexOf(const Value &key, std::size_t size)
{
    const auto dual = dualOf(key);
    if (!dual || !dual->isFixed())
        return std::nullopt;
    const std::int64_t at = dual->at[0] < 0 ? dual->at[0] + static_cast<std::int64_t>(size) : dual->at[0];
    return at >= 0 && at < static_cast<std::int64_t>(size) ? std::optional(static_cast<std::size_t>(at))
                                                           : std::nullopt;
}

Value itemOf(const Value &container, const Value &key)
{
    if (const auto *dict = std::get_if<DictPointer>(&container)) {
        for (const auto &entry : (*dict)->items)
            if (isSame(entry.first, key))
                return entry.second;
    }
    const Items *items = container.items();
    const auto at = items ? indexOf(key, items->size()) : std::nullopt;
    if (!at)
        fail(base::ProblemCode::Mismatch,
             base::cat("An item of ", kindOf(container), " is asked for that is not there."),
             "Give images of another shape, or export the model again.");
    return (*items)[*at];
}

} // namespace espalier::formats::torchscript
