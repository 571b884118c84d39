// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/row_stats.h"

#include "base/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace espalier::kernels {
namespace {

struct Shape {
    std::int64_t rows, columns, taps;
    bool channelsLast;
};

std::vector<float> randomWeights(const Shape &s)
{
    std::vector<float> w(static_cast<std::size_t>(s.rows * s.columns * s.taps));
    for (std::size_t i = 0; i < w.size(); ++i)
        w[i] = static_cast<float>(2.0 * base::randomUnit(3, 0, i) - 1.0);
    return w;
}

float at(const std::vector<float> &w, const Shape &s, std::int64_t row, std::int64_t column, std::int64_t tap)
{
    const std::int64_t inRow = s.channelsLast ? tap * s.columns + column : column * s.taps + tap;
    return w[static_cast<std::size_t>(row * s.columns * s.taps + inRow)];
}

std::vector<double> naiveMeans(const std::vector<float> &w, const Shape &s, bool perRow)
{
    std::vector<double> sums(static_cast<std::size_t>(perRow ? s.rows : s.columns), 0.0);
    for (std::int64_t r = 0; r < s.rows; ++r)
        for (std::int64_t c = 0; c < s.columns; ++c)
            for (std::int64_t t = 0; t < s.taps; ++t)
                sums[static_cast<std::size_t>(perRow ? r : c)] += std::fabs(at(w, s, r, c, t));
    for (double &sum : sums)
        sum *= static_cast<double>(sums.size()) / static_cast<double>(w.size());
    return sums;
}

void expectNear(const std::vector<float> &actual, const std::vector<double> &expected)
{
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i)
        EXPECT_NEAR(actual[i], expected[i], 1e-6) << "at " << i;
}

TEST(MeanAbs, EqualsNaiveLoopsForEveryShapeAndLayout)
{
    const Shape shapes[] = {{1, 1, 1, true}, {7, 5, 9, true}, {7, 5, 9, false}, {64, 16, 9, true}, {64, 16, 9, false},
                            {10, 33, 1, true}, {12, 1, 9, false}, {1, 40, 1, true}};
    for (const Shape &s : shapes) {
        SCOPED_TRACE(testing::Message() << s.rows << "x" << s.columns << "x" << s.taps << " last " << s.channelsLast);
        const std::vector<float> w = randomWeights(s);
        std::vector<float> rows(static_cast<std::size_t>(s.rows)), columns(static_cast<std::size_t>(s.columns)), alone = rows;
        const auto count = static_cast<std::int64_t>(w.size());
        const std::int64_t stride = s.channelsLast ? 1 : s.taps;
        const StatsTensor both{w.data(), count, s.rows, s.columns, stride, rows.data(), columns.data()};
        const StatsTensor rowsOnly{w.data(), count, s.rows, s.columns, stride, alone.data(), nullptr};
        meanAbs(std::vector{both, rowsOnly});
        expectNear(rows, naiveMeans(w, s, true));
        expectNear(columns, naiveMeans(w, s, false));
        expectNear(alone, naiveMeans(w, s, true));
    }
}

TEST(MeanAbs, ThreadsDoNotChangeTheResult)
{
    const Shape s{128, 64, 9, true};
    const std::vector<float> w = randomWeights(s);
    std::vector<float> first(64), second(64);
    std::vector<StatsTensor> tensors(4, {w.data(), 128 * 64 * 9, 128, 64, 1, nullptr, first.data()});
    meanAbs({tensors.data(), 1}, 1);
    tensors[1].meanAbsOfColumn = second.data();
    meanAbs({tensors.data(), 2}, 2);
    EXPECT_EQ(first, second);
}

TEST(MeanAbs, EmptyTensorIsNoWork)
{
    meanAbs({});
    const StatsTensor empty;
    meanAbs({&empty, 1});
}

} // namespace
} // namespace espalier::kernels
