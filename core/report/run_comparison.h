// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/run_record.h"

namespace espalier::report {

/// Two sets of removed channels A and B beside each other.
struct SetComparison
{
    std::int64_t onlyA = 0, onlyB = 0, both = 0;
    std::int64_t channels = 0; ///< of the original width

    double iou() const;       ///< |A and B| / |A or B|, 1 if neither removes anything
    double agreement() const; ///< share of the channels with the same fate
    double overlap() const;   ///< |A and B| / |A|, 1 if A is empty
};

struct GroupSets
{
    std::string group; ///< name of its first producer
    SetComparison sets;
};

/// What two runs removed, over the union of their groups; a group that is missing in one counts as kept whole
/// there.
struct MaskComparison
{
    std::vector<GroupSets> groups; ///< those of which either removes something, by name
    SetComparison total;           ///< over the same groups
};

/// Mismatch naming the group and both widths if the runs did not start from the same widths.
base::Result<MaskComparison> compareMasks(const RunRecord &a, const RunRecord &b);

/// A field of the recipe that is not the same in all runs; "stages[3].lr". A value is "" where the field is
/// absent.
struct RecipeDifference
{
    std::string path;
    std::vector<std::string> values; ///< one per run
};
std::vector<RecipeDifference> recipeDifferences(const std::vector<RunRecord> &runs);

/// How far runs may be held against each other: 1 the same network and data; 2 and base weights; 3 and epochs
/// of fine-tuning; 4 and the whole of fine-tuning; 5 and the total budget, with three seeds of each. 0 = not
/// even that.
struct Fairness
{
    int level = 0;
    std::vector<std::string> missing; ///< English keys of what keeps it from 5
};
Fairness fairness(const std::vector<RunRecord> &runs);

/// Runs whose recipes differ in the seed only.
struct SeedGroup
{
    std::vector<std::size_t> runs; ///< indices
    double mean = 0,
           deviation = 0; ///< of the published figure (best, else final), percent; population deviation
};
std::vector<SeedGroup> foldSeeds(const std::vector<RunRecord> &runs);

/// Top-1 in percent as published: of the best epoch, else of the last evaluation.
std::optional<double> reportedTop1(const RunRecord &record);

/// Top-1 at the smaller first learning rate of fine-tuning minus top-1 at the larger one, points (methods.md
/// 6). Nothing unless the two recipes differ in the schedule of fine-tuning alone (names apart).
std::optional<double> learningRateSensitivity(const RunRecord &a, const RunRecord &b);

} // namespace espalier::report
