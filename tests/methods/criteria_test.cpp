// SPDX-License-Identifier: GPL-3.0-or-later
// Criteria against numbers worked out by hand.
#include "fixture.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::methods::test {
namespace {

CriterionEntry criterionEntry(const std::string &id)
{
    for (CriterionEntry &entry : allCriteria())
        if (entry.schema.id == id)
            return std::move(entry);
    ADD_FAILURE() << "no criterion " << id;
    return {};
}

std::vector<double> scoresOf(const std::string &id, const GroupView &group)
{
    const CriterionEntry entry = criterionEntry(id);
    return entry.create()->score(group, optionsOf(entry.schema.options), 1);
}

GroupView groupOf(at::Tensor weight, at::Tensor gamma = {})
{
    GroupView group{.id = {0}, .name = "g", .channels = static_cast<std::int32_t>(weight.size(0)), .producers = {}};
    ProducerView producer;
    producer.weightName = "w";
    producer.weight = std::move(weight);
    producer.gamma = std::move(gamma);
    group.producers = {producer};
    return group;
}

TEST(FpgmCriterion, SumsDistancesToAllOthers)
{
    const GroupView group = groupOf(at::tensor({0.0F, 0.0F, 3.0F, 4.0F, 6.0F, 8.0F}).view({3, 2}));
    const std::vector<double> scores = scoresOf("fpgm", group);
    ASSERT_EQ(scores.size(), 3u);
    EXPECT_NEAR(scores[0], 15.0, 1e-9);
    EXPECT_NEAR(scores[1], 10.0, 1e-9);
    EXPECT_NEAR(scores[2], 15.0, 1e-9);
    EXPECT_EQ(std::min_element(scores.begin(), scores.end()) - scores.begin(), 1);
}

TEST(L2Criterion, IsTheRootMeanSquare)
{
    const std::vector<double> scores = scoresOf("l2", groupOf(at::tensor({3.0F, 4.0F, 0.0F, 2.0F}).view({2, 2})));
    EXPECT_NEAR(scores[0], std::sqrt(12.5), 1e-6);
    EXPECT_NEAR(scores[1], std::sqrt(2.0), 1e-6);
}

TEST(BnScaleCriterion, IsTheSizeOfGamma)
{
    EXPECT_EQ(scoresOf("bn_scale", groupOf(at::ones({3, 2}), at::tensor({-0.5F, 0.25F, 0.0F}))),
              (std::vector<double>{0.5, 0.25, 0.0}));
    EXPECT_TRUE(scoresOf("bn_scale", groupOf(at::ones({3, 2}))).empty()) << "there is no batch norm";
}

TEST(TaylorCriterion, AveragesWeightTimesGradientOverBatches)
{
    const CriterionEntry entry = criterionEntry("taylor");
    const recipe::Options options = optionsOf(entry.schema.options);
    const auto criterion = entry.create();
    EXPECT_GT(criterion->gradientBatches(options), 0);
    GroupView group = groupOf(at::tensor({1.0F, -2.0F, 3.0F, 4.0F}).view({2, 2}));
    EXPECT_TRUE(criterion->score(group, options, 1).empty()) << "no gradients were shown";
    at::Tensor &weight = group.producers.front().weight;
    weight.mutable_grad() = at::tensor({0.5F, 0.5F, 0.0F, -1.0F}).view({2, 2});
    criterion->addGradients({group});
    weight.mutable_grad() = at::tensor({-0.5F, 1.5F, 0.0F, 1.0F}).view({2, 2});
    criterion->addGradients({group});
    const std::vector<double> scores = criterion->score(group, options, 1);
    // |w g| per element and batch: {.5, 1}, {0, 4}; {.5, 3}, {0, 4}.
    EXPECT_NEAR(scores[0], (0.5 + 1.0 + 0.5 + 3.0) / 4.0, 1e-6);
    EXPECT_NEAR(scores[1], (4.0 + 4.0) / 4.0, 1e-6);
}

} // namespace
} // namespace espalier::methods::test
