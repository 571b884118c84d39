// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/random.h"
#include "wire/pt2.h"
#include "wire/pt2/schema.h"
#include "wire/pt2/size_expression.h"
#include "wire/pt2_fixtures.h"
#include "wire/wire_fixtures.h"

#include <gtest/gtest.h>

namespace espalier::wire {
namespace {

using graph::Size;

std::string problemOf(const Pt2Parts &parts)
{
    const auto read = readPt2(asBytes(pt2Archive(parts)), "f");
    if (read)
        return "";
    EXPECT_EQ(read.problem().where, "f");
    EXPECT_FALSE(read.problem().remedy.empty());
    return base::toString(read.problem());
}

/// The sentence that a change of the program leads to.
std::string problemAfter(const std::string &from, const std::string &to)
{
    Pt2Parts parts;
    parts.program = replaced(parts.program, from, to);
    return problemOf(parts);
}

void expectHas(const std::string &text, const std::string &part)
{
    EXPECT_NE(text.find(part), std::string::npos) << text << "\n  lacks: " << part;
}

TEST(SizeExpression, IsANumberOrAMultipleOfTheBatch)
{
    const std::string s = "Symbol('s77', positive=True, integer=True)";
    EXPECT_EQ(parseSizeExpression("Integer(-3)"), (SymbolicSize{-3, ""}));
    EXPECT_EQ(parseSizeExpression(s), (SymbolicSize{1, "s77"}));
    EXPECT_EQ(parseSizeExpression("Mul(Integer(64), " + s + ")"), (SymbolicSize{64, "s77"}));
    EXPECT_EQ(parseSizeExpression("FloorDiv(Mul(Integer(64), " + s + "), Integer(16))"), (SymbolicSize{4, "s77"}));
    EXPECT_EQ(parseSizeExpression("Add(" + s + ", Mul(Integer(2), " + s + "))"), (SymbolicSize{3, "s77"}));
    EXPECT_EQ(parseSizeExpression("FloorDiv(Mul(Integer(8), " + s + "), " + s + ")"), (SymbolicSize{8, ""}));
}

TEST(SizeExpression, RefusesAllElse)
{
    const std::string s = "Symbol('s0')", deep = std::string(9000, '(');
    for (const std::string &text : {std::string(), std::string("Integer("), "Add(" + s + ", Integer(1))", "Mul(" + s + ", " + s + ")",
                                    "FloorDiv(" + s + ", Integer(2))", "FloorDiv(" + s + ", Integer(0))", s + "x",
                                    std::string("Mul(Integer(9223372036854775807), Integer(2))"), std::string("Symbol('')"),
                                    std::string("Symbol('a"), std::string("Pow(Integer(2), Integer(3))"), "Mul" + deep})
        EXPECT_FALSE(parseSizeExpression(text)) << text.substr(0, 80);
}

TEST(ModulePath, IsTheInnermostModule)
{
    EXPECT_EQ(modulePath("L__self__,,a.Net;L__self__layer1.0.conv1,layer1.0.conv1,torch.nn.Conv2d"), "layer1.0.conv1");
    EXPECT_EQ(modulePath("L__self__,,a.Net;L__self__relu@1,layer1.0.relu@1,torch.nn.ReLU"), "layer1.0.relu");
    EXPECT_EQ(modulePath("L__self__,,a.Net"), "");
    EXPECT_EQ(modulePath(""), "");
    EXPECT_EQ(modulePath("_empty_nn_module_stack_from_metadata_hook,_empty_nn_module_stack_from_metadata_hook,x"), "");
}

TEST(Pt2, BecomesAGraphOfCalls)
{
    const std::string file = pt2Archive();
    ASSERT_TRUE(looksLikePt2(asBytes(file)));
    const auto read = readPt2(asBytes(file), "f");
    ASSERT_TRUE(read) << base::toString(read.problem());
    const graph::Graph &graph = *read->graph;
    std::vector<std::string> ops;
    for (const graph::Node &node : graph.nodes())
        ops.push_back(node.op + "." + node.overload + " " + node.module);
    EXPECT_EQ(ops, (std::vector<std::string>{"aten::linear. fc", "aten::batch_norm. bn", "aten::relu. act", "aten::max.dim ",
                                             "aten::view. "}));
    EXPECT_EQ(graph.value(graph.inputs().at(0)).shape, (graph::Sizes{{1, true}, {3, false}}));
    EXPECT_EQ(std::get<graph::Sizes>(*graph.nodes()[4].find("size")), (graph::Sizes{{1, true}, {1, false}}));
    EXPECT_EQ(graph.nodes()[3].outputs.size(), 1u); // the other one has no shape and no reader
    EXPECT_EQ(graph.value(graph.outputs().at(0)).shape, (graph::Sizes{{1, true}, {1, false}}));
    ASSERT_EQ(read->tensors.size(), 3u);
    EXPECT_EQ(read->tensors[0].first, "fc.weight");
    EXPECT_EQ(elements(read->tensors[0].second), (std::vector<double>{0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}));
    EXPECT_EQ(graph.value(graph.stored("bn.num_batches_tracked")).kind, graph::ValueKind::Buffer);
}

TEST(Pt2, TiedParametersAreOne)
{
    Pt2Parts parts;
    const std::string weight = R"({"parameter":{"arg":{"name":"p_w"},"parameter_name":"fc.weight"}},)";
    parts.program = replaced(parts.program, weight, weight + R"({"parameter":{"arg":{"name":"p_v"},"parameter_name":"tied"}},)");
    parts.program = replaced(parts.program, R"("weight","arg":{"as_tensor":{"name":"p_w"}})", R"("weight","arg":{"as_tensor":{"name":"p_v"}})");
    const std::string meta = R"("is_param":true,"use_pickle":false,"tensor_meta":{"dtype":7,"sizes":[{"as_int":4},{"as_int":3}],)"
                             R"("strides":[{"as_int":1},{"as_int":4}],"storage_offset":{"as_int":0},"layout":7}})";
    const std::string other = R"("is_param":true,"use_pickle":false,"tensor_meta":{"dtype":5,"sizes":[],"strides":[],)"
                              R"("storage_offset":{"as_int":0},"layout":7}})";
    const std::string mean = R"("is_param":true,"use_pickle":false,"tensor_meta":{"dtype":7,"sizes":[{"as_int":4}],)"
                             R"("strides":[{"as_int":1}],"storage_offset":{"as_int":0},"layout":7}})";
    parts.weights = R"({"config":{"fc.weight":{"path_name":"weight_0",)" + meta + R"(,"tied":{"path_name":"weight_0",)" + meta
        + R"(,"bn.running_mean":{"path_name":"weight_1",)" + mean + R"(,"bn.num_batches_tracked":{"path_name":"weight_2",)" + other + "}}";
    const auto read = readPt2(asBytes(pt2Archive(parts)), "f");
    ASSERT_TRUE(read) << base::toString(read.problem());
    EXPECT_FALSE(read->graph->stored("tied").isValid());
    EXPECT_EQ(read->graph->nodes()[0].tensor("weight"), read->graph->stored("fc.weight"));
}

TEST(Pt2, SaysWhatItDoesNotTake)
{
    expectHas(problemAfter(R"("major":8)", R"("major":9)"), "schema 9");
    expectHas(problemAfter("wrap_with_set_grad_enabled", "cond"), "'cond'");
    expectHas(problemAfter("torch.ops.aten.view.default", "my.view"), "'my.view'");
    expectHas(problemAfter(R"({"as_int":3})", R"json({"as_expr":{"expr_str":"Symbol('s0')","hint":null}})json"), "size 1 of the input 'x' varies");
    expectHas(problemAfter(R"({"as_int":3})", R"json({"as_expr":{"expr_str":"Symbol('s1')","hint":null}})json"), "no multiple of the batch");
    expectHas(problemAfter(R"("l":{"dtype":7,"sizes":[)", R"json("l":{"dtype":7,"sizes":[{"as_expr":{"expr_str":"Add(Symbol('s0'), Integer(1))","hint":null}},)json"), "no multiple of the batch");
    expectHas(problemAfter(R"({"as_float":0.1})", R"({"as_complex":{"real":0,"imag":1}})"), "as_complex");
    expectHas(problemAfter(R"({"name":"l"}}],"metadata")", R"({"name":"z"}}],"metadata")"), "shape of 'z' is missing");
    expectHas(problemAfter(R"({"name":"p_w"},"parameter_name":"fc.weight")", R"({"name":"p_w"},"parameter_name":"gc.weight")"), "no tensor 'gc.weight'");
    expectHas(problemAfter(R"("user_input":{"arg":{"as_tensor")", R"("user_input":{"arg":{"as_custom_obj")"), "as_custom_obj");
    Pt2Parts big;
    big.byteOrder = "big";
    expectHas(problemOf(big), "big-endian");
}

TEST(Pt2, TensorsLieInTheirRecords)
{
    Pt2Parts parts;
    const std::string one = R"({"config":{"fc.weight":{"path_name":"weight_0","is_param":true,"use_pickle":false,"tensor_meta":)"
                            R"({"dtype":7,"sizes":[{"as_int":4},{"as_int":3}],"strides":[{"as_int":3},{"as_int":1}],)"
                            R"("storage_offset":{"as_int":0},"layout":7}}}})";
    parts.weights = replaced(one, R"("storage_offset":{"as_int":0})", R"("storage_offset":{"as_int":1})");
    expectHas(problemOf(parts), "does not fit into its storage");
    parts.weights = replaced(one, R"({"as_int":4})", R"({"as_int":4611686018427387904})");
    expectHas(problemOf(parts), "does not fit into its storage");
    parts.weights = replaced(one, "weight_0", "../weight_9");
    expectHas(problemOf(parts), "is missing");
    parts.weights = replaced(one, R"("use_pickle":false)", R"("use_pickle":true)");
    expectHas(problemOf(parts), "pickled");
}

/// Values of JSON that a reader may stumble over, put where numbers and texts stood.
TEST(Pt2, AnyValueReplacedEndsInASentence)
{
    constexpr const char *favourites[] = {"-1", "0", "9223372036854775807", "18446744073709551615", "1e308", "null", "true", "[]", "{}",
                                          "\"\"", "\"x\"", "\"as_tensor\"", "[{\"as_int\":0}]", "{\"as_none\":true}", "{\"name\":\"x\"}"};
    constexpr std::uint64_t seed = 31;
    const std::string program = pt2Program();
    std::vector<std::pair<std::size_t, std::size_t>> values; // begin and length
    for (std::size_t at = 0; at < program.size(); ++at) {
        if (program[at] != ':' && program[at] != '[' && program[at] != ',')
            continue;
        std::size_t end = at + 1, depth = 0;
        bool text = false;
        for (; end < program.size() && (text || depth > 0 || (program[end] != ',' && program[end] != '}' && program[end] != ']')); ++end) {
            text = program[end] == '"' ? !text : text;
            depth += !text && (program[end] == '{' || program[end] == '[');
            depth -= !text && (program[end] == '}' || program[end] == ']');
        }
        values.emplace_back(at + 1, end - at - 1);
    }
    std::size_t readable = 0;
    for (std::uint64_t trial = 0; trial < 6000; ++trial) {
        const auto &[begin, length] = values[base::randomBelow(static_cast<std::uint32_t>(values.size()), seed, trial, 0)];
        Pt2Parts parts;
        parts.program = program;
        parts.program.replace(begin, length, favourites[base::randomBelow(std::size(favourites), seed, trial, 1)]);
        const std::string file = pt2Archive(parts);
        const AllocationMeter meter;
        const auto read = readPt2(asBytes(file), "f");
        ASSERT_LT(meter.total(), 64 * file.size() + (std::size_t{4} << 20));
        readable += read ? 1 : 0;
        if (!read) {
            ASSERT_FALSE(read.problem().what.empty() || read.problem().remedy.empty());
            ASSERT_EQ(read.problem().where, "f");
        }
    }
    EXPECT_GT(readable, 0u);
}

} // namespace
} // namespace espalier::wire
