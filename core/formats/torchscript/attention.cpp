// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/torchscript/attention.h"

namespace espalier::formats::torchscript {

namespace {

/// Positions of its arguments.
enum Argument { Query, Key, Values, EmbedDim, Heads, WeightIn, BiasIn, WeightOut, BiasOut, Mask, AtLeast = Mask };

void checkArguments(const std::vector<Value> &given)
{
    if (given.size() < AtLeast || !given[Query].tensor() || !given[Key].tensor() || !given[Values].tensor()
        || given[Query].tensor()->meta[0].dim() != 3)
        unsupported("_native_multi_head_attention is called without its arguments.");
    const std::int32_t query = given[Query].tensor()->id;
    const bool masked = given.size() > Mask && !given[Mask].isNone();
    if (masked || given[Key].tensor()->id != query || given[Values].tensor()->id != query)
        unsupported("Attention with a mask, or between different tensors, was traced without gradients.");
}

} // namespace

Value callAttention(OperatorCaller &operators, const CallArguments &arguments, const std::string &module)
{
    const std::vector<Value> &given = arguments.positional;
    checkArguments(given);
    const auto width = dualOf(given[EmbedDim]), heads = dualOf(given[Heads]);
    if (!width || !heads || heads->at[0] < 1 || width->at[0] % heads->at[0] != 0)
        unsupported("Attention has a width that its heads do not divide.");
    const TensorValue &query = *given[Query].tensor();
    const Value images = dualSize(query, 0), tokens = dualSize(query, 1);
    const auto call = [&](const char *op, std::vector<Value> operands) {
        return operators.call(op, {std::move(operands), {}}, module);
    };
    const auto numbers = [](std::initializer_list<std::int64_t> list) {
        std::vector<Value> items;
        for (const std::int64_t number : list)
            items.emplace_back(Dual(number));
        return makeList(std::move(items));
    };
    const Value stacked = call("aten::linear", {given[Query], given[WeightIn], given[BiasIn]});
    const Value shape
        = makeList({images, tokens, Value(Dual(3)), Value(*heads), Value(Dual(width->at[0] / heads->at[0]))});
    const Value apart = call("aten::permute", {call("aten::view", {stacked, shape}), numbers({2, 0, 3, 1, 4})});
    const Value parts = call("aten::unbind", {apart, Value(Dual(0))});
    const std::vector<Value> &three = *parts.items();
    const Value attended = call("aten::scaled_dot_product_attention", {three[0], three[1], three[2]});
    const Value turned = call("aten::transpose", {attended, Value(Dual(1)), Value(Dual(2))});
    const Value joined = call("aten::reshape", {turned, makeList({images, tokens, Value(*width)})});
    return makeTuple({call("aten::linear", {joined, given[WeightOut], given[BiasOut]}), Value()});
}

} // namespace espalier::formats::torchscript
