// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace espalier::report {

/// One published figure beside ours.
struct PublishedFigure
{
    std::string name;           ///< "base_top1", "top1" (percent), "speedup"
    double low = 0, high = 0;   ///< as published; equal for a single value
    double margin = 0;          ///< how far outside still counts as the same, in the figure's unit
    std::optional<double> ours; ///< absent = not measured

    /// Ours minus the nearer end of the range, 0 inside it; absent if not measured.
    std::optional<double> difference() const;
    /// Measured, and within the range or its margin.
    bool isInside() const;
};

/// A run's result held against the one that its recipe is about (interfaces.md, "expect").
struct PublishedComparison
{
    std::string source; ///< "GReg Tab. 1"
    std::vector<PublishedFigure> figures;
    std::vector<std::string> caveats; ///< what differs from the publication: base, budget, data
};

} // namespace espalier::report
