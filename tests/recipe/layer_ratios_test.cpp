// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/networks.h"
#include "recipe/ratios.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace espalier::recipe {
namespace {

double ratioOf(const std::vector<double> &ratios, const graph::Structure &structure, const std::string &layer)
{
    const auto *const found = structure.layer(layer);
    return ratios.at(static_cast<std::size_t>(found - structure.layers.data()));
}

TEST(LayerRatios, ReachShortcutsAndClassifierButNotTheStem)
{
    // GReg Tab. 4: every convolution of a stage and the classifier, the stem not.
    const graph::Structure net = test::imagenetBottleneckResnet({2, 2, 2, 2});
    RatioSpec spec;
    spec.kind = RatioSpec::Kind::Stages;
    spec.stages = {0, .827, .827, .827, .827, .8};
    const std::vector<double> ratios = layerRatios(spec, net);
    EXPECT_EQ(ratioOf(ratios, net, "conv1"), 0.0);
    EXPECT_EQ(ratioOf(ratios, net, "layer1.0.conv3"), .827);
    EXPECT_EQ(ratioOf(ratios, net, "layer4.0.downsample.0"), .827);
    EXPECT_EQ(ratioOf(ratios, net, "fc"), .8);
}

TEST(LayerRatios, FollowPatternsRangesAndSkips)
{
    const graph::Structure net = test::mlp7();
    RatioSpec spec;
    spec.kind = RatioSpec::Kind::Uniform;
    spec.uniform = .5;
    spec.skip = {"0"};
    std::vector<double> ratios = layerRatios(spec, net);
    EXPECT_EQ(ratios.front(), 0.0);
    EXPECT_EQ(ratios.back(), .5);
    EXPECT_EQ(std::count(ratios.begin(), ratios.end(), .5), 6);
    spec = {};
    spec.kind = RatioSpec::Kind::Index;
    spec.index = "1-2:0.3, 6:0.4";
    EXPECT_EQ(layerRatios(spec, net), (std::vector<double>{0, .3, .3, 0, 0, 0, .4}));
    spec = {};
    spec.kind = RatioSpec::Kind::Patterns;
    spec.patterns = {{"*", .2}, {net.layers.back().name, .1}};
    ratios = layerRatios(spec, net);
    EXPECT_EQ(ratios.front(), .2);
    EXPECT_EQ(ratios.back(), .1);
}

} // namespace
} // namespace espalier::recipe
