// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/series_buffer.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace espalier::widgets {

bool SeriesBuffer::append(double x, double y)
{
    if (!std::isfinite(x) || (!m_x.empty() && x < m_x.back()))
        return false;
    m_x.push_back(x);
    m_y.push_back(y);
    raise(m_x.size() - 1);
    return true;
}

void SeriesBuffer::clear()
{
    m_x.clear();
    m_y.clear();
    m_levels.clear();
}

SeriesBuffer::Cell SeriesBuffer::single(std::size_t index) const
{
    return std::isnan(m_y[index]) ? Cell{npos, npos} : Cell{index, index};
}

void SeriesBuffer::merge(Cell &into, const Cell &other) const
{
    if (other.low == npos)
        return;
    if (into.low == npos) {
        into = other;
        return;
    }
    if (m_y[other.low] < m_y[into.low])
        into.low = other.low;
    if (m_y[other.high] > m_y[into.high])
        into.high = other.high;
}

void SeriesBuffer::raise(std::size_t index)
{
    const Cell cell = single(index);
    std::size_t at = index;
    for (std::size_t level = 0; at > 0 || level == 0; ++level) {
        at /= fan;
        if (level == m_levels.size())
            addLevel();
        if (at == m_levels[level].size())
            m_levels[level].push_back({npos, npos});
        merge(m_levels[level][at], cell);
    }
}

void SeriesBuffer::addLevel()
{
    // a level is begun when the one below gets its second cell; the first covers what came before
    std::vector<Cell> level;
    if (!m_levels.empty()) {
        level.push_back({npos, npos});
        for (const Cell &below : m_levels.back())
            merge(level.front(), below);
    }
    m_levels.push_back(std::move(level));
}

SeriesBuffer::Cell SeriesBuffer::extremes(std::size_t first, std::size_t last) const
{
    Cell found{npos, npos};
    std::size_t level = 0; // first and last count cells of this level: 0 is the points themselves
    const auto cellAt = [&](std::size_t i) { return level == 0 ? single(i) : m_levels[level - 1][i]; };
    // eat unaligned cells on both sides, climbing while whole cells are left
    while (first < last) {
        const bool top = level >= m_levels.size();
        while (first < last && (top || first % fan != 0))
            merge(found, cellAt(first++));
        while (first < last && last % fan != 0)
            merge(found, cellAt(--last));
        first /= fan;
        last /= fan;
        ++level;
    }
    return found;
}

std::size_t SeriesBuffer::lowerBound(double at) const
{
    return std::size_t(std::lower_bound(m_x.begin(), m_x.end(), at) - m_x.begin());
}

std::size_t SeriesBuffer::nearest(double at) const
{
    const std::size_t after = std::min(lowerBound(at), size() - 1);
    if (after == 0)
        return 0;
    return at - m_x[after - 1] < m_x[after] - at ? after - 1 : after;
}

void SeriesBuffer::decimate(double from, double to, std::size_t buckets, std::vector<PlotPoint> &out) const
{
    out.clear();
    std::size_t first = lowerBound(from),
                last = std::size_t(std::upper_bound(m_x.begin(), m_x.end(), to) - m_x.begin());
    first = first > 0 ? first - 1 : first;
    last = std::min(last + 1, size());
    if (first >= last)
        return;
    const std::size_t count = last - first;
    if (count <= 2 * buckets) {
        for (std::size_t i = first; i < last; ++i)
            out.push_back({m_x[i], m_y[i]});
        return;
    }
    // widths are powers of two and borders their multiples, so that buckets do not flicker while points come
    // in
    const std::size_t width = std::bit_ceil((count + buckets - 1) / buckets);
    for (std::size_t begin = first; begin < last;) {
        const std::size_t end = std::min(last, (begin / width + 1) * width);
        const Cell cell = extremes(begin, end);
        if (cell.low == npos) {
            out.push_back({m_x[begin], std::nan("")});
        } else {
            const auto [early, late] = std::minmax(cell.low, cell.high);
            out.push_back({m_x[early], m_y[early]});
            if (late != early)
                out.push_back({m_x[late], m_y[late]});
        }
        begin = end;
    }
}

SeriesBuffer::Extent SeriesBuffer::extent(double from, double to) const
{
    const std::size_t first = lowerBound(from);
    const auto last = std::size_t(std::upper_bound(m_x.begin(), m_x.end(), to) - m_x.begin());
    if (first >= last)
        return {};
    const Cell cell = extremes(first, last);
    return cell.low == npos ? Extent{} : Extent{m_y[cell.low], m_y[cell.high], true};
}

SeriesStatistics SeriesBuffer::statistics(double from, double to) const
{
    SeriesStatistics s;
    double meanX = 0, squares = 0, cross = 0, squaresX = 0; // running moments
    for (std::size_t i = lowerBound(from); i < size() && m_x[i] <= to; ++i) {
        const double y = m_y[i];
        if (std::isnan(y))
            continue;
        s.least = s.count == 0 ? y : std::min(s.least, y);
        s.most = s.count == 0 ? y : std::max(s.most, y);
        ++s.count;
        const double dx = m_x[i] - meanX, dy = y - s.mean;
        meanX += dx / double(s.count);
        s.mean += dy / double(s.count);
        squares += dy * (y - s.mean);
        squaresX += dx * (m_x[i] - meanX);
        cross += dx * (y - s.mean);
    }
    s.deviation = s.count > 1 ? std::sqrt(squares / double(s.count - 1)) : 0;
    s.slope = squaresX > 0 ? cross / squaresX : 0;
    return s;
}

double Smoother::next(double value)
{
    if (std::isnan(value))
        return value;
    m_sum = m_weight * m_sum + value;
    m_norm = m_weight * m_norm + 1;
    return m_sum / m_norm;
}

} // namespace espalier::widgets
