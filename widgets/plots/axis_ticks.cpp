// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/axis_ticks.h"

#include "widgets/number_format.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace espalier::widgets {
namespace {

double niceStep(double length, int atMost)
{
    const double rough = length / std::max(1, atMost);
    const double decade = std::pow(10.0, std::floor(std::log10(rough)));
    for (double mantissa : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        if (mantissa * decade >= rough * (1 - 1e-9))
            return mantissa * decade;
    }
    return 10 * decade;
}

QString linearLabel(double value, double step, double largest)
{
    return largest >= 10000 && step >= 1 ? format::compact(value) : format::axis(value, step);
}

AxisTicks linearTicks(double low, double high, int atMost)
{
    AxisTicks ticks;
    const double step = niceStep(high - low, atMost);
    const double largest = std::max(std::abs(low), std::abs(high));
    for (double i = std::ceil(low / step - 1e-9); i * step <= high + step * 1e-9; ++i) {
        const double value = i == 0 ? 0.0 : i * step;
        ticks.positions << value;
        ticks.labels << linearLabel(value, step, largest);
    }
    return ticks;
}

AxisTicks logTicks(double low, double high, int atMost)
{
    AxisTicks ticks;
    const int first = int(std::ceil(std::log10(low) - 1e-9)), last = int(std::floor(std::log10(high) + 1e-9));
    const double decades = std::log10(high / low);
    if (decades < 0.9)
        return linearTicks(low, high, atMost);
    const auto add = [&](double value) {
        ticks.positions << value;
        ticks.labels << format::scientific(value);
    };
    if (decades < 2.1 && atMost >= 4) {
        for (int exponent = first - 1; exponent <= last; ++exponent) {
            for (double mantissa : {1.0, 2.0, 5.0}) {
                const double value = mantissa * std::pow(10.0, exponent);
                if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))
                    add(value);
            }
        }
        return ticks;
    }
    const int step = std::max(1, int(std::ceil(double(last - first + 1) / std::max(1, atMost))));
    for (int exponent = int(std::ceil(double(first) / step)) * step; exponent <= last; exponent += step)
        add(std::pow(10.0, exponent));
    return ticks;
}

double forward(double value, AxisScale scale)
{
    return scale == AxisScale::Log ? std::log10(std::max(value, 1e-300)) : value;
}

double backward(double value, AxisScale scale)
{
    return scale == AxisScale::Log ? std::pow(10.0, value) : value;
}

} // namespace

AxisTicks makeTicks(double low, double high, AxisScale scale, int atMost)
{
    if (!std::isfinite(low) || !std::isfinite(high) || high <= low || atMost < 1)
        return {};
    if (scale == AxisScale::Log && low > 0)
        return logTicks(low, high, atMost);
    return linearTicks(low, high, atMost);
}

AxisRange padded(AxisRange range, AxisScale scale, double share)
{
    double low = forward(range.low, scale), high = forward(range.high, scale);
    const double length = high - low;
    if (length <= 0 && scale == AxisScale::Linear) // zero in sight keeps the labels short
        return low == 0 ? AxisRange{0, 1} : AxisRange{std::min(0.0, 2 * low), std::max(0.0, 2 * low)};
    if (length <= 0)
        return {backward(low - 0.5, scale), backward(high + 0.5, scale)};
    return {backward(low - share * length, scale), backward(high + share * length, scale)};
}

AxisRange zoomed(AxisRange range, AxisScale scale, double factor, double center)
{
    const double at = forward(center, scale);
    const double low = forward(range.low, scale), high = forward(range.high, scale);
    return {backward(at + (low - at) * factor, scale), backward(at + (high - at) * factor, scale)};
}

AxisRange panned(AxisRange range, AxisScale scale, double share)
{
    const double low = forward(range.low, scale), high = forward(range.high, scale);
    const double by = share * (high - low);
    return {backward(low + by, scale), backward(high + by, scale)};
}

} // namespace espalier::widgets
