// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/row_stats.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace espalier::kernels {
namespace {

double sumAbs(const float *w, std::int64_t count)
{
    double sum = 0.0;
#pragma omp simd reduction(+ : sum)
    for (std::int64_t i = 0; i < count; ++i)
        sum += std::fabs(w[i]);
    return sum;
}

// Columns are neighbours: one row is `count / columns` runs over all of them.
double addInterleaved(const float *w, std::int64_t count, std::int64_t columns, double *columnSums)
{
    for (std::int64_t begin = 0; begin < count; begin += columns) {
#pragma omp simd
        for (std::int64_t c = 0; c < columns; ++c)
            columnSums[c] += std::fabs(w[begin + c]);
    }
    return sumAbs(w, count); // the row is still in the first-level cache
}

double addBlocked(const float *w, const StatsTensor &tensor, double *columnSums)
{
    double sum = 0.0;
    std::int64_t column = 0;
    for (std::int64_t begin = 0; begin < tensor.numel / tensor.rows; begin += tensor.columnStride) {
        const double block = sumAbs(w + begin, tensor.columnStride);
        columnSums[column] += block;
        sum += block;
        column = column + 1 < tensor.columns ? column + 1 : 0;
    }
    return sum;
}

double addRow(const StatsTensor &tensor, std::int64_t row, std::vector<double> &columnSums)
{
    const std::int64_t size = tensor.numel / tensor.rows;
    const float *w = tensor.w + row * size;
    if (columnSums.empty())
        return sumAbs(w, size);
    if (tensor.columnStride == 1)
        return addInterleaved(w, size, tensor.columns, columnSums.data());
    return addBlocked(w, tensor, columnSums.data());
}

void meanAbsOf(const StatsTensor &tensor)
{
    if (tensor.numel == 0)
        return;
    const auto rowSize = static_cast<double>(tensor.numel / tensor.rows);
    std::vector<double> columnSums(tensor.meanAbsOfColumn ? static_cast<std::size_t>(tensor.columns) : 0, 0.0);
    for (std::int64_t row = 0; row < tensor.rows; ++row) {
        const double sum = addRow(tensor, row, columnSums);
        if (tensor.meanAbsOfRow)
            tensor.meanAbsOfRow[row] = static_cast<float>(sum / rowSize);
    }
    const auto columnSize = static_cast<double>(tensor.numel / tensor.columns);
    for (std::size_t c = 0; c < columnSums.size(); ++c)
        tensor.meanAbsOfColumn[c] = static_cast<float>(columnSums[c] / columnSize);
}

} // namespace

void meanAbs(std::span<const StatsTensor> tensors, [[maybe_unused]] int threads)
{
    const auto count = static_cast<std::int64_t>(tensors.size());
#pragma omp parallel for schedule(dynamic) num_threads(std::max(1, threads)) if (threads > 1 && count > 1)
    for (std::int64_t i = 0; i < count; ++i)
        meanAbsOf(tensors[static_cast<std::size_t>(i)]);
}

} // namespace espalier::kernels
