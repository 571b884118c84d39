// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heat_map.h"

#include <algorithm>
#include <cmath>

namespace espalier::widgets {

ColorLimits limitsOf(const HeatMap &map, Ramp ramp, double share)
{
    std::vector<float> sizes;
    sizes.reserve(map.values.size());
    float least = 0;
    for (float value : map.values) {
        if (!std::isfinite(value))
            continue;
        sizes.push_back(std::abs(value));
        least = std::min(least, value);
    }
    if (sizes.empty())
        return ramp == Ramp::Diverging ? ColorLimits{-1, 1} : ColorLimits{0, 1};
    const auto last = std::size_t(std::clamp(share, 0.0, 1.0) * double(sizes.size() - 1) + 0.5);
    const auto at = sizes.begin() + std::ptrdiff_t(last);
    std::nth_element(sizes.begin(), at, sizes.end());
    const double most = *at > 0 ? double(*at) : 1.0;
    if (ramp == Ramp::Diverging)
        return {-most, most};
    return {double(least), std::max(most, double(least) + 1e-12)};
}

double rampPosition(double value, ColorLimits limits, Ramp ramp, bool logarithmic)
{
    if (std::isnan(value))
        return value;
    const bool diverging = ramp == Ramp::Diverging;
    const double from = diverging ? 0 : limits.low, length = limits.high - from;
    double position = length > 0 ? (value - from) / length : 0;
    if (logarithmic) {
        constexpr double floor = 1e-3;
        position = std::copysign(std::log1p(std::abs(position) / floor) / std::log1p(1 / floor), position);
    }
    return std::clamp(position, diverging ? -1.0 : 0.0, 1.0);
}

Reduced reduce(const HeatMap &map, int side)
{
    Reduced out;
    const int longest = std::max(map.rows, map.columns);
    out.block = std::max(1, (longest + side - 1) / side);
    out.rows = (map.rows + out.block - 1) / out.block;
    out.columns = (map.columns + out.block - 1) / out.block;
    if (out.block == 1) {
        out.values = map.values;
        return out;
    }
    out.values.assign(std::size_t(out.rows) * std::size_t(out.columns), std::nanf(""));
    for (int row = 0; row < map.rows; ++row) {
        for (int column = 0; column < map.columns; ++column) {
            float &cell = out.values[std::size_t(row / out.block) * std::size_t(out.columns) +
                                     std::size_t(column / out.block)];
            const float value = map.at(row, column);
            if (std::isnan(cell) || std::abs(value) > std::abs(cell))
                cell = value;
        }
    }
    return out;
}

double rootMeanSquare(const HeatMap &map, int firstRow, int lastRow, int firstColumn, int lastColumn)
{
    double sum = 0;
    std::size_t count = 0;
    for (int row = firstRow; row < lastRow; ++row) {
        for (int column = firstColumn; column < lastColumn; ++column) {
            const double value = map.at(row, column);
            if (std::isnan(value))
                continue;
            sum += value * value;
            ++count;
        }
    }
    return count > 0 ? std::sqrt(sum / double(count)) : std::nan("");
}

} // namespace espalier::widgets
