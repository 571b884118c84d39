// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "recipe/option_schemas.h"
#include "train/carried_momentum.h"
#include "train/cut_model.h"
#include "train/jsv.h"
#include "train/masks.h"
#include "train/measuring.h"
#include "train/stage_options.h"

#include "base/random.h"
#include "base/text.h"

#include <ATen/ATen.h>

namespace espalier::train {

using base::Problem;
using base::ProblemCode;
using base::Status;

namespace {

class Cut : public Stage {
public:
    Status run(StageContext &context) override;

private:
    static CutRequest request(StageContext &context);
    static Status saveBefore(StageContext &context);
    static Status mask(StageContext &context);
    static void keep(StageContext &context, const report::CutReport &report, bool forwarded);
    static Status finish(StageContext &context, const Status &measured);
    static void publish(StageContext &context, const report::CutReport &report);
};

std::optional<data::Split> measuredSplit(const StageContext &context)
{
    const std::string &choice = recipe::textOption(context.stage.options, "measure");
    if (choice == "none" || !hasData(context))
        return std::nullopt;
    const data::Split split = choice == "tuning" ? data::Split::Tuning : reportSplit(context);
    const bool exists = split == data::Split::Test ? hasTest(context) : hasTuning(context);
    return exists ? std::optional(split) : std::nullopt;
}

/// One batch of test images for the parity check, or nothing without data.
std::vector<at::Tensor> testBatch(const StageContext &context)
{
    if (!hasTest(context))
        return {};
    data::LoaderOptions options;
    options.split = data::Split::Test;
    options.batch = 128;
    options.tuningShare = context.recipe.data.tuningShare;
    return {data::Loader(context.trainer.dataset, *context.trainer.preset, options).batch(0, 0).images};
}

/// Accuracy on the split that the stage measures on, or nothing.
base::Result<std::optional<report::Accuracy>> accuracyNow(StageContext &context)
{
    const auto split = measuredSplit(context);
    if (!split)
        return std::optional<report::Accuracy>();
    const auto accuracy = measure(context, context.model.network, *split);
    return accuracy ? base::Result<std::optional<report::Accuracy>>(*accuracy) : accuracy.problem();
}

Status Cut::saveBefore(StageContext &context)
{
    RunServices &services = context.services;
    return services.checkpoints.saveBetween({"before cut", false, services.recordText(), false}, context.model,
                                            services.position.stageIndex);
}

// The network keeps its shape, so there is nothing to prove: masked is what it is.
Status Cut::mask(StageContext &context)
{
    RunServices &services = context.services;
    if (const Status saved = saveBefore(context); !saved)
        return saved;
    const auto before = accuracyNow(context);
    if (!before)
        return before.problem();
    adoptMasks(context.model);
    const auto after = accuracyNow(context);
    if (!after)
        return after.problem();
    report::RunRecord &record = services.record.record();
    record.beforeCut = *before;
    record.afterCut = *after;
    record.final = *after;
    record.method["weights_kept"] = unmaskedShare(context.model);
    services.record.describe(context.model, services.position.globalStep);
    services.reporter.marker("cut", base::cat(100.0 * record.method["weights_kept"], " % of the weights stay"));
    return finish(context, measureJsv(context, context.model.network, "after_cut", 0.0));
}

Status Cut::run(StageContext &context)
{
    if (!context.model.chosenMasks.empty())
        return mask(context);
    if (!context.model.masks.empty())
        return Problem{ProblemCode::Unsupported, "single weights of this network are masked; channels can't be cut any more.",
                       base::cat("stages[", context.services.position.stageIndex, "]"), "Cut channels first, then mask."};
    if (!context.model.chosen)
        return Problem{ProblemCode::BadUsage, "no channels are chosen when the cut is to be made.",
                       base::cat("stages[", context.services.position.stageIndex, "]"),
                       "Put select or penalize before cut."};
    if (const Status saved = saveBefore(context); !saved)
        return saved;
    const auto report = cutModel(context.model, request(context));
    if (!report)
        return report.problem();
    keep(context, *report, recipe::boolOption(context.stage.options, "forward_constants"));
    publish(context, *report);
    return finish(context, measureJsv(context, context.model.network, "after_cut", 0.0));
}

/// The cut is made: a stop while its Jacobian is looked at must not make it again.
Status Cut::finish(StageContext &context, const Status &measured)
{
    RunServices &services = context.services;
    const bool isStop = !measured && measured.problem().code == ProblemCode::Stopped;
    if (!measured && !isStop)
        return measured;
    const Status saved = services.checkpoints.saveBetween({"after cut", false, services.recordText(), isStop},
                                                          context.model, services.position.stageIndex + 1);
    return saved && isStop ? Status(Gate::stopped(services.position.globalStep)) : saved;
}

CutRequest Cut::request(StageContext &context)
{
    CutRequest request;
    request.plan = *context.model.chosen;
    request.ledger = context.model.ledger;
    request.forwardConstants = recipe::boolOption(context.stage.options, "forward_constants");
    request.carryMomentum = recipe::boolOption(context.stage.options, CarryMomentum);
    request.parityBatch = testBatch(context);
    request.seed = base::randomBits(static_cast<std::uint64_t>(context.recipe.seed), 0x706172,
                                    static_cast<std::uint64_t>(context.services.position.stageIndex));
    if (const auto split = measuredSplit(context))
        request.measure = [&context, split = *split](const model::Network &network) {
            return measure(context, network, split);
        };
    return request;
}

void Cut::keep(StageContext &context, const report::CutReport &report, bool forwarded)
{
    RecordBuilder &builder = context.services.record;
    report::RunRecord &record = builder.record();
    record.beforeCut = report.accuracyBefore;
    record.afterCut = report.accuracyAfter;
    record.afterCutForwarded = report.accuracyForwarded;
    record.parity = report.parity;
    if (const auto &now = forwarded ? report.accuracyForwarded : report.accuracyAfter)
        record.final = now;
    // Nothing was trained before this cut: what it started from is the base.
    if (!record.base && report.accuracyBefore && context.services.position.globalStep == 0)
        record.base = report.accuracyBefore;
    builder.describe(context.model, context.services.position.globalStep);
}

std::optional<double> top1(const std::optional<report::Accuracy> &accuracy)
{
    return accuracy ? std::optional(accuracy->top1) : std::nullopt;
}

void Cut::publish(StageContext &context, const report::CutReport &report)
{
    report::CutHappened happened;
    happened.step = context.services.position.globalStep;
    happened.before = top1(report.accuracyBefore);
    happened.after = top1(report.accuracyAfter);
    happened.afterForwarded = top1(report.accuracyForwarded);
    context.services.observer.event(happened);
    context.services.reporter.marker("cut", base::cat(report.before.macs, " to ", report.after.macs, " MACs"));
    const auto shared = std::make_shared<const report::CutReport>(report);
    context.services.observer.update([&](report::Snapshot &snapshot) {
        snapshot.cut = shared;
        snapshot.structure = context.model.trace.structure;
        if (!snapshot.model)
            return;
        auto info = std::make_shared<report::ModelInfo>(*snapshot.model);
        info->state = report::ModelStateKind::Cut;
        info->originalChannels = context.model.originalChannels;
        snapshot.model = std::move(info);
    });
}

recipe::OptionSchema forwardConstantsOption()
{
    return recipe::boolSchema("forward_constants", ESP_TR("Engine", "Forward constants"), false,
                              ESP_TR("Engine", "Adds what removed channels still emit to the next bias or batch norm."));
}

recipe::OptionSchema carryMomentumOption()
{
    return recipe::advanced(recipe::boolSchema(
        CarryMomentum, ESP_TR("Engine", "Carry momentum over"), false,
        ESP_TR("Engine", "The next stage that trains goes on with the momentum of the last one, cut like the "
                         "weights; else it starts afresh.")));
}

} // namespace

StageEntry makeCutEntry()
{
    recipe::StageSchema schema;
    schema.id = "cut";
    schema.title = ESP_TR("Engine", "Cut");
    schema.summary =
        ESP_TR("Engine", "Removes the chosen channels for good, after proving that masked equals cut.");
    schema.options = {
        forwardConstantsOption(),
        carryMomentumOption(),
        splitOption("measure", {"test", "tuning", "none"},
                    ESP_TR("Engine", "The images on which accuracy is measured before and after the cut.")),
        jsvOption()};
    return {schema, [] { return std::make_unique<Cut>(); }};
}

} // namespace espalier::train
