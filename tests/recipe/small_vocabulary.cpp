// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/small_vocabulary.h"

namespace espalier::test {

using recipe::OptionSchema;
using recipe::OptionType;
using recipe::OptionValue;

namespace {

OptionSchema option(const std::string &name, OptionType type, OptionValue byDefault)
{
    OptionSchema schema;
    schema.name = name;
    schema.type = type;
    schema.defaultValue = std::move(byDefault);
    return schema;
}

OptionSchema count(const std::string &name, std::int64_t byDefault, double minimum, bool scaled)
{
    OptionSchema schema = option(name, OptionType::Integer, byDefault);
    schema.minimum = minimum;
    schema.scaled = scaled;
    return schema;
}

OptionSchema positive(const std::string &name, double byDefault)
{
    OptionSchema schema = option(name, OptionType::Real, byDefault);
    schema.minimum = 0.0;
    schema.minimumExcluded = true;
    return schema;
}

OptionSchema share(const std::string &name, double byDefault)
{
    OptionSchema schema = option(name, OptionType::Real, byDefault);
    schema.minimum = 0.0;
    schema.maximum = 1.0;
    schema.maximumExcluded = true;
    return schema;
}

OptionSchema pick()
{
    OptionSchema schema = option("pick", OptionType::Choice, std::string("min"));
    schema.choices = {"min", "max", "random"};
    return schema;
}

OptionSchema rewindChoice()
{
    OptionSchema schema = option("rewind", OptionType::Choice, std::string("none"));
    schema.choices = {"none", "init", "epoch"};
    return schema;
}

std::vector<OptionSchema> trainingOptions()
{
    OptionSchema lr = option("lr", OptionType::Schedule, 0.01);
    lr.scaled = true;
    return {count("batch", 128, 1, false), count("epochs", 120, 1, true), lr, share("momentum", 0.9),
            option("weight_decay", OptionType::Real, 5e-4), option("nesterov", OptionType::Bool, false)};
}

} // namespace

recipe::Vocabulary smallVocabulary()
{
    recipe::Vocabulary vocabulary;
    vocabulary.methods = {{"greg1", "GReg-1", "", "", {count("update_interval", 10, 1, false), count("stabilize_interval", 10000, 0, true),
                                                       positive("reg_upper_limit", 1.0), pick(), option("block_loss_grad", OptionType::Bool, false),
                                                       count("reg_iters", -1, 1, true)}},
                          {"none", "None", "", "", {}}};
    vocabulary.criteria = {{"l1", "L1", "", "", {}}, {"taylor", "Taylor", "", "", {count("batches", 8, 1, false), option("note", OptionType::Text, std::string())}}};
    vocabulary.stages = {{"train", "Train", "", false, false, true, trainingOptions()},
                         {"finetune", "Fine-tune", "", false, false, true, trainingOptions()},
                         {"penalize", "Penalise", "", true, false, true, {count("batch", 128, 1, false), positive("lr", 1e-3)}},
                         {"select", "Select", "", false, true, false, {pick()}},
                         {"cut", "Cut", "", false, false, false, {}},
                         {"evaluate", "Evaluate", "", false, false, false, {}}};
    recipe::StageSchema repeat{"repeat", "Repeat", "", false, false, false, {count("times", 3, 1, false), rewindChoice(), count("rewind_epoch", 1, 0, true)}};
    repeat.takesStages = true;
    repeat.defaultStages = {recipe::Stage{"select", "", "l1", {}, {}}, recipe::Stage{"cut", "", "", {}, {}}};
    vocabulary.stages.push_back(repeat);
    vocabulary.presets = {"cifar10", "imagenet"};
    vocabulary.zoo = {"cifar_resnet20", "cifar_resnet56"};
    return vocabulary;
}

} // namespace espalier::test
