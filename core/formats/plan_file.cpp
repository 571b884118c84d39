// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/plan_file.h"

#include "base/file.h"
#include "base/text.h"
#include "formats/kept_plan.h"
#include "formats/mask_file.h"
#include "formats/state_dict_io.h"
#include "wire/torch_save.h"

namespace espalier::formats {

namespace {

using base::Problem;
using base::ProblemCode;
using graph::GroupPolicy;
using graph::Structure;
namespace fs = std::filesystem;

base::Result<PlanFile> fromKept(const std::map<std::string, KeptLayer> &layers, const Structure &structure,
                                GroupPolicy policy)
{
    auto kept = planFromKept(structure, layers, policy);
    if (!kept)
        return kept.problem();
    if (!kept->unknown.empty())
        return Problem{ProblemCode::Mismatch,
                       base::cat("there is no layer or batch norm for ", base::listNames(kept->unknown), "."), "",
                       "Use it with the network that it was made for."};
    PlanFile file;
    file.plan = std::move(kept->plan);
    if (!kept->disagreeing.empty())
        file.notes.push_back(base::cat("the members of ", base::listNames(kept->disagreeing),
                                       " keep different channels and were brought together."));
    if (!kept->blocked.empty())
        file.notes.push_back(
            base::cat("kept whole for the sake of one member: ", base::listNames(kept->blocked), "."));
    return file;
}

base::Result<PlanFile> fromMasks(const fs::path &path, const Structure &structure, GroupPolicy policy)
{
    const auto masks = readStateDict(path);
    if (!masks)
        return masks.problem();
    const auto layers = keptFromMasks(masks->weights);
    if (!layers)
        return layers.problem();
    return fromKept(*layers, structure, policy);
}

base::Result<PlanFile> fromJson(const fs::path &path, const Structure &structure, GroupPolicy policy)
{
    const auto text = base::readFile(path);
    if (!text)
        return text.problem();
    if (looksLikeMaskJson(*text)) {
        const auto layers = keptFromMaskJson(*text, path.string());
        if (!layers)
            return layers.problem();
        return fromKept(*layers, structure, policy);
    }
    if (text->substr(0, 200).find("\"espalier_kept\"") != std::string::npos) {
        const auto file = keptFromJson(*text, path.string());
        if (!file)
            return file.problem();
        return fromKept(file->layers, structure, policy);
    }
    auto plan = graph::planFromJson(*text, structure);
    if (!plan)
        return plan.problem();
    return PlanFile{std::move(*plan), {}};
}

bool isTorchSave(const fs::path &path)
{
    const auto file = base::MappedFile::open(path);
    return file && wire::looksLikeTorchSave((*file)->bytes());
}

} // namespace

base::Result<PlanFile> readPlanFile(const fs::path &path, const Structure &structure, GroupPolicy policy)
{
    auto plan = isTorchSave(path) ? fromMasks(path, structure, policy) : fromJson(path, structure, policy);
    if (plan)
        return plan;
    Problem problem = plan.problem();
    const bool namesFile = problem.where.find(path.string()) != std::string::npos;
    if (!namesFile)
        problem.where = problem.where.empty() ? path.string() : base::cat(path.string(), ": ", problem.where);
    return problem;
}

} // namespace espalier::formats
