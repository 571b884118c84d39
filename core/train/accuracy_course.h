// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/options.h"

#include <map>
#include <string>
#include <vector>

namespace espalier::train {

/// Top-1 over the epochs of one stage, for what methods.md 2 and 6 report of it.
class AccuracyCourse {
public:
    /// After `epoch` epochs; epochs ascend.
    void add(double epoch, double top1);

    /// Mean top-1 over the epochs that ran at the first learning rate (trainability accuracy); the first point alone if
    /// that rate ended before it. 0 without points.
    double trainability(const recipe::Schedule &rate) const;
    /// Mean and population deviation of the last five points, or of all if there are fewer.
    std::pair<double, double> lastFive() const;

    /// "STAGE.trainability", "STAGE.last5_mean", "STAGE.last5_std", percent.
    void describe(const recipe::Schedule &rate, const std::string &stage, std::map<std::string, double> &figures) const;

    void save(std::map<std::string, double> &numbers) const;
    void load(const std::map<std::string, double> &numbers);

private:
    std::vector<std::pair<double, double>> m_points; ///< epoch, top-1
};

} // namespace espalier::train
