// SPDX-License-Identifier: GPL-3.0-or-later
// The orthogonal part of a layer's weights (methods.md 3.6, OrthP).
#include "methods/isometry.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace espalier::methods::test {
namespace {

double maxAbs(const at::Tensor &tensor)
{
    return tensor.abs().max().item<double>();
}

TEST(OrthogonalPart, OfAPythagoreanRowIsItsDirection)
{
    const at::Tensor part = orthogonalPart(at::tensor({3.0, 4.0}).to(at::kDouble).view({1, 1, 2}));
    EXPECT_NEAR(part[0][0][0].item<double>(), 0.6, 1e-12);
    EXPECT_NEAR(part[0][0][1].item<double>(), 0.8, 1e-12);
}

TEST(OrthogonalPart, KeepsTheSignsOfTheWeights)
{
    // What is orthogonal already stays, negative entries included; a zero on R's diagonal counts as +1.
    const at::Tensor turned = at::tensor({0.0, -1.0, -1.0, 0.0}).to(at::kDouble).view({1, 2, 2});
    EXPECT_LT(maxAbs(orthogonalPart(turned) - turned), 1e-12);
    const at::Tensor dead = orthogonalPart(at::zeros({1, 3, 5}, at::kDouble));
    EXPECT_LT(maxAbs(at::matmul(dead[0], dead[0].t()) - at::eye(3, at::kDouble)), 1e-12);
}

TEST(OrthogonalPart, HasOrthonormalRowsOrColumns)
{
    for (const auto &[rows, columns] : {std::pair<std::int64_t, std::int64_t>{3, 8}, {8, 3}, {5, 5}}) {
        const at::Tensor part = orthogonalPart(at::randn({1, rows, columns}, at::kDouble))[0];
        const at::Tensor w = rows > columns ? part.t() : part;
        EXPECT_LT(maxAbs(at::matmul(w, w.t()) - at::eye(w.size(0), at::kDouble)), 1e-12);
    }
}

TEST(Matrices, OfGroupedAndTransposedConvolutionsComeBack)
{
    graph::Layer grouped;
    grouped.op = "aten.conv2d";
    grouped.groups = 2;
    const at::Tensor weight = at::randn({6, 3, 3, 3}).contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor matrices = matricesOf(grouped, weight);
    EXPECT_EQ(matrices.sizes(), (at::IntArrayRef{2, 3, 27}));
    EXPECT_TRUE(at::equal(matrices[1][2].to(at::kFloat), weight[5].contiguous().flatten()));
    EXPECT_TRUE(at::equal(weightOf(grouped, matrices, weight), weight));

    graph::Layer transposed;
    transposed.op = "aten.conv_transpose2d";
    const at::Tensor up = at::randn({4, 5, 2, 2}); // 4 inputs, 5 outputs
    EXPECT_EQ(matricesOf(transposed, up).sizes(), (at::IntArrayRef{1, 5, 16}));
    EXPECT_TRUE(at::equal(weightOf(transposed, matricesOf(transposed, up), up), up));
}

TEST(ApproximateIsometry, FollowsItsGradient)
{
    // One Adam step moves every entry by the rate against the sign of its gradient.
    const at::Tensor w = at::tensor({0.5, 0.2, -0.1, 0.3, -0.4, 0.6}).to(at::kDouble).view({1, 2, 3});
    at::Tensor leaf = w[0].clone().set_requires_grad(true);
    (at::matmul(leaf, leaf.t()) - at::eye(2, at::kDouble)).square().mean().backward();
    ApproximateIsometryOptions options;
    options.steps = 1;
    const at::Tensor moved = approximateIsometry(w, options)[0] - w[0];
    EXPECT_LT(maxAbs(moved + 1e-3 * leaf.grad().sign()), 1e-6);
}

} // namespace
} // namespace espalier::methods::test
