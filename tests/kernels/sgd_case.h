// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/random.h"
#include "kernels/fused_sgd.h"

#include <vector>

namespace espalier::kernels {

inline std::vector<float> randomValues(std::size_t count, std::uint64_t stream)
{
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = static_cast<float>(2.0 * base::randomUnit(7, stream, i) - 1.0);
    return values;
}

/// A weight of `rows` x `columns` x `taps`, contiguous or channels_last, with everything an update needs.
struct SgdCase
{
    std::int64_t rows, columns, taps;
    bool channelsLast;
    FactorKind kind;
    bool replaces = false;
    bool nesterov = false;
    int threads = 1;
};

inline std::int64_t factorCount(const SgdCase &c)
{
    switch (c.kind) {
    case FactorKind::Row: return c.rows;
    case FactorKind::Column: return c.columns;
    case FactorKind::Element: return c.rows * c.columns * c.taps;
    default: return 0;
    }
}

/// Host memory of one case, filled from its own stream of random numbers; every third factor is 0.
struct SgdMemory
{
    std::vector<float> w, g, v, factor;
    std::vector<std::uint16_t> shadow;
    SgdTensor tensor;

    explicit SgdMemory(const SgdCase &c)
    {
        const auto count = static_cast<std::size_t>(c.rows * c.columns * c.taps);
        w = randomValues(count, 1);
        g = randomValues(count, 2);
        v = randomValues(count, 3);
        factor = randomValues(static_cast<std::size_t>(factorCount(c)), 4);
        for (std::size_t i = 0; i < factor.size(); i += 3)
            factor[i] = 0.0f;
        shadow.assign(count, 0);
        tensor = {w.data(), g.data(), v.data(), shadow.data(), factor.empty() ? nullptr : factor.data()};
        tensor.numel = static_cast<std::int64_t>(count);
        tensor.rows = c.rows;
        tensor.columns = c.columns;
        tensor.columnStride = c.channelsLast ? 1 : c.taps;
        tensor.kind = c.kind;
        tensor.replacesGradient = c.replaces;
    }
};

/// Shapes down to a single element, every layout, factor, flag and thread count.
inline std::vector<SgdCase> allSgdCases()
{
    std::vector<SgdCase> cases;
    const std::int64_t shapes[][3] = {{1, 1, 1}, {7, 5, 9}, {16, 3, 9}, {64, 64, 9}, {10, 64, 1}, {33, 1, 1}, {2000, 17, 1}};
    for (const auto &shape : shapes)
        for (FactorKind kind : {FactorKind::None, FactorKind::Row, FactorKind::Column, FactorKind::Element})
            for (int flags = 0; flags < 16; ++flags)
                cases.push_back({shape[0], shape[1], shape[2], (flags & 1) != 0, kind, (flags & 2) != 0,
                                 (flags & 4) != 0, (flags & 8) != 0 ? 2 : 1});
    return cases;
}

} // namespace espalier::kernels
