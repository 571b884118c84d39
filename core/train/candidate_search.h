// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/stage.h"

namespace espalier::train {

/// Goes through numbered candidates, each of which comes out as a row of figures; which one wins is up to the
/// caller. The list of rows is in every checkpoint, so a run that is stopped goes on behind the last
/// candidate that was finished; one that is stopped half-way is looked at again. Each figure is a point of
/// the series "search.COLUMN" at the candidate's number.
class CandidateSearch
{
public:
    using Row = std::vector<double>;
    using Measure = std::function<base::Result<Row>(std::int64_t index)>;

    CandidateSearch(StageContext &context, std::vector<std::string> columns);

    /// Stopped (a checkpoint is left) or the first Problem of `measure`.
    base::Status run(std::int64_t count, const Measure &measure);

    const std::vector<Row> &rows() const { return m_rows; }
    std::vector<double> column(std::size_t index) const;
    /// Number of the row with the largest or smallest value, the first of equal ones; negative if none is a
    /// number.
    std::int64_t best(std::size_t column, bool largest) const;

private:
    void resume(const StageState &state);
    base::Status save(const std::string &title, bool isStop);
    void add(const Row &row);

    StageContext &m_context;
    std::vector<std::string> m_columns;
    std::vector<Row> m_rows;
};

/// A cut copy of the network, with tensors of its own.
base::Result<model::Network> cutCopy(const ModelState &model, const graph::Plan &plan);

/// What won becomes the choice that waits for the cut, with its ledger and figures.
void adoptChoice(StageContext &context, const graph::PlanRequest &request, graph::Plan plan);

} // namespace espalier::train
