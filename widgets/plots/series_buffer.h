// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace espalier::widgets {

struct PlotPoint
{
    double x = 0;
    double y = 0;
};

/// Count, extremes and moments of the values in a range; NaN values are left out.
struct SeriesStatistics
{
    std::size_t count = 0;
    double least = 0, most = 0, mean = 0;
    double deviation = 0; ///< standard deviation, n − 1
    double slope = 0;     ///< least squares, y per x
};

/// Points of one curve with growing x, and for each power of four the least and greatest value of that many
/// neighbours, so that any range is reduced to a few thousand points in time that does not depend on its
/// length. NaN is a gap.
class SeriesBuffer
{
public:
    /// False (and nothing kept) if `x` is smaller than the last one or not finite; equal x is allowed.
    bool append(double x, double y);
    void clear();

    std::size_t size() const { return m_x.size(); }
    bool isEmpty() const { return m_x.empty(); }
    double x(std::size_t index) const { return m_x[index]; }
    double y(std::size_t index) const { return m_y[index]; }
    PlotPoint back() const { return {m_x.back(), m_y.back()}; }

    /// Index of the first point with x not less than `at`; size() if there is none.
    std::size_t lowerBound(double at) const;
    /// Index of the point nearest to `at`; the buffer must not be empty.
    std::size_t nearest(double at) const;

    /// The points of [from, to] and one neighbour on each side if there are at most 2 · buckets; else two
    /// points for each of buckets / 2 to buckets buckets, its least and its greatest value in the order in
    /// which they come. `out` is replaced.
    void decimate(double from, double to, std::size_t buckets, std::vector<PlotPoint> &out) const;

    struct Extent
    {
        double least = 0, most = 0;
        bool valid = false; ///< false: no finite value there
    };
    /// Of the values with x in [from, to].
    Extent extent(double from, double to) const;
    SeriesStatistics statistics(double from, double to) const;

private:
    /// Positions of the extremes of `span` neighbours; npos if all are NaN.
    struct Cell
    {
        std::size_t low, high;
    };
    static constexpr std::size_t fan = 4;
    static constexpr std::size_t npos = std::size_t(-1);

    void raise(std::size_t index);
    void addLevel();
    void merge(Cell &into, const Cell &other) const;
    Cell extremes(std::size_t first, std::size_t last) const;
    Cell single(std::size_t index) const;

    std::vector<double> m_x, m_y;
    std::vector<std::vector<Cell>> m_levels; // level k covers fan^(k+1) points per cell
};

/// Exponential average with start correction: s_n = Σ a^(n−i) y_i / Σ a^(n−i). Weight 0 gives the raw value;
/// NaN is passed on without changing the state.
class Smoother
{
public:
    explicit Smoother(double weight = 0) : m_weight(weight) {}

    double next(double value);

private:
    double m_weight;
    double m_sum = 0;
    double m_norm = 0;
};

} // namespace espalier::widgets
