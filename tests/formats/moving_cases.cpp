// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/call_cases.h"

#include <ATen/ATen.h>

namespace espalier::formats {

using graph::Argument;
using graph::NamedArgument;
using graph::ValueId;
using graph::ValueKind;

namespace {

const Argument none = std::monostate();

std::vector<CallCase> pools()
{
    return {
        onImage("max_pool2d",
                {{"kernel_size", wholes({3, 3})}, {"stride", wholes({2, 2})}, {"padding", wholes({1, 1})}}),
        onImage("max_pool2d",
                {{"kernel_size", wholes({3, 3})}, {"stride", wholes({2, 2})}, {"ceil_mode", true}}),
        onImage("max_pool2d", {{"kernel_size", whole(2)}}),
        onImage("max_pool2d",
                {{"kernel_size", wholes({2, 2})}, {"stride", wholes({1, 1})}, {"dilation", wholes({2, 2})}}),
        onImage("avg_pool2d", {{"kernel_size", wholes({2, 3})}, {"stride", wholes({2, 1})}}),
        onImage("avg_pool2d",
                {{"kernel_size", wholes({3, 3})}, {"stride", wholes({2, 2})}, {"padding", wholes({1, 1})}}),
        onImage("avg_pool2d", {{"kernel_size", wholes({3, 3})},
                               {"stride", wholes({1, 1})},
                               {"padding", wholes({1, 1})},
                               {"count_include_pad", false}}),
        onImage("adaptive_avg_pool2d", {{"output_size", wholes({1, 1})}}),
        onImage("adaptive_avg_pool2d", {{"output_size", wholes({3, 2})}}),
        onImage("adaptive_max_pool2d", {{"output_size", wholes({1, 1})}}),
        onImage("upsample_nearest2d", {{"output_size", wholes({12, 18})}}),
        onImage("upsample_bilinear2d", {{"output_size", wholes({9, 11})}, {"align_corners", false}}),
        onImage("upsample_bilinear2d", {{"output_size", wholes({12, 12})}, {"align_corners", true}}),
        onImage("upsample_bicubic2d", {{"output_size", wholes({12, 9})}, {"align_corners", false}}),
        onImage("upsample_nearest2d.vec", {{"output_size", wholes({12, 18})}, {"scale_factors", none}}, "input"),
        onImage("upsample_bilinear2d.vec",
                {{"output_size", wholes({9, 11})}, {"align_corners", false}, {"scale_factors", none}}, "input"),
        onImage("pixel_shuffle", {{"upscale_factor", whole(2)}}),
        onImage("pixel_unshuffle", {{"downscale_factor", whole(3)}}),
    };
}

std::vector<CallCase> movements()
{
    std::vector<CallCase> cases{
        onImage("flatten.using_ints", {{"start_dim", whole(1)}}),
        onImage("view", {{"size", graph::Sizes{{1, true}, {2, false}, {72, false}}}}),
        onImage("reshape", {{"shape", graph::Sizes{{4, true}, {36, false}}}}),
        onImage("unflatten.int", {{"dim", whole(1)}, {"sizes", wholes({2, 2})}}),
        onImage("permute", {{"dims", wholes({0, 2, 3, 1})}}),
        onImage("transpose.int", {{"dim0", whole(1)}, {"dim1", whole(-1)}}),
        onImage("swapaxes", {{"axis0", whole(2)}, {"axis1", whole(3)}}),
        onImage("unsqueeze", {{"dim", whole(-1)}}),
        onImage("repeat", {{"repeats", wholes({1, 2, 1, 3})}}),
        onImage("repeat_interleave.self_int", {{"repeats", whole(3)}, {"dim", whole(-2)}}),
        onImage("repeat_interleave.self_int", {{"repeats", whole(2)}}),
        onImage("repeat", {{"repeats", wholes({2, 1, 1, 1, 1})}}),
        onImage("roll", {{"shifts", wholes({-2, 1})}, {"dims", wholes({2, 3})}}),
        onImage("flip", {{"dims", wholes({2, 3})}}),
        onImage("pad", {{"pad", wholes({1, 2, 0, 3})}, {"mode", std::string("constant")}, {"value", 0.25}}),
        onImage("pad", {{"pad", wholes({0, -1, 1, 0})}, {"mode", std::string("constant")}}),
        onImage("pad", {{"pad", wholes({1, 1, 2, 2})}, {"mode", std::string("reflect")}}),
        onImage("pad", {{"pad", wholes({1, 1, 2, 2})}, {"mode", std::string("replicate")}}),
        onImage("constant_pad_nd", {{"pad", wholes({0, 0, 0, 0, 2, 2})}, {"value", 0.0}}),
    };
    cases.push_back(
        {"cat and stack", [](CallBench &bench) {
             const ValueId x = bench.input({4, 6, 6}), y = bench.call("relu", {{"self", x}});
             const ValueId joined = bench.call("cat", {{"tensors", std::vector{x, y}}, {"dim", whole(1)}});
             return bench.call("stack", {{"tensors", std::vector{joined, joined}}, {"dim", whole(2)}});
         }});
    cases.push_back({"class token", [](CallBench &bench) {
                         const ValueId x = bench.input({5, 4});
                         const ValueId token = bench.call(
                             "expand", {{"self", bench.parameter("class_token", {1, 1, 4})},
                                        {"size", graph::Sizes{{1, true}, {-1, false}, {-1, false}}}});
                         return bench.call("cat", {{"tensors", std::vector{token, x}}, {"dim", whole(1)}});
                     }});
    cases.push_back({"squeeze", [](CallBench &bench) {
                         return bench.call("squeeze.dim",
                                           {{"self", bench.call("unsqueeze", {{"self", bench.input({4})},
                                                                              {"dim", whole(1)}})},
                                            {"dim", whole(1)}});
                     }});
    cases.push_back(
        {"zeros of the batch", [](CallBench &bench) {
             const ValueId x = bench.input({4});
             const ValueId zeros = bench.call("zeros", {{"size", graph::Sizes{{2, true}, {4, false}}}});
             return bench.call("cat", {{"tensors", std::vector{zeros, x}}, {"dim", whole(0)}});
         }});
    return cases;
}

std::vector<CallCase> selections()
{
    std::vector<CallCase> cases{
        onImage("select.int", {{"dim", whole(1)}, {"index", whole(-1)}}),
        onImage("slice.Tensor",
                {{"dim", whole(2)}, {"start", whole(1)}, {"end", whole(INT64_MAX)}, {"step", whole(2)}}),
        onImage("slice.Tensor", {{"dim", whole(1)}, {"end", whole(-1)}}),
        onImage("narrow", {{"dim", whole(3)}, {"start", whole(2)}, {"length", whole(3)}}),
        onImage("cumsum", {{"dim", whole(2)}}),
        onImage("triu", {{"diagonal", whole(1)}}),
        onImage("tril"),
    };
    const auto parted = [](const std::string &op, std::vector<NamedArgument> more, std::size_t parts) {
        return CallCase{op, [=](CallBench &bench) {
                            std::vector<NamedArgument> arguments{{"self", bench.input({4, 6, 6})}};
                            arguments.insert(arguments.end(), more.begin(), more.end());
                            const auto pieces = bench.calls(op, arguments, parts);
                            return bench.call("cat", {{"tensors", std::vector{pieces.back(), pieces.front()}},
                                                      {"dim", whole(1)}});
                        }};
    };
    cases.push_back(parted("chunk", {{"chunks", whole(2)}, {"dim", whole(1)}}, 2));
    cases.push_back(parted("split.Tensor", {{"split_size", whole(3)}, {"dim", whole(1)}}, 2));
    cases.push_back(parted("split_with_sizes", {{"split_sizes", wholes({1, 2, 1})}, {"dim", whole(1)}}, 3));
    cases.push_back(parted("unbind.int", {{"dim", whole(2)}}, 6));
    cases.push_back({"index_select", [](CallBench &bench) {
                         const ValueId places =
                             bench.store(ValueKind::Constant, "places", at::tensor({3, 0, 3}, at::kLong));
                         return bench.call(
                             "index_select",
                             {{"self", bench.input({4, 6, 6})}, {"dim", whole(1)}, {"index", places}});
                     }});
    cases.push_back({"index, second axis", [](CallBench &bench) {
                         const ValueId places =
                             bench.store(ValueKind::Constant, "places",
                                         at::tensor({3, 0, 2, 1}, at::kLong).reshape({2, 2}));
                         return bench.call("index.Tensor", {{"self", bench.input({4, 6})},
                                                            {"indices", std::vector{ValueId{}, places}}});
                     }});
    cases.push_back(
        {"bias table", [](CallBench &bench) {
             const ValueId places = bench.store(ValueKind::Buffer, "attn.relative_position_index",
                                                at::arange(25, at::kLong).remainder(9));
             const ValueId bias = bench.call("index.Tensor", {{"self", bench.parameter("attn.table", {9, 2})},
                                                              {"indices", std::vector{places}}});
             const ValueId square = bench.call("view", {{"self", bias}, {"size", wholes({5, 5, 2})}});
             const ValueId heads = bench.call("permute", {{"self", square}, {"dims", wholes({2, 0, 1})}});
             return bench.call("add.Tensor", {{"self", bench.input({2, 5, 5})}, {"other", heads}});
         }});
    cases.push_back(
        {"index, two tables", [](CallBench &bench) {
             const ValueId rows = bench.store(ValueKind::Constant, "rows", at::tensor({0, 2, 1}, at::kLong));
             const ValueId table = bench.call("index.Tensor", {{"self", bench.parameter("table", {3, 4, 2})},
                                                               {"indices", std::vector{rows, rows}}});
             return bench.call("add.Tensor", {{"self", bench.input({3, 2})}, {"other", table}});
         }});
    return cases;
}

std::vector<CallCase> reductions()
{
    std::vector<CallCase> cases{
        onImage("mean.dim", {{"dim", wholes({2, 3})}}),
        onImage("mean.dim", {{"dim", wholes({-1, -2})}, {"keepdim", true}}),
        onImage("sum.dim_IntList", {{"dim", wholes({1})}, {"keepdim", true}}),
        onImage("amax", {{"dim", wholes({1})}}),
        onImage("amin", {{"dim", wholes({2})}}),
        onImage("logsumexp", {{"dim", wholes({1})}}),
        onImage("linalg_vector_norm", {{"ord", 2.0}, {"dim", wholes({-1})}, {"keepdim", true}}),
        onImage("norm.ScalarOpt_dim", {{"p", whole(1)}, {"dim", wholes({1})}}),
        onImage("var.correction", {{"dim", wholes({1, 2})}, {"correction", whole(1)}, {"keepdim", true}}),
        onImage("std.correction", {{"dim", wholes({3})}, {"correction", whole(0)}}),
        onImage("max.dim", {{"dim", whole(1)}}),
        onImage("argmax", {{"dim", whole(1)}}),
    };
    return cases;
}

/// Masks that torch builds call by call are computed when the file is written; parts of what depends on the
/// input are put together again.
std::vector<CallCase> changesInPlace()
{
    const auto rows = [](CallBench &bench, ValueId of, std::int64_t dim) {
        return bench.call("slice.Tensor",
                          {{"self", of}, {"dim", whole(dim)}, {"start", whole(2)}, {"end", whole(3)}});
    };
    return {{"mask",
             [=](CallBench &bench) {
                 const ValueId x = bench.input({4, 4});
                 const ValueId mask = bench.call("zeros", {{"size", wholes({4, 4})}});
                 bench.call("fill_.Scalar", {{"self", rows(bench, mask, 0)}, {"value", whole(3)}});
                 return bench.call("add.Tensor", {{"self", x}, {"other", mask}});
             }},
            {"part of a bias",
             [=](CallBench &bench) {
                 const ValueId bias = bench.call("clone", {{"self", bench.parameter("qkv.bias", {6})}});
                 bench.call("zero_", {{"self", rows(bench, bias, 0)}});
                 return bench.call("linear", {{"input", bench.input({5, 4})},
                                              {"weight", bench.parameter("qkv.weight", {6, 4})},
                                              {"bias", bias}});
             }},
            {"selection of a slice", [=](CallBench &bench) {
                 const ValueId y = bench.call("exp", {{"self", bench.input({4, 3, 5})}});
                 const ValueId part = bench.call(
                     "select.int", {{"self", rows(bench, y, 3)}, {"dim", whole(2)}, {"index", whole(-1)}});
                 bench.call("neg_", {{"self", part}});
                 return bench.call("relu", {{"self", y}});
             }},
            {"rows of every image", [=](CallBench &bench) {
                 const ValueId y = bench.call("exp", {{"self", bench.input({4, 3, 5})}});
                 const ValueId all = bench.call(
                     "slice.Tensor", {{"self", y}, {"dim", whole(0)}, {"start", whole(0)}, {"end", whole(INT64_MAX)}});
                 bench.call("neg_", {{"self", rows(bench, all, 1)}});
                 return bench.call("relu", {{"self", y}});
             }}};
}

} // namespace

std::vector<CallCase> movingCases()
{
    std::vector<CallCase> all;
    for (const auto &family : {pools(), movements(), selections(), reductions(), changesInPlace()})
        all.insert(all.end(), family.begin(), family.end());
    return all;
}

} // namespace espalier::formats
