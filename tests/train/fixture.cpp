// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include "base/random.h"
#include "methods/method.h"
#include "model/zoo.h"
#include "recipe/option_schemas.h"
#include "train/stage.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>

namespace espalier::train::test {

namespace {

/// Two threads that wait for each other on a busy machine make the smallest networks ten times slower.
class OneThread : public testing::Environment {
public:
    void SetUp() override { at::set_num_threads(1); }
};
[[maybe_unused]] const auto *const oneThread = testing::AddGlobalTestEnvironment(new OneThread);

std::uint8_t pixel(std::int64_t label, std::int64_t image, std::int64_t position, std::uint64_t seed)
{
    const double pattern = base::randomUnit(seed, static_cast<std::uint64_t>(label), static_cast<std::uint64_t>(position));
    const double noise = base::randomUnit(seed + 1, static_cast<std::uint64_t>(image), static_cast<std::uint64_t>(position));
    return static_cast<std::uint8_t>(255.0 * (0.7 * pattern + 0.3 * noise));
}

data::ImageSet makeImages(const DataShape &shape, std::int64_t count, std::int64_t firstImage, std::uint64_t seed)
{
    data::ImageSet set;
    set.height = set.width = shape.size;
    set.channels = shape.channels;
    const std::int64_t perImage = shape.size * shape.size * shape.channels;
    auto pixels = std::make_shared<std::vector<std::uint8_t>>();
    for (std::int64_t image = 0; image < count; ++image) {
        set.labels.push_back(image % shape.classes);
        for (std::int64_t position = 0; position < perImage; ++position)
            pixels->push_back(pixel(set.labels.back(), firstImage + image, position, seed));
    }
    set.pixels = pixels;
    return set;
}

recipe::Options withDefaults(const std::vector<recipe::OptionSchema> &schema, const recipe::Options &changes)
{
    recipe::Options options = recipe::defaultsOf(schema);
    for (const auto &[name, value] : changes)
        options.at(name) = value;
    return options;
}

} // namespace

std::shared_ptr<const data::Dataset> makeDataset(const DataShape &shape, std::uint64_t seed)
{
    auto dataset = std::make_shared<data::Dataset>();
    dataset->source = "synthetic:";
    for (std::int64_t c = 0; c < shape.classes; ++c)
        dataset->classes.push_back("class" + std::to_string(c));
    dataset->train = makeImages(shape, shape.train, 0, seed);
    dataset->test = makeImages(shape, shape.test, shape.train, seed);
    return dataset;
}

data::Preset makePreset(const DataShape &shape, bool augment)
{
    data::Preset preset;
    preset.name = "none";
    preset.size = shape.size;
    preset.channels = shape.channels;
    preset.mean.assign(static_cast<std::size_t>(shape.channels), 0.5F);
    preset.std.assign(static_cast<std::size_t>(shape.channels), 0.25F);
    preset.pad = augment ? 4 : 0;
    preset.flip = augment;
    return preset;
}

ModelState makeModel(const std::string &name, std::uint64_t seed)
{
    model::ZooOptions options;
    options.seed = seed;
    auto network = model::buildZooModel(name, options);
    EXPECT_TRUE(network) << problemText(network.problem());
    auto model = makeModelState(std::move(*network));
    EXPECT_TRUE(model) << problemText(model.problem());
    return std::move(*model);
}

ModelState reloaded(const ModelState &model)
{
    ModelState copy = model;
    copy.network.weights = {};
    for (const auto &[name, tensor] : model.network.weights.entries())
        copy.network.weights.set(name, tensor.detach().contiguous().clone(at::MemoryFormat::Contiguous));
    auto trace = model::traceChannels(copy.network);
    EXPECT_TRUE(trace);
    copy.trace = std::move(*trace);
    return copy;
}

report::StepRequest Witness::atStep()
{
    ++asked;
    report::StepRequest request;
    request.stop = asked == stopAt;
    request.probeNow = asked == probeAt;
    if (const auto found = live.find(asked); found != live.end())
        request.liveOptions = found->second;
    return request;
}

std::vector<double> Witness::series(const std::string &name) const
{
    std::vector<double> values;
    for (const report::MetricPoint &point : all<report::MetricPoint>())
        if (point.series == name)
            values.push_back(point.value);
    return values;
}

base::Status Shelf::save(const std::string &title, bool automatic, const ModelState &model, const TrainState &state)
{
    TrainState copy = state;
    copy.tensors = {};
    for (const auto &[name, tensor] : state.tensors.entries())
        copy.tensors.set(name, tensor.detach().contiguous().clone(at::MemoryFormat::Contiguous));
    points.push_back({title, automatic, reloaded(model), std::move(copy)});
    return {};
}

std::vector<std::string> Shelf::titles() const
{
    std::vector<std::string> titles;
    for (const Point &point : points)
        titles.push_back(point.title);
    return titles;
}

recipe::Recipe makeRecipe(std::vector<recipe::Stage> stages, double ratio)
{
    recipe::Recipe recipe;
    recipe.name = "test";
    recipe.seed = 11;
    recipe.data.source = "synthetic:";
    recipe.data.tuningShare = 0.0;
    recipe.ratios.kind = recipe::RatioSpec::Kind::Uniform;
    recipe.ratios.uniform = ratio;
    recipe.stages = std::move(stages);
    return recipe;
}

recipe::Stage stage(const std::string &kind, const recipe::Options &changes)
{
    recipe::Stage stage;
    stage.kind = kind;
    for (const recipe::StageSchema &schema : stageSchemas())
        if (schema.id == kind)
            stage.options = withDefaults(schema.options, changes);
    return stage;
}

recipe::Stage methodStage(const std::string &method, const recipe::Options &stageChanges,
                          const recipe::Options &methodChanges)
{
    recipe::Options options = {{"batch", std::int64_t{16}}, {"test_interval", std::int64_t{0}}, {"probes", std::int64_t{0}}};
    for (const auto &[name, value] : stageChanges)
        options[name] = value;
    recipe::Stage result = stage("penalize", options);
    result.method = method;
    for (const methods::MethodEntry &entry : methods::allMethods())
        if (entry.schema.id == method)
            result.methodOptions = withDefaults(entry.schema.options, methodChanges);
    return result;
}

recipe::Stage greg1Stage(std::int64_t push, std::int64_t stabilise, const recipe::Options &changes)
{
    return methodStage("greg1", changes, {{"update_interval", std::int64_t{1}},
                                          {"stabilize_interval", stabilise},
                                          {"granularity_prune", 1.0 / static_cast<double>(push)}});
}

recipe::Stage selectStage(const std::string &criterion)
{
    recipe::Stage result = stage("select");
    result.criterion = criterion;
    for (const methods::CriterionEntry &entry : methods::allCriteria())
        if (entry.schema.id == criterion)
            result.methodOptions = withDefaults(entry.schema.options, {});
    return result;
}

TrainerContext contextOf(const std::shared_ptr<const data::Dataset> &dataset, const data::Preset &preset,
                         report::Observer &observer, Checkpointer *checkpointer)
{
    TrainerContext context;
    context.dataset = dataset;
    context.preset = preset;
    context.observer = &observer;
    context.checkpointer = checkpointer;
    return context;
}

std::string problemText(const base::Problem &problem)
{
    return base::toString(problem);
}

bool sameBits(const at::Tensor &a, const at::Tensor &b)
{
    if (a.sizes() != b.sizes() || a.scalar_type() != b.scalar_type())
        return false;
    const at::Tensor x = a.detach().contiguous().clone(at::MemoryFormat::Contiguous).flatten();
    const at::Tensor y = b.detach().contiguous().clone(at::MemoryFormat::Contiguous).flatten();
    return x.numel() == 0 || at::equal(x.view(at::kByte), y.view(at::kByte));
}

std::vector<std::string> differences(const model::Weights &a, const model::Weights &b)
{
    std::vector<std::string> names;
    for (const auto &[name, tensor] : a.entries())
        if (!b.contains(name) || !sameBits(tensor, b.get(name)))
            names.push_back(name);
    if (a.size() != b.size())
        names.push_back("(another number of tensors)");
    return names;
}

} // namespace espalier::train::test
