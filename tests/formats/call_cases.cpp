// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/call_cases.h"

#include <ATen/ATen.h>

namespace espalier::formats {

using graph::Argument;
using graph::DType;
using graph::NamedArgument;
using graph::Size;
using graph::ValueId;
using graph::ValueKind;

Argument whole(std::int64_t value)
{
    return Size{value, false};
}

Argument wholes(const std::vector<std::int64_t> &values)
{
    return graph::fixedSizes(values);
}

CallCase onImage(const std::string &op, std::vector<NamedArgument> more, const std::string &first)
{
    return {op, [=](CallBench &bench) {
                std::vector<NamedArgument> arguments{{first, bench.input({4, 6, 6})}};
                arguments.insert(arguments.end(), more.begin(), more.end());
                return bench.call(op, arguments);
            }};
}

namespace {

const Argument none = std::monostate();

std::vector<CallCase> activations()
{
    std::vector<CallCase> cases;
    for (const char *op :
         {"relu", "relu_",       "sigmoid",  "tanh",   "exp",   "neg",         "abs",        "floor",
          "ceil", "sign",        "erf",      "sin",    "cos",   "hardswish",   "selu",       "silu",
          "mish", "hardsigmoid", "softplus", "square", "relu6", "log_sigmoid", "contiguous", "reciprocal"})
        cases.push_back(onImage(op));
    cases.push_back(onImage("gelu"));
    cases.push_back(onImage("gelu", {{"approximate", std::string("tanh")}}));
    cases.push_back(onImage("hardtanh", {{"min_val", 0.0}, {"max_val", 6.0}}));
    cases.push_back(onImage("clamp", {{"min", -0.25}, {"max", none}}));
    cases.push_back(onImage("clamp", {{"min", none}, {"max", 0.5}}));
    cases.push_back(onImage("clamp_min", {{"min", 0.125}}));
    cases.push_back(onImage("leaky_relu", {{"negative_slope", 0.2}}));
    cases.push_back(onImage("elu", {{"alpha", 0.7}}));
    cases.push_back(onImage("celu", {{"alpha", 1.3}}));
    cases.push_back(onImage("threshold", {{"threshold", 0.1}, {"value", 7.0}}));
    cases.push_back(onImage("softmax.int", {{"dim", whole(1)}}));
    cases.push_back(onImage("log_softmax.int", {{"dim", whole(-1)}}));
    cases.push_back(onImage("glu", {{"dim", whole(1)}}));
    cases.push_back(onImage("dropout", {{"p", 0.5}, {"train", false}}, "input"));
    cases.push_back({"prelu", [](CallBench &bench) {
                         return bench.call("prelu", {{"self", bench.input({4, 6, 6})},
                                                     {"weight", bench.parameter("a.weight", {4})}});
                     }});
    cases.push_back(
        {"sqrt, log, rsqrt", [](CallBench &bench) {
             const ValueId x =
                 bench.call("add.Scalar",
                            {{"self", bench.call("square", {{"self", bench.input({5})}})}, {"other", 2.0}});
             return bench.call("rsqrt",
                               {{"self", bench.call("log", {{"self", bench.call("sqrt", {{"self", x}})}})}});
         }});
    return cases;
}

std::vector<CallCase> arithmetic()
{
    std::vector<CallCase> cases;
    for (const char *op :
         {"add.Tensor", "sub.Tensor", "rsub.Tensor", "mul.Tensor", "div.Tensor", "maximum", "minimum"})
        cases.push_back({op, [=](CallBench &bench) {
                             const ValueId other =
                                 bench.store(ValueKind::Parameter, "scale.gamma", at::rand({4, 1, 1}) + 0.5);
                             return bench.call(op, {{"self", bench.input({4, 6, 6})}, {"other", other}});
                         }});
    for (const char *op : {"add.Scalar", "sub.Scalar", "rsub.Scalar", "mul.Scalar", "div.Scalar"})
        cases.push_back(onImage(op, {{"other", 0.3}}));
    cases.push_back(onImage("add.Scalar", {{"other", whole(3)}, {"alpha", whole(2)}}));
    cases.push_back(onImage("pow.Tensor_Scalar", {{"exponent", whole(2)}}));
    cases.push_back({"add alpha", [](CallBench &bench) {
                         const ValueId x = bench.input({4, 6, 6});
                         return bench.call(
                             "add.Tensor",
                             {{"self", x}, {"other", bench.call("sigmoid", {{"self", x}})}, {"alpha", -0.5}});
                     }});
    cases.push_back({"masked_fill", [](CallBench &bench) {
                         const ValueId x = bench.input({4, 6, 6});
                         return bench.call("masked_fill.Scalar",
                                           {{"self", x},
                                            {"mask", bench.call("lt.Scalar", {{"self", x}, {"other", 0.2}})},
                                            {"value", -3.0}});
                     }});
    cases.push_back({"where", [](CallBench &bench) {
                         const ValueId x = bench.input({4, 6, 6});
                         const ValueId mask =
                             bench.call("logical_not",
                                        {{"self", bench.call("ge.Scalar", {{"self", x}, {"other", 0.0}})}});
                         return bench.call(
                             "where.self",
                             {{"condition", mask}, {"self", x}, {"other", bench.call("exp", {{"self", x}})}});
                     }});
    cases.push_back({"addcmul", [](CallBench &bench) {
                         const ValueId x = bench.input({4, 6, 6});
                         return bench.call("addcmul", {{"self", x},
                                                       {"tensor1", x},
                                                       {"tensor2", bench.parameter("t", {6})},
                                                       {"value", 0.5}});
                     }});
    cases.push_back({"to", [](CallBench &bench) {
                         const ValueId x = bench.call("to.dtype", {{"self", bench.input({3}, DType::Int64)},
                                                                   {"dtype", DType::Float32}});
                         return bench.call("add.Scalar", {{"self", x}, {"other", 1.5}});
                     }});
    return cases;
}

/// A convolution with what the case adds.
CallCase convolution(const std::string &op, std::vector<std::int64_t> image, std::vector<std::int64_t> weight,
                     std::vector<NamedArgument> more)
{
    return {op, [=](CallBench &bench) {
                std::vector<NamedArgument> arguments{{"input", bench.input(image)},
                                                     {"weight", bench.parameter("body.conv.weight", weight)}};
                arguments.insert(arguments.end(), more.begin(), more.end());
                return bench.call(op, arguments, "body.conv");
            }};
}

ValueId batchNorm(CallBench &bench, ValueId x, std::int64_t channels)
{
    return bench.call(
        "batch_norm",
        {{"input", x},
         {"weight", bench.parameter("bn.weight", {channels})},
         {"bias", bench.parameter("bn.bias", {channels})},
         {"running_mean", bench.store(ValueKind::Buffer, "bn.running_mean", at::randn({channels}))},
         {"running_var", bench.store(ValueKind::Buffer, "bn.running_var", at::rand({channels}) + 0.5)},
         {"training", false},
         {"momentum", 0.1},
         {"eps", 1e-3},
         {"cudnn_enabled", true}},
        "bn");
}

std::vector<CallCase> layers()
{
    std::vector<CallCase> cases{
        convolution("conv2d", {4, 7, 7}, {6, 4, 3, 3},
                    {{"stride", wholes({2, 2})}, {"padding", wholes({1, 1})}}),
        convolution("conv2d", {4, 7, 7}, {8, 1, 3, 3},
                    {{"padding", wholes({2, 2})}, {"dilation", wholes({2, 2})}, {"groups", whole(4)}}),
        convolution("conv2d.padding", {4, 7, 7}, {3, 4, 2, 3}, {{"padding", std::string("same")}}),
        convolution("conv1d", {4, 9}, {6, 2, 3}, {{"groups", whole(2)}}),
        convolution("conv3d", {2, 4, 4, 4}, {3, 2, 2, 2, 2}, {}),
        convolution(
            "conv_transpose2d.input", {4, 5, 5}, {4, 3, 3, 3},
            {{"stride", wholes({2, 2})}, {"padding", wholes({1, 1})}, {"output_padding", wholes({1, 1})}}),
    };
    cases.push_back({"conv2d with bias", [](CallBench &bench) {
                         return bench.call("conv2d",
                                           {{"input", bench.input({3, 5, 5})},
                                            {"weight", bench.parameter("c.weight", {4, 3, 1, 1})},
                                            {"bias", bench.parameter("c.bias", {4})}},
                                           "c");
                     }});
    cases.push_back({"batch_norm", [](CallBench &bench) {
                         return batchNorm(bench, bench.input({4, 6, 6}), 4);
                     }});
    cases.push_back({"layer_norm", [](CallBench &bench) {
                         return bench.call("layer_norm",
                                           {{"input", bench.input({5, 6})},
                                            {"normalized_shape", wholes({6})},
                                            {"weight", bench.parameter("ln.weight", {6})},
                                            {"bias", bench.parameter("ln.bias", {6})},
                                            {"eps", 1e-6}},
                                           "ln");
                     }});
    cases.push_back({"layer_norm, bare", [](CallBench &bench) {
                         return bench.call("layer_norm", {{"input", bench.input({5, 6})},
                                                          {"normalized_shape", wholes({5, 6})}});
                     }});
    cases.push_back({"group_norm", [](CallBench &bench) {
                         return bench.call("group_norm",
                                           {{"input", bench.input({6, 4, 4})},
                                            {"num_groups", whole(3)},
                                            {"weight", bench.parameter("gn.weight", {6})},
                                            {"bias", bench.parameter("gn.bias", {6})},
                                            {"eps", 1e-4}},
                                           "gn");
                     }});
    cases.push_back({"embedding", [](CallBench &bench) {
                         return bench.call("embedding",
                                           {{"weight", bench.parameter("words.weight", {7, 5})},
                                            {"indices", bench.input({3}, DType::Int64)}},
                                           "words");
                     }});
    return cases;
}

/// Queries, keys and values [b, 2, 5, 3] out of one projection.
std::vector<ValueId> queriesKeysValues(CallBench &bench)
{
    const ValueId projected = bench.call("linear",
                                         {{"input", bench.input({5, 4})},
                                          {"weight", bench.parameter("qkv.weight", {18, 4})},
                                          {"bias", bench.parameter("qkv.bias", {18})}},
                                         "qkv");
    const ValueId split = bench.call(
        "view", {{"self", projected},
                 {"size", graph::Sizes{{1, true}, {5, false}, {3, false}, {2, false}, {3, false}}}});
    const ValueId order = bench.call("permute", {{"self", split}, {"dims", wholes({2, 0, 3, 1, 4})}});
    return bench.calls("unbind.int", {{"self", order}, {"dim", whole(0)}}, 3);
}

CallCase attention(const std::string &name,
                   const std::function<std::vector<NamedArgument>(CallBench &)> &more)
{
    return {name, [=](CallBench &bench) {
                const auto qkv = queriesKeysValues(bench);
                std::vector<NamedArgument> arguments{{"query", qkv[0]}, {"key", qkv[1]}, {"value", qkv[2]}};
                for (NamedArgument &argument : more(bench))
                    arguments.push_back(std::move(argument));
                return bench.call("scaled_dot_product_attention", arguments);
            }};
}

std::vector<CallCase> matrices()
{
    using More = std::vector<NamedArgument>;
    std::vector<CallCase> cases;
    for (const std::vector<std::int64_t> &shape :
         {std::vector<std::int64_t>{6}, std::vector<std::int64_t>{5, 6}})
        for (const bool bias : {false, true})
            cases.push_back({"linear", [=](CallBench &bench) {
                                 More arguments{{"input", bench.input(shape)},
                                                {"weight", bench.parameter("fc.weight", {3, 6})}};
                                 if (bias)
                                     arguments.push_back({"bias", bench.parameter("fc.bias", {3})});
                                 return bench.call("linear", arguments, "fc");
                             }});
    cases.push_back({"matmul with a parameter", [](CallBench &bench) {
                         return bench.call("matmul", {{"self", bench.input({5, 6})},
                                                      {"other", bench.parameter("free", {6, 4})}});
                     }});
    cases.push_back({"addmm", [](CallBench &bench) {
                         return bench.call(
                             "addmm",
                             {{"self", bench.parameter("fc.bias", {3})},
                              {"mat1", bench.input({6})},
                              {"mat2", bench.call("t", {{"self", bench.parameter("fc.weight", {3, 6})}})},
                              {"alpha", 0.5}});
                     }});
    cases.push_back({"einsum", [](CallBench &bench) {
                         const ValueId x = bench.input({2, 5, 3});
                         return bench.call("einsum",
                                           {{"equation", std::string("b h i d, b h j d -> b h i j")},
                                            {"tensors", std::vector{x, x}}});
                     }});
    cases.push_back(attention("attention", [](CallBench &) { return More(); }));
    cases.push_back(attention("attention, scaled", [](CallBench &) { return More{{"scale", 0.3}}; }));
    cases.push_back(attention("attention, causal", [](CallBench &) { return More{{"is_causal", true}}; }));
    cases.push_back(attention("attention, mask of numbers", [](CallBench &bench) {
        return More{{"attn_mask", bench.parameter("bias", {1, 2, 5, 5})}};
    }));
    cases.push_back(attention("attention, mask", [](CallBench &bench) {
        return More{
            {"attn_mask", bench.store(ValueKind::Constant, "mask", at::ones({5, 5}, at::kBool).tril())}};
    }));
    return cases;
}

} // namespace

std::vector<CallCase> computingCases()
{
    std::vector<CallCase> all;
    for (const auto &family : {activations(), arithmetic(), layers(), matrices()})
        all.insert(all.end(), family.begin(), family.end());
    return all;
}

} // namespace espalier::formats
