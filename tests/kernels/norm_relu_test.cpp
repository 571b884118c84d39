// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/norm_relu.h"

#include "base/random.h"
#include "kernels/fused_sgd_math.h"
#include "kernels/norm_relu_loops.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

namespace espalier::kernels {
namespace {

std::vector<float> randomValues(std::int64_t count, std::uint64_t stream, double centre = 0.0)
{
    std::vector<float> values(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<float>(centre + 2.0 * base::randomUnit(11, stream, i) - 1.0);
    return values;
}

float fromBfloat16(std::uint16_t half)
{
    const std::uint32_t bits = std::uint32_t{half} << 16;
    float value = 0.0f;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

// Activations in either storage, so that the same code tests both.
struct Activations {
    Storage storage = Storage::Float32;
    std::vector<float> floats;
    std::vector<std::uint16_t> halves;

    Activations(Storage kind, const std::vector<float> &values) : storage(kind)
    {
        if (kind == Storage::Float32)
            floats = values;
        else
            for (const float value : values)
                halves.push_back(toBfloat16(value));
    }
    void *data() { return storage == Storage::Float32 ? static_cast<void *>(floats.data()) : halves.data(); }
    double at(std::size_t i) const { return storage == Storage::Float32 ? floats[i] : fromBfloat16(halves[i]); }
    std::size_t size() const { return storage == Storage::Float32 ? floats.size() : halves.size(); }
};

struct Case {
    std::int64_t rows, channels;
    Storage storage;
    bool residual;
    int threads = 1;
    double centre = 0.5;
};

// One layer with everything around it, run forward and backward.
struct Layer {
    Case c;
    Activations x, residual, y, gradY, gradX, gradResidual;
    std::vector<float> weight, bias, mean, inverseDeviation, runningMean, runningVariance, gradWeight, gradBias;

    explicit Layer(const Case &which)
        : c(which), x(c.storage, randomValues(c.rows * c.channels, 1, c.centre)), residual(c.storage, randomValues(c.rows * c.channels, 2)),
          y(c.storage, std::vector<float>(x.size(), -7.0f)), gradY(c.storage, randomValues(c.rows * c.channels, 3)), gradX(y),
          gradResidual(y), weight(randomValues(c.channels, 4, 1.0)), bias(randomValues(c.channels, 5)),
          mean(weight.size()), inverseDeviation(weight.size()), runningMean(weight.size(), 0.25f), runningVariance(weight.size(), 2.0f),
          gradWeight(weight.size()), gradBias(weight.size())
    {
    }

    void run()
    {
        normReluForward({x.data(), c.residual ? residual.data() : nullptr, y.data(), c.storage, c.rows, c.channels, weight.data(),
                         bias.data(), mean.data(), inverseDeviation.data(), runningMean.data(), runningVariance.data()},
                        c.threads);
        normReluBackward({x.data(), y.data(), gradY.data(), gradX.data(), c.residual ? gradResidual.data() : nullptr, c.storage,
                          c.rows, c.channels, weight.data(), bias.data(), mean.data(), inverseDeviation.data(), gradWeight.data(),
                          gradBias.data()},
                         c.threads);
    }

    std::size_t at(std::int64_t row, std::int64_t channel) const { return static_cast<std::size_t>(row * c.channels + channel); }
};

// One channel by the textbook, in double.
struct Expected {
    double mean = 0.0, variance = 0.0, gradWeight = 0.0, gradBias = 0.0;

    Expected(const Layer &layer, std::int64_t channel)
    {
        const auto count = static_cast<double>(layer.c.rows);
        for (std::int64_t r = 0; r < layer.c.rows; ++r)
            mean += layer.x.at(layer.at(r, channel)) / count;
        for (std::int64_t r = 0; r < layer.c.rows; ++r)
            variance += std::pow(layer.x.at(layer.at(r, channel)) - mean, 2) / count;
        for (std::int64_t r = 0; r < layer.c.rows; ++r) {
            gradWeight += masked(layer, r, channel) * normalized(layer, r, channel);
            gradBias += masked(layer, r, channel);
        }
    }
    double inverse() const { return 1.0 / std::sqrt(variance + 1e-5); }
    double normalized(const Layer &layer, std::int64_t r, std::int64_t c) const
    {
        return (layer.x.at(layer.at(r, c)) - mean) * inverse();
    }
    double output(const Layer &layer, std::int64_t r, std::int64_t c) const
    {
        const auto channel = static_cast<std::size_t>(c);
        const double added = layer.c.residual ? layer.residual.at(layer.at(r, c)) : 0.0;
        return std::max(0.0, normalized(layer, r, c) * layer.weight[channel] + layer.bias[channel] + added);
    }
    double masked(const Layer &layer, std::int64_t r, std::int64_t c) const
    {
        return output(layer, r, c) > 0.0 ? layer.gradY.at(layer.at(r, c)) : 0.0;
    }
    double gradX(const Layer &layer, std::int64_t r, std::int64_t c) const
    {
        const auto count = static_cast<double>(layer.c.rows);
        return layer.weight[static_cast<std::size_t>(c)] * inverse()
               * (masked(layer, r, c) - gradBias / count - normalized(layer, r, c) * gradWeight / count);
    }
};

void expectTextbook(const Layer &layer)
{
    const double tolerance = layer.c.storage == Storage::Float32 ? 2e-5 : 2e-2;
    for (std::int64_t c = 0; c < layer.c.channels; ++c) {
        const Expected expected(layer, c);
        const auto at = static_cast<std::size_t>(c);
        const double n = static_cast<double>(layer.c.rows);
        ASSERT_NEAR(layer.mean[at], expected.mean, 1e-5 * (1 + std::fabs(expected.mean)));
        ASSERT_NEAR(layer.inverseDeviation[at] / expected.inverse(), 1.0, 1e-4);
        ASSERT_NEAR(layer.runningMean[at], 0.9 * 0.25 + 0.1 * expected.mean, 1e-5 * (1 + std::fabs(expected.mean)));
        ASSERT_NEAR(layer.runningVariance[at], 0.9 * 2.0 + 0.1 * expected.variance * n / (n - 1), 1e-4);
        ASSERT_NEAR(layer.gradBias[at], expected.gradBias, 1e-3 * std::sqrt(n)) << "channel " << c;
        ASSERT_NEAR(layer.gradWeight[at], expected.gradWeight, 1e-3 * std::sqrt(n)) << "channel " << c;
        for (std::int64_t r = 0; r < layer.c.rows; ++r) {
            const std::size_t i = layer.at(r, c);
            ASSERT_NEAR(layer.y.at(i), expected.output(layer, r, c), tolerance * (1 + expected.output(layer, r, c)));
            if (std::fabs(expected.output(layer, r, c)) < 1e-4 && expected.output(layer, r, c) != 0.0)
                continue; // the sign, and so the mask, is a matter of rounding
            ASSERT_NEAR(layer.gradX.at(i), expected.gradX(layer, r, c), tolerance * (1 + std::fabs(expected.gradX(layer, r, c))));
            if (layer.c.residual) {
                ASSERT_NEAR(layer.gradResidual.at(i), expected.masked(layer, r, c), 1e-6);
            }
        }
    }
}

TEST(NormRelu, EqualsTheTextbookForEveryWidthAndStorage)
{
    for (const Storage storage : {Storage::Float32, Storage::Bfloat16})
        for (const bool residual : {false, true})
            for (const std::int64_t channels : {1, 5, 8, 13, 16, 24, 48, 64}) {
                SCOPED_TRACE(testing::Message() << channels << " channels, residual " << residual << ", storage " << int(storage));
                Layer layer({96, channels, storage, residual});
                ASSERT_TRUE(normReluFits(96, channels));
                layer.run();
                expectTextbook(layer);
            }
}

TEST(NormRelu, ManyRowsWithALargeMeanLoseNoVariance)
{
    Layer layer({16384, 16, Storage::Float32, false, 2, 300.0});
    layer.run();
    for (std::int64_t c = 0; c < 16; ++c)
        EXPECT_NEAR(layer.inverseDeviation[static_cast<std::size_t>(c)], std::sqrt(3.0), 0.02); // variance of a uniform: 1/3
}

TEST(NormRelu, ThreadsDoNotChangeABit)
{
    for (const Storage storage : {Storage::Float32, Storage::Bfloat16})
        for (const bool residual : {false, true}) {
            Layer one({4096, 24, storage, residual, 1}), two({4096, 24, storage, residual, 2});
            one.run();
            two.run();
            EXPECT_EQ(one.y.floats, two.y.floats);
            EXPECT_EQ(one.y.halves, two.y.halves);
            EXPECT_EQ(one.gradX.floats, two.gradX.floats);
            EXPECT_EQ(one.gradX.halves, two.gradX.halves);
            EXPECT_EQ(one.gradWeight, two.gradWeight);
            EXPECT_EQ(one.runningVariance, two.runningVariance);
        }
}

// The same source for every level of the instruction set: the levels that run here agree to the last bit.
TEST(NormRelu, InstructionSetsAgreeToTheLastBit)
{
    std::vector<NormLoopSet> sets{normLoopsBaseline()};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        sets.push_back(normLoopsAvx2());
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        sets.push_back(normLoopsAvx512());
#endif
    const std::vector<float> x = randomValues(37 * 48, 1);
    std::vector<std::vector<float>> means, squares;
    for (const NormLoopSet &set : sets) {
        std::vector<float> mean(48), square(48);
        set.float32.statistics({x.data(), nullptr, nullptr, nullptr, nullptr, 37, 48}, mean.data(), square.data());
        means.push_back(mean);
        squares.push_back(square);
    }
    for (std::size_t i = 1; i < sets.size(); ++i) {
        EXPECT_EQ(means[i], means[0]);
        EXPECT_EQ(squares[i], squares[0]);
    }
}

TEST(NormRelu, KnowsWhatFits)
{
    EXPECT_TRUE(normReluFits(2, 16));
    EXPECT_FALSE(normReluFits(1, 16));
    EXPECT_TRUE(normReluFits(16, 5));
    EXPECT_FALSE(normReluFits(17, 5));
    EXPECT_FALSE(normReluFits(16, 0));
}

} // namespace
} // namespace espalier::kernels
