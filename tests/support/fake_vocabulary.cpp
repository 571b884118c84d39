// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fake_vocabulary.h"

#include <algorithm>

namespace espalier::test {

namespace {

using recipe::OptionSchema;
using recipe::OptionType;
using recipe::OptionValue;

OptionSchema option(const std::string &name, const std::string &title, OptionType type, OptionValue value,
                    const std::string &help)
{
    OptionSchema schema;
    schema.name = name;
    schema.title = title;
    schema.type = type;
    schema.defaultValue = std::move(value);
    schema.help = help;
    return schema;
}

OptionSchema count(const std::string &name, const std::string &title, std::int64_t value, const std::string &unit)
{
    auto schema = option(name, title, OptionType::Integer, value, title + ".");
    schema.minimum = 1;
    schema.unit = unit;
    schema.scaled = unit == "epochs" || unit == "iterations";
    return schema;
}

OptionSchema positive(const std::string &name, const std::string &title, double value)
{
    auto schema = option(name, title, OptionType::Real, value, title + ".");
    schema.minimum = 0;
    return schema;
}

std::vector<OptionSchema> trainingOptions(std::int64_t epochs)
{
    auto lr = option("lr", "Learning rate", OptionType::Schedule, std::string("0:0.01,2:0.001"),
                     "Piecewise constant over epochs.");
    lr.live = true;
    return {count("epochs", "Epochs", epochs, "epochs"), count("batch", "Batch size", 128, "images"), lr,
            positive("weight_decay", "Weight decay", 5e-4),
            option("augment", "Augment", OptionType::Bool, true, "Random crop and flip.")};
}

std::vector<OptionSchema> penalizeOptions()
{
    auto lr = positive("lr", "Learning rate", 1e-3);
    lr.live = true;
    return {count("batch", "Batch size", 128, "images"), lr, positive("weight_decay", "Weight decay", 5e-4)};
}

recipe::MethodSchema greg1()
{
    auto grow = positive("granularity_prune", "Growth per update", 1e-4);
    grow.minimumExcluded = true;
    grow.live = true;
    auto ceiling = positive("reg_upper_limit", "Ceiling of the factor", 1.0);
    ceiling.minimumExcluded = true;
    auto pick = option("pick", "Prune", OptionType::Choice, std::string("min"), "Which filters are chosen.");
    pick.choices = {"min", "max", "rand"};
    return {"greg1",
            "GReg-1",
            "A slowly growing L2 penalty drives the chosen filters to zero.",
            "Wang et al., ICLR 2021",
            {count("update_interval", "Update interval", 10, "iterations"),
             count("stabilize_interval", "Stabilise interval", 10000, "iterations"), grow, ceiling, pick}};
}

/// Reads and writes, and takes files by their ending.
recipe::FileFormatSchema format(const std::string &id, const std::string &title, std::vector<std::string> endings, bool holdsNetwork)
{
    recipe::FileFormatSchema schema{id, title, title + ".", std::move(endings), true, true, holdsNetwork};
    schema.recognises = [endings = schema.extensions](const std::filesystem::path &file) {
        return std::find(endings.begin(), endings.end(), file.extension().string()) != endings.end();
    };
    return schema;
}

} // namespace

recipe::Vocabulary fakeVocabulary()
{
    recipe::Vocabulary vocabulary;
    vocabulary.stages = {
        {"evaluate", "Evaluate", "Measures accuracy on the test split.", false, false, false, {}},
        {"train", "Train", "Trains all weights.", false, false, true, trainingOptions(4)},
        {"select", "Select", "Chooses channels at once.", false, true, false, {}},
        {"penalize", "Penalise", "Trains under a method's penalty.", true, false, true, penalizeOptions()},
        {"cut", "Cut", "Removes the chosen channels.", false, false, false,
         {option("forward_constants", "Forward constants", OptionType::Bool, false, "Compensate what goes.")}},
        {"finetune", "Fine-tune", "Trains what is left.", false, false, true, trainingOptions(4)},
        {"repeat", "Repeat", "Runs its stages several times.", false, false, false, {count("times", "Cycles", 3, "cycles")},
         true, {{"select", "", "l1", {}, {}}, {"cut", "", "", {}, {}}}}};
    vocabulary.methods = {greg1(),
                          {"l1", "L1 one-shot", "Cuts at once.", "Li et al., ICLR 2017", {}}};
    vocabulary.criteria = {{"l1", "Mean |w|", "Mean magnitude of a filter.", "Li et al., ICLR 2017", {}}};
    vocabulary.presets = {"cifar10", "sample"};
    vocabulary.zoo = {"cifar_resnet20", "lenet5"};
    vocabulary.formats = {format("pt2", "PyTorch program (torch.export)", {".pt2"}, true),
                          format("python", "Python module with weights", {".py"}, true),
                          format("safetensors", "safetensors", {".safetensors"}, false),
                          format("torch_save", "PyTorch state dict", {".pth", ".th", ".mask"}, false),
                          format("torchscript", "TorchScript", {".pt", ".ts"}, true)};
    vocabulary.formats[1].reads = false;
    return vocabulary;
}

} // namespace espalier::test
