// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QList>
#include <QtCore/QString>

#include <vector>

namespace espalier::widgets {

/// A matrix of values with what is known about its rows and columns. Row 0 is at the top.
struct HeatMap
{
    int rows = 0, columns = 0;
    std::vector<float> values; ///< row by row; NaN is "no value"
    /// The block [0, keptRows) x [0, keptColumns) is outlined; 0 draws none. Pruned rows and columns come
    /// after it.
    int keptRows = 0, keptColumns = 0;
    QString rowTitle, columnTitle; ///< axis titles
    QList<int> rowNames, columnNames; ///< original indices, for the read-out; empty: the position

    float at(int row, int column) const
    {
        return values[std::size_t(row) * std::size_t(columns) + std::size_t(column)];
    }
    bool isEmpty() const { return rows <= 0 || columns <= 0; }
    int rowName(int row) const { return rowNames.value(row, row); }
    int columnName(int column) const { return columnNames.value(column, column); }
};

/// How values become colours.
enum class Ramp { Diverging, Sequential };

/// Ends of the colour scale. Diverging: ± the greatest absolute value; sequential: 0 to the greatest (the
/// least if it is negative). `share` below 1 cuts outliers: that share of the absolute values lies within.
/// Never empty.
struct ColorLimits
{
    double low = -1, high = 1;
};
ColorLimits limitsOf(const HeatMap &map, Ramp ramp, double share = 1.0);

/// Position of a value on the ramp: -1 to 1 or 0 to 1; with `logarithmic` as sign · log(1 + |v| / floor),
/// scaled, where floor is a thousandth of the limit. Beyond the limits it is held.
double rampPosition(double value, ColorLimits limits, Ramp ramp, bool logarithmic);

/// At most `side` x `side` cells: each takes the value of greatest absolute size in its block. `block` is the
/// number of rows and columns that one cell stands for.
struct Reduced
{
    int rows = 0, columns = 0, block = 1;
    std::vector<float> values;
};
Reduced reduce(const HeatMap &map, int side = 1000);

/// Root mean square of a block of the matrix; NaN for an empty one.
double rootMeanSquare(const HeatMap &map, int firstRow, int lastRow, int firstColumn, int lastColumn);

} // namespace espalier::widgets
