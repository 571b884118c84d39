// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cut_file.h"

#include "base/text.h"
#include "engine/model_opener.h"
#include "formats/plan_file.h"
#include "train/cut_model.h"

#include <algorithm>

namespace espalier::engine {

namespace {

std::map<std::string, std::int64_t> widthsOf(const ModelPoint &model)
{
    std::map<std::string, std::int64_t> widths;
    for (const auto &[layer, width] : makeArtefact(model).widths)
        widths[layer] = width.second;
    return widths;
}

} // namespace

base::Status refuseApproximate(const graph::Plan &plan, const graph::Structure &structure)
{
    std::vector<std::string> names;
    for (const auto &[id, removed] : plan.groups())
        if (structure.group(id).approximate)
            names.push_back(structure.group(id).name);
    if (names.empty())
        return {};
    return base::Problem{base::ProblemCode::CheckFailed,
                         base::cat("Cutting changes what is kept in ", base::listNames(names),
                                   ", since a norm or mean runs over the removed channels."),
                         "", "Accept approximate groups, or leave these out of the plan."};
}

base::Result<CutFile> cutToFile(const recipe::ModelSpec &spec, const CutFileRequest &request)
{
    auto model = openModel(spec);
    if (!model)
        return model.problem();
    auto file = formats::readPlanFile(request.plan, *model->state.trace.structure);
    if (!file)
        return file.problem();
    if (!request.acceptApproximate)
        if (auto status = refuseApproximate(file->plan, *model->state.trace.structure); !status)
            return status.problem();
    const auto before = widthsOf(*model);
    train::CutRequest cut;
    cut.plan = std::move(file->plan);
    cut.forwardConstants = request.forwardConstants;
    CutFile result;
    cut.onParity = [&result](const model::Parity &parity) {
        result.maxReference = std::max(result.maxReference, parity.maxReference);
        result.planEffect = std::max(result.planEffect, parity.planEffect);
    };
    auto report = train::cutModel(model->state, cut);
    if (!report)
        return report.problem();
    auto exported = exportModel(*model, {request.out, request.format, true});
    if (!exported)
        return exported.problem();
    result.report = std::move(*report);
    result.exported = std::move(*exported);
    for (const auto &[layer, width] : widthsOf(*model))
        result.widths[layer] = {before.contains(layer) ? before.at(layer) : width, width};
    return result;
}

} // namespace espalier::engine
