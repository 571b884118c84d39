// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "model/trace/contracting.h"
#include "model/trace/meeting.h"
#include "model/trace/recording.h"
#include "model/trace/rules.h"

#include <algorithm>

namespace espalier::model::trace {

namespace {

/// "abc…" for leading axes; capitals name the axes of the product itself.
std::string leading(std::size_t count)
{
    std::string letters;
    for (std::size_t i = 0; i < count; ++i)
        letters.push_back(static_cast<char>('a' + i));
    return letters;
}

Lettered lettered(const Traced &value, std::string letters)
{
    return Lettered{value.shape, value.layers, value.constant, std::move(letters)};
}

std::vector<Layer> withBias(Walk &walk, const Call &call, std::vector<Layer> layers, const Traced *bias)
{
    if (!bias)
        return layers;
    const Traced product{call.shape(), std::move(layers), false, {}, {}, -1};
    return meetAll(walk, {&product, bias}, call.shape());
}

bool linear(Walk &walk, Call &call)
{
    const Traced &input = *call.tensor("input");
    const Traced &weight = *call.tensor("weight");
    const std::string batch = leading(input.shape.size() - 1);
    const bool isMatrix = weight.shape.size() == 2;
    recordWeighted(walk, call,
                   {call.tensorId("weight"), call.tensorId("bias"), 0, isMatrix ? 1 : 0, input.shape.back()});
    std::vector<Layer> layers =
        contract(walk, lettered(input, batch + "K"), lettered(weight, isMatrix ? "OK" : "K"),
                 isMatrix ? batch + "O" : batch, call.shape());
    call.setLayers(withBias(walk, call, std::move(layers), call.tensor("bias")));
    return true;
}

/// A product of matrices, possibly batched. The letters of the result are batch, N, M; K is summed.
bool multiply(Walk &walk, Call &call, ValueId firstId, ValueId secondId, ValueId biasId)
{
    const Traced &a = walk.value(firstId);
    const Traced &b = walk.value(secondId);
    const std::size_t dimsA = a.shape.size(), dimsB = b.shape.size();
    if (dimsA == 0 || dimsB == 0)
        return false;
    const std::string batch = leading(std::max({dimsA, dimsB, std::size_t{2}}) - 2);
    const auto tail = [&](std::size_t count) { return batch.substr(batch.size() - count); };
    const std::string lettersA = dimsA == 1 ? "K" : tail(dimsA - 2) + "NK";
    const std::string lettersB = dimsB == 1 ? "K" : tail(dimsB - 2) + "KM";
    const std::string output = batch + (dimsA > 1 ? "N" : "") + (dimsB > 1 ? "M" : "");
    if (b.constant && !a.constant && dimsB > 1)
        recordWeighted(walk, call,
                       {secondId, biasId, static_cast<int>(dimsB) - 1, static_cast<int>(dimsB) - 2, a.shape.back()});
    else if (a.constant && !b.constant && dimsA > 1)
        recordWeighted(walk, call,
                       {firstId, biasId, static_cast<int>(dimsA) - 2, static_cast<int>(dimsA) - 1, a.shape.back()});
    else
        recordUnweighted(walk, call, lettered(a, lettersA), lettered(b, lettersB));
    std::vector<Layer> layers = contract(walk, lettered(a, lettersA), lettered(b, lettersB), output, call.shape());
    call.setLayers(withBias(walk, call, std::move(layers), biasId.isValid() ? &walk.value(biasId) : nullptr));
    return true;
}

bool matmul(Walk &walk, Call &call)
{
    return call.operands().size() == 2 && multiply(walk, call, call.operands()[0], call.operands()[1], ValueId{});
}

/// addmm(bias, a, b) and its batched form.
bool addMultiply(Walk &walk, Call &call)
{
    return call.operands().size() == 3
        && multiply(walk, call, call.operands()[1], call.operands()[2], call.operands()[0]);
}

/// Axes of a weight in an einsum: the last summed one, and those that only the weight has.
struct WeightAxes {
    int in = -1;
    std::int64_t summed = 1;
    std::vector<int> out;
};

WeightAxes weightAxes(const Traced &weight, const std::string &own, const std::string &other, const std::string &output)
{
    WeightAxes result;
    for (std::size_t axis = 0; axis < own.size(); ++axis) {
        if (output.find(own[axis]) == std::string::npos) {
            result.in = static_cast<int>(axis);
            result.summed *= weight.shape[axis];
        } else if (other.find(own[axis]) == std::string::npos) {
            result.out.push_back(static_cast<int>(axis));
        }
    }
    return result;
}

bool einsum(Walk &walk, Call &call)
{
    std::string equation = call.text("equation");
    std::erase(equation, ' ');
    const std::size_t comma = equation.find(','), arrow = equation.find("->");
    if (call.operands().size() != 2 || comma == std::string::npos || arrow == std::string::npos
        || equation.find('.') != std::string::npos || equation.find(',', comma + 1) != std::string::npos)
        return false;
    const std::string letters[] = {equation.substr(0, comma), equation.substr(comma + 1, arrow - comma - 1)};
    const std::string output = equation.substr(arrow + 2);
    const Lettered a = lettered(call.operand(0), letters[0]), b = lettered(call.operand(1), letters[1]);
    bool weighted = false;
    for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
        if (!call.operand(side).constant || call.operand(1 - side).constant)
            continue;
        const WeightAxes axes = weightAxes(call.operand(side), letters[side], letters[1 - side], output);
        for (const int out : axes.out)
            walk.addProducer(extentOf(call.operand(side), out).labels);
        if (!axes.out.empty())
            recordWeighted(walk, call, {call.operands()[side], ValueId{}, axes.out.back(), axes.in, axes.summed});
        weighted = weighted || !axes.out.empty();
    }
    if (!weighted)
        recordUnweighted(walk, call, a, b);
    call.setLayers(contract(walk, a, b, output, call.shape()));
    return true;
}

/// Two contractions with mask and softmax between.
bool attention(Walk &walk, Call &call)
{
    const Traced &query = *call.tensor("query");
    const Traced &key = *call.tensor("key");
    const Traced &value = *call.tensor("value");
    if (call.boolean("enable_gqa", false))
        return false;
    const std::string batch = leading(query.shape.size() - 2);
    Shape shape(query.shape.begin(), query.shape.end() - 1);
    shape.push_back(key.shape[key.shape.size() - 2]);
    const Lettered q = lettered(query, batch + "ND"), k = lettered(key, batch + "MD");
    recordUnweighted(walk, call, q, k);
    Traced scores{shape, contract(walk, q, k, batch + "NM", shape), false, {}, {}, -1};
    if (const Traced *mask = call.tensor("attn_mask"))
        scores.layers = meetAll(walk, {&scores, mask}, shape);
    const int last = static_cast<int>(shape.size()) - 1;
    for (Layer &layer : scores.layers)
        if (layer.varying().has(last) && layer.varying().count() > 1)
            layer = walk.collapsed(layer, AxisSet::of(last));
    std::vector<Layer> kept;
    for (const Layer &layer : walk.normalised(scores.layers)) {
        if (layer.varying().has(last))
            walk.pin(layer, ESP_TR("Engine", "a softmax runs over its channels"));
        else
            kept.push_back(layer);
    }
    scores.layers = std::move(kept);
    const Lettered weights = lettered(scores, batch + "NM"), v = lettered(value, batch + "ME");
    recordUnweighted(walk, call, weights, v);
    call.setLayers(contract(walk, weights, v, batch + "NE", call.shape()));
    return true;
}

} // namespace

void addContractionRules(RuleTable &table)
{
    table["linear"] = linear;
    for (const char *op : {"matmul", "mm", "bmm", "mv", "dot"})
        table[op] = matmul;
    table["addmm"] = addMultiply;
    table["baddbmm"] = addMultiply;
    table["einsum"] = einsum;
    table["scaled_dot_product_attention"] = attention;
}

} // namespace espalier::model::trace
