// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/zoo.h"

#include "base/text.h"

#include <algorithm>
#include <iterator>

namespace espalier::model {

using base::cat;

namespace {

base::Status checkOptions(const std::string &name, const ZooOptions &options)
{
    const std::pair<const char *, std::int64_t> sizes[] = {
        {"classes", options.classes}, {"input channels", options.inChannels}, {"input size", options.inSize}};
    for (const auto &[what, value] : sizes)
        if (value < 0)
            return base::Problem{base::ProblemCode::BadUsage, cat("The number of ", what, " is ", value, ", but must not be negative."),
                                 "zoo:" + name, "Leave it out for the model's own default."};
    return {};
}

base::Problem unknownModel(const std::string &name, const std::vector<ZooModel> &models)
{
    std::vector<std::string> names;
    std::transform(models.begin(), models.end(), std::back_inserter(names), [](const ZooModel &model) { return model.name; });
    const std::string guess = base::closest(name, names);
    return {base::ProblemCode::BadUsage, cat("There is no built-in model '", name, "'."), "zoo:" + name,
            guess.empty() ? "Choose one of: " + base::join(names, ", ") + "." : "Did you mean '" + guess + "'?"};
}

} // namespace

std::vector<ZooModel> zooModels()
{
    std::vector<ZooModel> models;
    for (ZooFamily &family : allZooFamilies())
        std::move(family.begin(), family.end(), std::back_inserter(models));
    return models;
}

base::Result<Network> buildZooModel(const std::string &name, const ZooOptions &options)
{
    const std::vector<ZooModel> models = zooModels();
    const auto found = std::find_if(models.begin(), models.end(), [&name](const ZooModel &model) { return model.name == name; });
    if (found == models.end())
        return unknownModel(name, models);
    if (auto status = checkOptions(name, options); !status)
        return status.problem();
    return found->build(options);
}

} // namespace espalier::model
