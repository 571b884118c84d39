// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "recipe/option_schemas.h"
#include "train/stage.h"

namespace espalier::train {

namespace {

using namespace recipe;

/// A run goes through the stages that a repeat stands for (`recipe::unrolled`), so that its position, its
/// points and what it has planned are those of any other stage.
class Repeat : public Stage
{
public:
    base::Status run(StageContext &) override
    {
        return base::Problem{base::ProblemCode::BadUsage, "a repeat is run as the stages that it holds.",
                             "stages", "Unroll the recipe first."};
    }
};

OptionSchema timesOption()
{
    OptionSchema schema = atMost(
        atLeast(integerSchema(
                    "times", ESP_TR("Engine", "Cycles"), 3,
                    ESP_TR("Engine",
                           "How often the stages run (C). Cycle c goes to the ratio 1 - (1 - r)^(c/C) of the "
                           "original width, so that the last one reaches r.")),
                1),
        100);
    schema.unit = ESP_TR("Engine", "cycles");
    return schema;
}

OptionSchema rewindEpochOption()
{
    OptionSchema schema = advanced(atLeast(
        integerSchema(
            "rewind_epoch", ESP_TR("Engine", "Rewind to epoch"), 1,
            ESP_TR("Engine", "Of rewind = epoch: the epoch of the first training whose weights come back.")),
        0));
    schema.unit = ESP_TR("Engine", "epochs");
    schema.scaled = true;
    return schema;
}

/// Iterative L1 (methods.md 3.9): choose, cut, train a little.
std::vector<recipe::Stage> iterativeL1()
{
    recipe::Stage select, cut, finetune;
    select.kind = "select";
    select.criterion = "l1";
    cut.kind = "cut";
    finetune.kind = "finetune";
    finetune.options = {{"epochs", std::int64_t{30}}, {"lr", std::string("0:0.01,20:0.001")}};
    return {select, cut, finetune};
}

} // namespace

StageEntry makeRepeatEntry()
{
    recipe::StageSchema schema;
    schema.id = "repeat";
    schema.title = ESP_TR("Engine", "Repeat");
    schema.summary = ESP_TR(
        "Engine", "Runs its own list of stages several times, pruning a little more in each cycle. Without a "
                  "list: iterative L1 with 30 epochs of fine-tuning between the cuts.");
    schema.takesStages = true;
    schema.defaultStages = iterativeL1();
    schema.options = {
        timesOption(),
        choiceSchema("rewind", ESP_TR("Engine", "Rewind"), {"none", "init", "epoch"},
                     ESP_TR("Engine", "What the weights that are left become behind each cut: they stay, or "
                                      "take the values that the "
                                      "run began with, or those of an early epoch.")),
        rewindEpochOption(),
        advanced(boolSchema(
            "between_only", ESP_TR("Engine", "Between cycles only"), true,
            ESP_TR("Engine",
                   "Stages behind the list's last cut are left out of the last cycle: what follows the "
                   "repeat takes their place.")))};
    return {schema, [] { return std::make_unique<Repeat>(); }};
}

} // namespace espalier::train
