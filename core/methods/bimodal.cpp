// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/bimodal.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace espalier::methods {

namespace {

/// Sorted log10 sizes; empty if they are all the same.
std::vector<double> logSizes(std::vector<double> scores)
{
    for (double &score : scores)
        score = std::log10(std::max(std::abs(score), 1e-18));
    std::sort(scores.begin(), scores.end());
    return scores.empty() || scores.front() == scores.back() ? std::vector<double>() : scores;
}

/// Number of values in the lower heap.
std::size_t bestSplit(const std::vector<double> &values)
{
    double all = 0.0;
    for (const double value : values)
        all += value;
    const auto n = static_cast<double>(values.size());
    double lower = 0.0, most = -1.0;
    std::size_t split = 1;
    for (std::size_t i = 1; i < values.size(); ++i) {
        lower += values[i - 1];
        const auto count = static_cast<double>(i);
        // The squares between the heaps; those within are what is left of a constant sum.
        const double apart = lower / count - (all - lower) / (n - count);
        const double between = count * (n - count) / n * apart * apart;
        if (values[i] > values[i - 1] && between > most) {
            most = between;
            split = i;
        }
    }
    return split;
}

struct Normal
{
    double weight = 0.5, mean = 0.0, variance = 1.0;
    double logDensity(double x) const
    {
        return std::log(weight) - 0.5 * std::log(variance) - (x - mean) * (x - mean) / (2.0 * variance);
    }
};

struct Mixture
{
    Normal low, high;
    /// Chance that x belongs to the lower heap.
    double belongsLow(double x) const
    {
        return 1.0 / (1.0 + std::exp(high.logDensity(x) - low.logDensity(x)));
    }
};

template <class Share>
Normal fitted(const std::vector<double> &values, const Share &share)
{
    constexpr double LeastVariance = 1e-4;
    double count = 0.0, sum = 0.0, squares = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        count += share(i);
        sum += share(i) * values[i];
    }
    count = std::max(count, 1e-9);
    for (std::size_t i = 0; i < values.size(); ++i)
        squares += share(i) * (values[i] - sum / count) * (values[i] - sum / count);
    return {std::clamp(count / static_cast<double>(values.size()), 1e-9, 1.0), sum / count,
            std::max(squares / count, LeastVariance)};
}

Mixture fit(const std::vector<double> &values)
{
    constexpr int MostRounds = 500;
    std::vector<double> low(values.size(), 0.0);
    std::fill(low.begin(), low.begin() + static_cast<std::ptrdiff_t>(bestSplit(values)), 1.0);
    Mixture mixture;
    for (int round = 0; round < MostRounds; ++round) {
        mixture = {fitted(values, [&](std::size_t i) { return low[i]; }),
                   fitted(values, [&](std::size_t i) { return 1.0 - low[i]; })};
        double moved = 0.0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double now = mixture.belongsLow(values[i]);
            moved = std::max(moved, std::abs(now - low[i]));
            low[i] = now;
        }
        if (moved < 1e-9)
            break;
    }
    return mixture;
}

} // namespace

double twoMeansThreshold(std::vector<double> scores)
{
    const std::vector<double> values = logSizes(std::move(scores));
    if (values.empty())
        return 0.0;
    const std::size_t split = bestSplit(values);
    return std::pow(10.0, 0.5 * (values[split - 1] + values[split]));
}

double mixtureThreshold(std::vector<double> scores)
{
    const std::vector<double> values = logSizes(std::move(scores));
    if (values.empty())
        return 0.0;
    const Mixture mixture = fit(values);
    double from = mixture.low.mean, to = mixture.high.mean;
    // Between the means the lower heap becomes less likely all the way, unless one heap has swallowed the
    // other.
    for (int step = 0; step < 100 && mixture.belongsLow(from) > 0.5 && mixture.belongsLow(to) < 0.5; ++step) {
        const double middle = 0.5 * (from + to);
        (mixture.belongsLow(middle) > 0.5 ? from : to) = middle;
        if (to - from < 1e-12)
            break;
    }
    return std::pow(10.0, 0.5 * (from + to));
}

} // namespace espalier::methods
