// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/fused_sgd.h"

#include "kernels/sgd_case.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace espalier::kernels {
namespace {

// The formula by double loops over (row, column, tap), in double.
std::vector<double> expectedWeights(const SgdCase &c, const SgdMemory &m, const SgdOptions &o, std::vector<double> &velocity)
{
    std::vector<double> w(m.w.size());
    velocity.resize(m.w.size());
    for (std::int64_t r = 0; r < c.rows; ++r)
        for (std::int64_t k = 0; k < c.columns; ++k)
            for (std::int64_t t = 0; t < c.taps; ++t) {
                const std::int64_t inRow = c.channelsLast ? t * c.columns + k : k * c.taps + t;
                const auto e = static_cast<std::size_t>(r * c.columns * c.taps + inRow);
                double l = 0.0;
                if (c.kind == FactorKind::Row)
                    l = m.factor[static_cast<std::size_t>(r)];
                else if (c.kind == FactorKind::Column)
                    l = m.factor[static_cast<std::size_t>(k)];
                else if (c.kind == FactorKind::Element)
                    l = m.factor[e];
                const double task = c.replaces && l != 0.0 ? 0.0 : m.g[e];
                const double gradient = task + l * m.w[e] + double(o.weightDecay) * m.w[e];
                velocity[e] = double(o.momentum) * m.v[e] + gradient;
                const double direction = c.nesterov ? gradient + double(o.momentum) * velocity[e] : velocity[e];
                w[e] = m.w[e] - double(o.learningRate) * direction;
            }
    return w;
}

TEST(FusedSgd, EqualsTheFormulaForEveryShapeLayoutAndFactor)
{
    for (const SgdCase &c : allSgdCases()) {
        SCOPED_TRACE(testing::Message() << c.rows << "x" << c.columns << "x" << c.taps << " last " << c.channelsLast << " kind "
                                        << int(c.kind) << " replaces " << c.replaces << " nesterov " << c.nesterov);
        SgdMemory m(c);
        ASSERT_TRUE(validate(m.tensor));
        const SgdOptions options{0.1f, 0.9f, 5e-4f, c.nesterov};
        std::vector<double> velocity;
        const std::vector<double> expected = expectedWeights(c, m, options, velocity);
        fusedSgd({&m.tensor, 1}, options, c.threads);
        for (std::size_t e = 0; e < expected.size(); ++e) {
            ASSERT_NEAR(m.w[e], expected[e], 1e-6) << "element " << e;
            ASSERT_NEAR(m.v[e], velocity[e], 1e-6) << "element " << e;
            ASSERT_EQ(m.shadow[e], toBfloat16(m.w[e])) << "element " << e;
        }
    }
}

TEST(FusedSgd, ThreadsAndFactorLookupAgreeBitForBit)
{
    for (FactorKind kind : {FactorKind::Row, FactorKind::Column, FactorKind::Element}) {
        const SgdCase c{300, 20, 9, true, kind};
        SgdMemory one(c), two(c), single(c);
        const SgdOptions options{0.05f, 0.9f, 1e-4f, false};
        fusedSgd({&one.tensor, 1}, options, 1);
        fusedSgd({&two.tensor, 1}, options, 2);
        for (std::int64_t e = 0; e < single.tensor.numel; ++e) {
            const auto i = static_cast<std::size_t>(e);
            single.w[i] = sgdStep({single.w[i], single.v[i]}, single.g[i], factorAt(single.tensor, e), false, options).w;
        }
        EXPECT_EQ(one.w, two.w);
        EXPECT_EQ(one.v, two.v);
        EXPECT_EQ(one.w, single.w);
    }
}

// methods.md 3.3: constant factor 1, lr 1e-3, momentum .9, no decay, no task gradient: the factor of decrease per
// iteration tends to the larger root of x^2 - (1 + mu - lr*l) x + mu, .988873.
TEST(FusedSgd, PenaltyAloneShrinksWeightsAtTheKnownRate)
{
    float w = 1.0f, g = 0.0f, v = 0.0f, factor = 1.0f;
    SgdTensor tensor{&w, &g, &v, nullptr, &factor, 1};
    tensor.kind = FactorKind::Row;
    const SgdOptions options{1e-3f, 0.9f, 0.0f, false};
    for (int i = 0; i < 300; ++i)
        fusedSgd({&tensor, 1}, options);
    const float before = w;
    fusedSgd({&tensor, 1}, options);
    EXPECT_NEAR(w / before, 0.988873, 1e-6);
}

TEST(FusedSgd, SubnormalWeightsBecomeExactZeros)
{
    std::vector<float> w{1e-31f, -1e-31f, 1e-29f, 0.0f}, g(4, 0.0f), v{1e-38f, -1e-33f, 0.0f, 0.0f};
    SgdTensor tensor{w.data(), g.data(), v.data(), nullptr, nullptr, 4};
    fusedSgd({&tensor, 1}, {0.1f, 0.9f, 0.0f, false});
    EXPECT_EQ(w, (std::vector<float>{0.0f, 0.0f, 1e-29f, 0.0f}));
    EXPECT_EQ(v, (std::vector<float>{0.0f, 0.0f, 0.0f, 0.0f}));
}

TEST(FusedSgd, NotANumberIsNotHidden)
{
    float w = 1.0f, g = std::numeric_limits<float>::quiet_NaN(), v = 0.0f;
    SgdTensor tensor{&w, &g, &v, nullptr, nullptr, 1};
    fusedSgd({&tensor, 1}, {0.1f, 0.9f, 0.0f, false});
    EXPECT_TRUE(std::isnan(w));
    EXPECT_TRUE(std::isnan(v));
}

TEST(FusedSgd, ReplacedGradientIsNeverRead)
{
    std::vector<float> w{1.0f, 1.0f}, v{0.0f, 0.0f}, factor{0.5f, 0.0f};
    const std::vector<float> g{std::numeric_limits<float>::infinity(), 2.0f};
    SgdTensor tensor{w.data(), g.data(), v.data(), nullptr, factor.data(), 2, 2};
    tensor.kind = FactorKind::Row;
    tensor.replacesGradient = true;
    fusedSgd({&tensor, 1}, {1.0f, 0.0f, 0.0f, false});
    EXPECT_EQ(w, (std::vector<float>{0.5f, -1.0f}));
}

TEST(FusedSgd, EmptyListAndEmptyTensorAreNoWork)
{
    fusedSgd({}, {0.1f, 0.9f, 0.0f, false});
    SgdTensor empty;
    EXPECT_TRUE(validate(empty));
    fusedSgd({&empty, 1}, {0.1f, 0.9f, 0.0f, false});
}

TEST(FusedSgd, ValidateNamesTheBrokenRule)
{
    std::vector<float> values(12, 0.0f);
    SgdTensor tensor{values.data(), values.data(), values.data(), nullptr, nullptr, 12, 5};
    EXPECT_NE(validate(tensor).problem().what.find("rows = 5"), std::string::npos);
    tensor.rows = 3;
    tensor.kind = FactorKind::Column;
    tensor.factor = values.data();
    tensor.columns = 3;
    EXPECT_NE(validate(tensor).problem().what.find("columns = 3"), std::string::npos);
    tensor.columns = 4;
    EXPECT_TRUE(validate(tensor));
    tensor.factor = nullptr;
    EXPECT_FALSE(validate(tensor));
    tensor.g = nullptr;
    EXPECT_NE(validate(tensor).problem().what.find("gradient"), std::string::npos);
}

TEST(Bfloat16, RoundsToNearestEvenAndKeepsSpecialValues)
{
    EXPECT_EQ(toBfloat16(1.0f), 0x3f80);
    EXPECT_EQ(toBfloat16(-2.0f), 0xc000);
    EXPECT_EQ(toBfloat16(1.00390625f), 0x3f80);  // 1 + 2^-8: half way, even is below
    EXPECT_EQ(toBfloat16(1.01171875f), 0x3f82);  // 1 + 3*2^-8: half way, even is above
    EXPECT_EQ(toBfloat16(std::numeric_limits<float>::infinity()), 0x7f80);
    EXPECT_EQ(toBfloat16(std::numeric_limits<float>::max()), 0x7f80);
    EXPECT_EQ(toBfloat16(std::numeric_limits<float>::quiet_NaN()) & 0x7fff, 0x7fc0);
}

TEST(SgdChunks, CoverEveryElementOnceInOrder)
{
    std::vector<SgdTensor> tensors(3);
    tensors[0].numel = 10000;
    tensors[1].numel = 0;
    tensors[2].numel = 4096;
    std::vector<std::int64_t> reached(3, 0);
    for (const SgdChunk &chunk : sgdChunks(tensors, 4096)) {
        auto &end = reached[static_cast<std::size_t>(chunk.tensor)];
        EXPECT_EQ(chunk.begin, end);
        EXPECT_LE(chunk.end - chunk.begin, 4096);
        end = chunk.end;
    }
    EXPECT_EQ(reached, (std::vector<std::int64_t>{10000, 0, 4096}));
}

} // namespace
} // namespace espalier::kernels
