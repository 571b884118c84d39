// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/candidate_search.h"

#include "base/text.h"
#include "model/host_values.h"
#include "model/surgeon.h"
#include "train/pruning_setup.h"
#include "train/weight_figures.h"

#include <ATen/ATen.h>

#include <cmath>

namespace espalier::train {

using base::cat;
using base::Status;

namespace {

const char *const RowsTensor = "search.rows";

} // namespace

CandidateSearch::CandidateSearch(StageContext &context, std::vector<std::string> columns)
    : m_context(context), m_columns(std::move(columns))
{
    if (context.resume)
        resume(*context.resume);
}

Status CandidateSearch::run(std::int64_t count, const Measure &measure)
{
    RunServices &services = m_context.services;
    services.reporter.phase(m_context.stage.kind, m_context.stage.kind, 0);
    services.log->info(
        "train", cat(m_context.stage.kind, ": ", count, " candidates, ", m_rows.size(), " of them known."));
    while (static_cast<std::int64_t>(m_rows.size()) < count) {
        const auto row = services.gate.stopAsked()
                             ? base::Result<Row>(Gate::stopped(services.position.globalStep))
                             : measure(static_cast<std::int64_t>(m_rows.size()));
        if (!row && row.problem().code == base::ProblemCode::Stopped && !m_rows.empty())
            if (const Status saved = save("stopped", true); !saved)
                return saved;
        if (!row)
            return row.problem();
        add(*row);
        if (services.checkpoints.isDue())
            if (const Status saved = save("autosave", false); !saved)
                return saved;
    }
    return {};
}

void CandidateSearch::add(const Row &row)
{
    const auto number = static_cast<double>(m_rows.size());
    for (std::size_t c = 0; c < m_columns.size(); ++c)
        if (std::isfinite(row[c]))
            m_context.services.reporter.metric({"search." + m_columns[c], row[c], number, {}, {}});
    m_rows.push_back(row);
    m_context.services.position.stageStep = static_cast<std::int64_t>(m_rows.size());
}

std::vector<double> CandidateSearch::column(std::size_t index) const
{
    std::vector<double> values;
    for (const Row &row : m_rows)
        if (std::isfinite(row[index]))
            values.push_back(row[index]);
    return values;
}

std::int64_t CandidateSearch::best(std::size_t column, bool largest) const
{
    std::int64_t found = -1;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const double value = m_rows[i][column];
        if (!std::isfinite(value))
            continue;
        const double so = found < 0 ? 0.0 : m_rows[static_cast<std::size_t>(found)][column];
        if (found < 0 || (largest ? value > so : value < so))
            found = static_cast<std::int64_t>(i);
    }
    return found;
}

void CandidateSearch::resume(const StageState &state)
{
    if (!state.tensors.contains(RowsTensor))
        return;
    const at::Tensor rows = state.tensors.get(RowsTensor);
    if (rows.dim() != 2 || rows.size(1) != static_cast<std::int64_t>(m_columns.size()))
        return;
    for (std::int64_t i = 0; i < rows.size(0); ++i)
        m_rows.push_back(model::hostValues<double>(rows[i]));
}

Status CandidateSearch::save(const std::string &title, bool isStop)
{
    RunServices &services = m_context.services;
    if (!services.checkpoints.isEnabled())
        return {};
    const auto columns = static_cast<std::int64_t>(m_columns.size());
    at::Tensor rows = at::empty({static_cast<std::int64_t>(m_rows.size()), columns}, at::kDouble);
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        rows[static_cast<std::int64_t>(i)].copy_(at::tensor(m_rows[i], at::kDouble));
    StageState state;
    state.tensors.set(RowsTensor, rows);
    return services.checkpoints.saveInside({title, true, services.recordText(), isStop}, m_context.model,
                                           std::move(state));
}

base::Result<model::Network> cutCopy(const ModelState &model, const graph::Plan &plan)
{
    auto cut = model::cut(model.network, model.trace, plan);
    if (!cut)
        return cut.problem();
    cut->network.weights = cut->network.weights.clone();
    return std::move(cut->network);
}

void adoptChoice(StageContext &context, const graph::PlanRequest &request, graph::Plan plan)
{
    ModelState &model = context.model;
    report::RunRecord &record = context.services.record.record();
    const graph::Preview preview = graph::preview(*model.trace.structure, plan);
    record.method["select.channels"] = static_cast<double>(plan.removedCount());
    record.method["select.macs_left"] =
        static_cast<double>(preview.after.macs) / static_cast<double>(preview.before.macs);
    describeWeights(model, plan, context.stage.kind, record.figures);
    model.ledger = ledgerOf(model, request, plan);
    model.chosen = std::move(plan);
}

} // namespace espalier::train
