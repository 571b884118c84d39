// SPDX-License-Identifier: GPL-3.0-or-later
#include "graph/graph.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

using namespace espalier::graph;
using espalier::base::ProblemCode;

namespace {

const Size batch{1, true};

/// input -> conv -> relu_ -> add(conv, relu) -> output, with every type of argument somewhere.
GraphBuilder smallNetwork()
{
    GraphBuilder builder;
    const ValueId x = builder.addInput("x", {batch, {3, false}, {8, false}, {8, false}});
    const ValueId weight = builder.addStored(ValueKind::Parameter, "stem.conv.weight", fixedSizes({4, 3, 3, 3}));
    const ValueId mean = builder.addStored(ValueKind::Buffer, "stem.mean", fixedSizes({4}));
    const ValueId table = builder.addStored(ValueKind::Constant, "table", fixedSizes({2}), DType::Int64);
    const Sizes map{batch, {4, false}, {8, false}, {8, false}};
    Node conv{"aten::conv2d", "", {{"input", x}, {"weight", weight}, {"bias", std::monostate{}},
              {"stride", fixedSizes({1, 1})}, {"groups", Size{1, false}}}, {}, "stem.conv"};
    const ValueId y = builder.addNode(conv, {map})[0];
    const ValueId z = builder.addNode({"aten::relu_", "", {{"self", y}}, {}, "stem.relu"}, {map})[0];
    Node odd{"custom::odd", "Tensor", {{"self", y}, {"other", z}, {"twice", z}, {"alpha", 2.5}, {"low", -INFINITY},
             {"flag", true}, {"mode", std::string("constant \"q\"\n")}, {"dtype", DType::BFloat16},
             {"indices", std::vector<ValueId>{{}, mean, table}}, {"scales", std::vector<double>{0.1, INFINITY}},
             {"mask", std::vector<bool>{true, false, true}}, {"shape", Sizes{{1024, true}, {-1, false}}},
             {"end", Size{std::numeric_limits<std::int64_t>::max(), false}}}, {}, ""};
    const auto outputs = builder.addNode(odd, {map, {{2, true}}}, {DType::Float32, DType::Int64});
    builder.addOutput(outputs[0]);
    builder.addOutput(outputs[1]);
    return builder;
}

GraphPtr finished(GraphBuilder builder)
{
    const auto graph = std::move(builder).finish();
    EXPECT_TRUE(graph) << (graph ? "" : toString(graph.problem()));
    return graph ? *graph : nullptr;
}

} // namespace

TEST(Graph, BuildsAndAnswers)
{
    const GraphPtr graph = finished(smallNetwork());
    ASSERT_TRUE(graph);
    EXPECT_EQ(graph->nodes().size(), 3u);
    EXPECT_EQ(graph->inputs().size(), 1u);
    EXPECT_EQ(graph->outputs().size(), 2u);
    const ValueId weight = graph->stored("stem.conv.weight");
    ASSERT_TRUE(weight.isValid());
    EXPECT_EQ(graph->value(weight).kind, ValueKind::Parameter);
    EXPECT_FALSE(graph->stored("nothing").isValid());
    EXPECT_FALSE(graph->stored("x").isValid());
    EXPECT_EQ(graph->storedOf(ValueKind::Buffer).size(), 1u);
    EXPECT_EQ(graph->nodes()[0].tensor("weight"), weight);
    EXPECT_FALSE(graph->nodes()[0].tensor("bias").isValid());
    ASSERT_TRUE(graph->nodes()[0].find("bias"));
    EXPECT_FALSE(graph->nodes()[0].find("dilation"));
}

TEST(Graph, NamesComputedValues)
{
    const GraphPtr graph = finished(smallNetwork());
    EXPECT_EQ(graph->value(graph->nodes()[0].outputs[0]).name, "stem.conv");
    EXPECT_EQ(graph->value(graph->nodes()[2].outputs[0]).name, "odd");
    EXPECT_EQ(graph->value(graph->nodes()[2].outputs[1]).name, "odd_1");
    EXPECT_EQ(graph->value(graph->nodes()[2].outputs[1]).dtype, DType::Int64);
    EXPECT_EQ(graph->value(graph->nodes()[2].outputs[1]).outputIndex, 1);
}

TEST(Graph, ListsEachConsumerOnce)
{
    const GraphPtr graph = finished(smallNetwork());
    const ValueId relu = graph->nodes()[1].outputs[0];
    EXPECT_EQ(graph->consumers(relu), std::vector<NodeId>{{2}});
    const ValueId conv = graph->nodes()[0].outputs[0];
    EXPECT_EQ(graph->consumers(conv), (std::vector<NodeId>{{1}, {2}}));
    EXPECT_EQ(tensorsOf(graph->nodes()[2]).size(), 5u); // None is left out
}

TEST(Graph, SetShapeOverwrites)
{
    GraphBuilder builder = smallNetwork();
    builder.setShape({0}, {batch, {1, false}}, DType::UInt8);
    const GraphPtr graph = finished(std::move(builder));
    EXPECT_EQ(graph->value({0}).dtype, DType::UInt8);
    EXPECT_EQ(graph->value({0}).shape.size(), 2u);
}

TEST(Graph, DTypes)
{
    for (int i = 0; i <= static_cast<int>(DType::BFloat16); ++i) {
        const auto type = static_cast<DType>(i);
        EXPECT_EQ(dtypeFromString(toString(type)), type);
        EXPECT_GT(byteSize(type), 0);
    }
    EXPECT_EQ(byteSize(DType::Float64), 8);
    EXPECT_EQ(byteSize(DType::BFloat16), 2);
    EXPECT_FALSE(dtypeFromString("complex64"));
}

TEST(GraphValidation, RefusesWhatTheBuilderCanGetWrong)
{
    GraphBuilder noOutput;
    noOutput.addInput("x", {batch});
    EXPECT_FALSE(std::move(noOutput).finish());

    GraphBuilder twice = smallNetwork();
    twice.addStored(ValueKind::Parameter, "stem.conv.weight", fixedSizes({1}));
    const auto duplicate = std::move(twice).finish();
    ASSERT_FALSE(duplicate);
    EXPECT_EQ(duplicate.problem().where, "stem.conv.weight");

    GraphBuilder foreign = smallNetwork();
    foreign.addNode({"aten::relu", "", {{"self", ValueId{99}}}, {}, ""}, {{batch}});
    const auto unknown = std::move(foreign).finish();
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.problem().code, ProblemCode::Malformed);

    GraphBuilder none = smallNetwork();
    none.addNode({"aten::relu", "", {{"self", ValueId{}}}, {}, ""}, {{batch}});
    EXPECT_FALSE(std::move(none).finish());
}

namespace {

struct Tables {
    std::vector<Value> values;
    std::vector<Node> nodes;
    std::vector<ValueId> inputs, outputs;
};

Tables tablesOf(const Graph &graph)
{
    return {graph.values(), graph.nodes(), graph.inputs(), graph.outputs()};
}

using Damage = std::function<void(Tables &)>;

const std::vector<std::pair<const char *, Damage>> &damages()
{
    static const std::vector<std::pair<const char *, Damage>> all{
        {"output out of range", [](Tables &t) { t.outputs[0] = {500}; }},
        {"invalid output", [](Tables &t) { t.outputs[0] = {}; }},
        {"no output", [](Tables &t) { t.outputs.clear(); }},
        {"input out of range", [](Tables &t) { t.inputs[0] = {500}; }},
        {"input listed twice", [](Tables &t) { t.inputs.push_back(t.inputs[0]); }},
        {"parameter as input", [](Tables &t) { t.inputs.push_back({1}); }},
        {"input not listed", [](Tables &t) { t.inputs.clear(); }},
        {"used before defined", [](Tables &t) { std::swap(t.nodes[0], t.nodes[1]); }},
        {"value without producer", [](Tables &t) { t.values.push_back({"free", ValueKind::Computed, {}, DType::Float32, {}, 0}); }},
        {"two producers", [](Tables &t) { t.nodes[1].outputs[0] = t.nodes[0].outputs[0]; }},
        {"one output twice", [](Tables &t) { t.nodes[2].outputs[1] = t.nodes[2].outputs[0]; }},
        {"writes a parameter", [](Tables &t) { t.nodes[1].outputs.push_back({1}); }},
        {"writes out of range", [](Tables &t) { t.nodes[1].outputs.push_back({500}); }},
        {"negative size", [](Tables &t) { t.values[0].shape[1].constant = -1; }},
        {"nameless parameter", [](Tables &t) { t.values[1].name.clear(); }},
        {"same stored name", [](Tables &t) { t.values[2].name = t.values[1].name; }},
        {"operator without namespace", [](Tables &t) { t.nodes[0].op = "conv2d"; }},
        {"argument twice", [](Tables &t) { t.nodes[0].arguments.push_back(t.nodes[0].arguments[0]); }},
        {"list entry out of range", [](Tables &t) { t.nodes[2].arguments[8].value = std::vector<ValueId>{{77}}; }},
        {"list entry below none", [](Tables &t) { t.nodes[2].arguments[8].value = std::vector<ValueId>{{-2}}; }},
    };
    return all;
}

} // namespace

TEST(GraphValidation, RefusesEveryDamage)
{
    const GraphPtr graph = finished(smallNetwork());
    const Tables good = tablesOf(*graph);
    ASSERT_TRUE(GraphBuilder::fromTables(good.values, good.nodes, good.inputs, good.outputs));
    for (const auto &[name, damage] : damages()) {
        Tables bad = good;
        damage(bad);
        const auto result = GraphBuilder::fromTables(bad.values, bad.nodes, bad.inputs, bad.outputs);
        EXPECT_FALSE(result) << name;
        if (!result) {
            EXPECT_FALSE(result.problem().what.empty()) << name;
        }
    }
}

TEST(GraphJson, RoundTrips)
{
    const GraphPtr graph = finished(smallNetwork());
    const std::string text = toJson(*graph);
    const auto read = graphFromJson(text);
    ASSERT_TRUE(read) << toString(read.problem());
    EXPECT_EQ((*read)->nodes(), graph->nodes());
    EXPECT_EQ((*read)->values(), graph->values());
    EXPECT_EQ((*read)->inputs(), graph->inputs());
    EXPECT_EQ((*read)->outputs(), graph->outputs());
    EXPECT_EQ((*read)->stored("table"), graph->stored("table"));
    EXPECT_EQ((*read)->consumers({0}), graph->consumers({0}));
    EXPECT_EQ(toJson(**read), text);
}

TEST(GraphJson, KeepsNotANumber)
{
    GraphBuilder builder;
    const ValueId x = builder.addInput("x", {batch});
    builder.addOutput(builder.addNode({"aten::fill", "Scalar", {{"self", x}, {"value", std::nan("")}}, {}, ""}, {{batch}})[0]);
    const auto read = graphFromJson(toJson(*finished(std::move(builder))));
    ASSERT_TRUE(read);
    EXPECT_TRUE(std::isnan(std::get<double>(*(*read)->nodes()[0].find("value"))));
}

TEST(GraphJson, SurvivesTruncationAtEveryByte)
{
    const std::string text = toJson(*finished(smallNetwork()));
    for (std::size_t length = 0; length < text.size(); ++length)
        EXPECT_FALSE(graphFromJson(text.substr(0, length))) << length;
}

TEST(GraphJson, SurvivesChangedBytes)
{
    const std::string text = toJson(*finished(smallNetwork()));
    int accepted = 0;
    for (std::size_t at = 0; at < text.size(); at += 4) {
        for (const char c : {'0', '9', '-', '"', '{', ']', '\0', '\xff'}) {
            std::string changed = text;
            changed[at] = c;
            const auto read = graphFromJson(changed);
            if (read) {
                EXPECT_TRUE(validate(**read));
                ++accepted;
            }
        }
    }
    EXPECT_GT(accepted, 0);
}

namespace {

std::string withValues(const std::string &values, const std::string &nodes = "[]")
{
    return R"({"espalier_graph":1,"values":)" + values + R"(,"nodes":)" + nodes + R"(,"inputs":[0],"outputs":[0]})";
}

const char *const input = R"([{"name":"x","kind":"input","shape":[1],"dtype":"float32"}])";

} // namespace

TEST(GraphJson, NamesThePlaceOfAMistake)
{
    ASSERT_TRUE(graphFromJson(withValues(input)));
    const auto where = [](const std::string &text) {
        const auto read = graphFromJson(text);
        return read ? std::string("accepted") : read.problem().where;
    };
    EXPECT_EQ(where(R"({"espalier_graph":2})"), "espalier_graph");
    EXPECT_EQ(where("[1]"), "");
    EXPECT_EQ(where(withValues("3")), "values");
    EXPECT_EQ(where(withValues(R"([{"name":"x","kind":"input","shape":[1.5],"dtype":"float32"}])")), "values[0].shape[0]");
    EXPECT_EQ(where(withValues(R"([{"name":"x","kind":"input","shape":[1],"dtype":"float31"}])")), "values[0].dtype");
    EXPECT_EQ(where(withValues(R"([{"name":"x","kind":"inputs","shape":[1],"dtype":"float32"}])")), "values[0].kind");
    EXPECT_EQ(where(withValues(R"([{"name":"x","kind":"input","shape":[1],"dtyp":"float32"}])")), "values[0].dtyp");
    EXPECT_EQ(where(withValues(input, R"([{"op":"a::b","overload":"","module":"","arguments":[["x",{"value":4294967296}]],"outputs":[]}])")),
              "nodes[0].arguments[0][1].value");
    EXPECT_EQ(where(withValues(input, R"([{"op":"a::b","overload":"","module":"","arguments":[["x",{"blob":1}]],"outputs":[]}])")),
              "nodes[0].arguments[0][1].blob");
    EXPECT_EQ(where("{\"espalier_graph\":1,\n  \"values\": oops}"), "line 2, column 13");
}

TEST(GraphJson, BoundsHostileDocuments)
{
    EXPECT_FALSE(graphFromJson(std::string(100000, '[')));
    EXPECT_FALSE(graphFromJson(withValues(std::string(40, '[') + std::string(40, ']'))));
    EXPECT_FALSE(graphFromJson(R"({"espalier_graph":1,"espalier_graph":1,"values":[],"nodes":[],"inputs":[],"outputs":[]})"));
    std::string dims = "1";
    for (int i = 0; i < 100; ++i)
        dims += ",1";
    EXPECT_FALSE(graphFromJson(withValues(R"([{"name":"x","kind":"input","dtype":"float32","shape":[)" + dims + "]}]")));
    const std::string longName(10000, 'n');
    EXPECT_FALSE(graphFromJson(withValues(R"([{"name":")" + longName + R"(","kind":"input","dtype":"float32","shape":[]}])")));
    EXPECT_FALSE(graphFromJson(withValues(R"([{"name":"x","kind":"input","dtype":"float32","shape":[18446744073709551615]}])")));
    EXPECT_FALSE(graphFromJson(withValues(R"([{"name":"x","kind":"input","dtype":"float32","shape":[1e400]}])")));
    EXPECT_FALSE(graphFromJson(std::string((std::size_t{64} << 20) + 1, ' ')));
}
