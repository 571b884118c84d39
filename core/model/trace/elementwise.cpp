// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/meeting.h"
#include "model/trace/rules.h"

namespace espalier::model::trace {

namespace {

/// Remembers that two values with producers of their own met, for the sentences that explain a group.
void recordTie(Walk &walk, const Call &call, const std::vector<Layer> &layers)
{
    int first = -1;
    for (std::size_t i = 0; i < call.operands().size(); ++i) {
        const int producer = call.operand(i).producer;
        if (producer < 0 || producer == first || call.operand(i).layers.empty())
            continue;
        if (first < 0) {
            first = producer;
            continue;
        }
        for (const Layer &layer : layers)
            walk.findings().ties.push_back({call.id(), layer.labels(), first, producer});
    }
}

bool elementwise(Walk &walk, Call &call)
{
    std::vector<const Traced *> values;
    for (std::size_t i = 0; i < call.operands().size(); ++i)
        values.push_back(&call.operand(i));
    std::vector<Layer> layers = meetAll(walk, values, call.shape());
    recordTie(walk, call, layers);
    call.setLayers(std::move(layers));
    return true;
}

/// A constant shaped like its operand.
bool like(Walk &walk, Call &call)
{
    call.setLayers(walk.normalised(call.operand(0).layers));
    return true;
}

/// Halves of an axis multiplied: they meet.
bool glu(Walk &walk, Call &call)
{
    const Traced &input = call.operand(0);
    const int axis = call.axis("dim", -1, static_cast<int>(input.shape.size()));
    const std::int64_t half = call.shape()[static_cast<std::size_t>(axis)];
    Traced first{call.shape(), {}, false, {}, {}, -1};
    Traced second = first;
    for (const Layer &layer : walk.normalised(input.layers)) {
        first.layers.push_back(layer.narrowed(axis, 0, half));
        second.layers.push_back(layer.narrowed(axis, half, half));
    }
    call.setLayers(meetAll(walk, {&first, &second}, call.shape()));
    return true;
}

} // namespace

void addElementwiseRules(RuleTable &table)
{
    for (const char *op : {"add", "sub", "rsub", "mul", "div", "pow", "relu", "relu6", "gelu", "silu", "sigmoid",
                           "hardsigmoid", "hardswish", "hardtanh", "tanh", "clamp", "clamp_min", "clamp_max", "exp",
                           "exp2", "log", "log2", "sqrt", "rsqrt", "neg", "abs", "where", "leaky_relu", "elu", "selu",
                           "celu", "mish", "softplus", "softsign", "dropout", "feature_dropout", "alpha_dropout",
                           "native_dropout", "erf", "maximum", "minimum", "eq", "ne", "lt", "gt", "le", "ge",
                           "masked_fill", "square", "reciprocal", "sin", "cos", "addcmul", "addcdiv", "log1p", "expm1",
                           "logical_not", "logical_and", "logical_or", "logical_xor", "bitwise_not", "bitwise_and",
                           "bitwise_or", "__and__", "__or__", "threshold", "copy", "sign", "floor", "ceil", "round",
                           "floor_divide", "remainder", "fmod", "nan_to_num", "log_sigmoid", "type_as", "lerp", "fill",
                           "zero", "rrelu", "hardshrink", "softshrink", "bernoulli", "atan", "erfinv",
                           "multiply", "true_divide", "subtract", "isnan", "isinf", "trunc", "frac", "sgn"})
        table[op] = elementwise;
    for (const char *op : {"zeros_like", "ones_like", "full_like", "empty_like", "rand_like", "randn_like"})
        table[op] = like;
    table["glu"] = glu;
}

} // namespace espalier::model::trace
