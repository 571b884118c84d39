// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/correlation.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

namespace espalier::train {

namespace {

constexpr double Undefined = std::numeric_limits<double>::quiet_NaN();

std::vector<double> ranks(const std::vector<double> &values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> result(values.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first + 1;
        while (end < order.size() && values[order[end]] == values[order[first]])
            ++end;
        for (std::size_t i = first; i < end; ++i)
            result[order[i]] = 0.5 * static_cast<double>(first + end - 1);
        first = end;
    }
    return result;
}

int sign(double value)
{
    return value > 0.0 ? 1 : value < 0.0 ? -1 : 0;
}

} // namespace

double pearson(const std::vector<double> &x, const std::vector<double> &y)
{
    if (x.size() < 2 || x.size() != y.size())
        return Undefined;
    const auto n = static_cast<double>(x.size());
    const double meanX = std::accumulate(x.begin(), x.end(), 0.0) / n;
    const double meanY = std::accumulate(y.begin(), y.end(), 0.0) / n;
    double xy = 0.0, xx = 0.0, yy = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += (x[i] - meanX) * (y[i] - meanY);
        xx += (x[i] - meanX) * (x[i] - meanX);
        yy += (y[i] - meanY) * (y[i] - meanY);
    }
    return xx > 0.0 && yy > 0.0 ? xy / std::sqrt(xx * yy) : Undefined;
}

double spearman(const std::vector<double> &x, const std::vector<double> &y)
{
    return x.size() == y.size() ? pearson(ranks(x), ranks(y)) : Undefined;
}

double kendall(const std::vector<double> &x, const std::vector<double> &y)
{
    if (x.size() < 2 || x.size() != y.size())
        return Undefined;
    std::int64_t balance = 0, apartX = 0, apartY = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t j = i + 1; j < x.size(); ++j) {
            const int inX = sign(x[i] - x[j]), inY = sign(y[i] - y[j]);
            balance += inX * inY;
            apartX += inX != 0;
            apartY += inY != 0;
        }
    const double norm = std::sqrt(static_cast<double>(apartX)) * std::sqrt(static_cast<double>(apartY));
    return norm > 0.0 ? static_cast<double>(balance) / norm : Undefined;
}

} // namespace espalier::train
