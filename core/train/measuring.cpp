// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/measuring.h"

#include "train/evaluation.h"

namespace espalier::train {

namespace {

EvaluateRequest request(const StageContext &context, data::Split split)
{
    EvaluateRequest request;
    request.split = split;
    request.tuningShare = context.recipe.data.tuningShare;
    request.seed = static_cast<std::uint64_t>(context.recipe.seed);
    return request;
}

} // namespace

base::Result<report::Accuracy> measure(StageContext &context, const model::Network &network, data::Split split)
{
    return evaluateSplit(network, context.trainer.dataset, *context.trainer.preset, request(context, split),
                         [&context] { return context.services.gate.stopAsked(); });
}

bool hasData(const StageContext &context)
{
    return context.trainer.dataset && context.trainer.preset;
}

bool hasTuning(const StageContext &context)
{
    return hasData(context) && context.recipe.data.tuningShare > 0.0 && context.trainer.dataset->train.count() > 0;
}

bool hasTest(const StageContext &context)
{
    return hasData(context) && context.trainer.dataset->test.count() > 0;
}

data::Split reportSplit(const StageContext &context)
{
    return hasTest(context) || !hasTuning(context) ? data::Split::Test : data::Split::Tuning;
}

std::string seriesOf(data::Split split)
{
    return split == data::Split::Test ? "accuracy.test" : "accuracy.tuning";
}

} // namespace espalier::train
