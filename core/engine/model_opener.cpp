// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model_opener.h"

#include "base/text.h"
#include "base/translate.h"
#include "formats/format.h"
#include "model/weight_names.h"
#include "model/zoo.h"
#include "store/run_store.h"
#include "train/masks.h"

#include <chrono>

namespace espalier::engine {

namespace fs = std::filesystem;
using base::Problem;
using base::ProblemCode;

namespace {

constexpr std::string_view zooPrefix = "zoo:";

bool isFolder(const fs::path &path)
{
    std::error_code error;
    return fs::is_directory(path, error);
}

bool isFile(const fs::path &path)
{
    std::error_code error;
    return fs::exists(path, error);
}

struct LoadedWeights {
    model::Weights weights;
    std::int64_t inSize = 0; ///< as our exports say; 0 = unknown
};

/// "1x28x28" -> 28; 0 for anything that is not square.
std::int64_t squareSize(const std::string &input)
{
    const auto sizes = base::split(input, 'x');
    const auto size = sizes.size() == 3 && sizes[1] == sizes[2] ? base::parseNumber(sizes[1]) : std::nullopt;
    return size && *size >= 1.0 && *size <= 4096.0 ? static_cast<std::int64_t>(*size) : 0;
}

base::Result<LoadedWeights> readWeights(const std::string &file)
{
    auto read = formats::readAny(file);
    if (!read)
        return read.problem();
    LoadedWeights loaded{read->network ? std::move(read->network->weights) : std::move(read->weights), 0};
    if (const auto input = read->metadata.find("input"); input != read->metadata.end())
        loaded.inSize = squareSize(input->second);
    return loaded;
}

Problem inFile(Problem problem, const std::string &file)
{
    if (problem.where.empty())
        problem.where = file;
    return problem;
}

double secondsSince(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

base::Result<ModelPoint> pointOf(model::Network network)
{
    const auto began = std::chrono::steady_clock::now();
    auto state = train::makeModelState(std::move(network));
    if (!state)
        return state.problem();
    ModelPoint point;
    point.traceSeconds = secondsSince(began);
    point.state = std::move(*state);
    return point;
}

std::string titleOf(const std::string &name)
{
    for (const auto &entry : model::zooModels())
        if (entry.name == name)
            return entry.title;
    return name;
}

/// What weights tell about the network that they are of: channels of the first convolution, rows of the last matrix.
void readSizes(const model::Weights &weights, model::ZooOptions &options)
{
    options.inChannels = 0;
    for (const auto &[name, tensor] : weights.entries()) {
        if (tensor.dim() == 4 && options.inChannels == 0)
            options.inChannels = tensor.size(1);
        if (tensor.dim() == 2)
            options.classes = tensor.size(0);
    }
}

base::Result<model::Network> buildWithWeights(const std::string &name, const recipe::ModelSpec &spec,
                                              model::ZooOptions options)
{
    const auto loaded = readWeights(spec.weights);
    if (!loaded)
        return inFile(loaded.problem(), spec.weights);
    readSizes(loaded->weights, options);
    options.inSize = loaded->inSize;
    if (spec.classes > 0)
        options.classes = spec.classes;
    auto network = model::buildZooModel(name, options);
    if (!network)
        return network;
    auto matched = model::matchWeights(*network->graph, loaded->weights);
    if (!matched)
        return inFile(matched.problem(), spec.weights);
    network->weights = std::move(*matched);
    return network;
}

base::Result<ModelPoint> openZoo(const recipe::ModelSpec &spec, const OpenHints &hints)
{
    const std::string name = spec.source.substr(zooPrefix.size());
    model::ZooOptions options;
    options.seed = hints.seed;
    if (spec.weights.empty()) {
        options.classes = spec.classes > 0 ? spec.classes : hints.classes;
        options.inChannels = hints.inChannels;
        options.inSize = hints.inSize;
    }
    auto network = spec.weights.empty() ? model::buildZooModel(name, options) : buildWithWeights(name, spec, options);
    if (!network)
        return network.problem();
    auto point = pointOf(std::move(*network));
    if (point) {
        point->title = titleOf(name);
        point->format = "zoo";
    }
    return point;
}

Problem onlyWeights(const std::string &file)
{
    return {ProblemCode::Mismatch,
            ESP_TR("Engine", "The file holds weights but no network to put them into."), file,
            ESP_TR("Engine", "Name the network and the file: zoo:NAME --weights FILE, or NETWORK --weights FILE.")};
}

/// Other weights for a network from a file: those of a checkpoint, by name.
base::Status putWeights(model::Network &network, const std::string &file)
{
    const auto loaded = readWeights(file);
    if (!loaded)
        return inFile(loaded.problem(), file);
    auto replaced = model::replacedWeights(network, loaded->weights);
    if (!replaced)
        return inFile(replaced.problem(), file);
    network.weights = std::move(*replaced);
    return {};
}

base::Result<ModelPoint> openFile(const recipe::ModelSpec &spec)
{
    const std::string &file = spec.source;
    auto read = formats::readAny(file);
    if (!read)
        return inFile(read.problem(), file);
    if (!read->network)
        return onlyWeights(file);
    if (!spec.weights.empty())
        if (const base::Status put = putWeights(*read->network, spec.weights); !put)
            return put.problem();
    auto point = pointOf(std::move(*read->network));
    if (point) {
        point->title = fs::path(file).stem().string();
        std::string extension = fs::path(file).extension().string();
        point->format = extension.empty() ? "file" : extension.substr(1);
        if (const auto warning = read->metadata.find("warning"); warning != read->metadata.end())
            point->notes.push_back(warning->second);
    }
    return point;
}

Problem noPoint(const fs::path &folder, const std::string &point)
{
    std::vector<std::string> names;
    if (const auto entries = store::listPoints(folder))
        for (const auto &entry : *entries)
            names.push_back(entry.point);
    const std::string known = names.empty() ? "It has none yet." : base::cat("There are ", base::listNames(names), ".");
    return {ProblemCode::NotFound,
            point.empty() ? "The run directory has no point yet." : base::cat("There is no point '", point, "'."),
            folder.string(), known};
}

/// By folder name or title; empty = the newest.
base::Result<std::optional<fs::path>> findPoint(const fs::path &folder, const std::string &wanted)
{
    const auto entries = store::listPoints(folder);
    if (!entries)
        return entries.problem();
    for (auto it = entries->rbegin(); it != entries->rend(); ++it)
        if (wanted.empty() || it->point == wanted || it->title == wanted)
            return std::optional(folder / "points" / it->point);
    return noPoint(folder, wanted);
}

/// With other weights a point keeps what it knows of the network (widths before, masks). What was chosen, and where
/// training stood, was of its own weights.
base::Result<ModelPoint> openPoint(const fs::path &folder, const std::string &weights)
{
    auto point = readModelPoint(folder);
    if (!point || weights.empty())
        return point;
    train::ModelState &state = point->state;
    if (const base::Status put = putWeights(state.network, weights); !put)
        return put.problem();
    train::applyMasks(state);
    state.chosen.reset();
    state.base.reset();
    state.anchors.clear();
    state.ledger.clear();
    state.momentum = {};
    state.chosenMasks.clear();
    point->train.reset();
    point->run.reset();
    return point;
}

} // namespace

base::Result<std::optional<fs::path>> pointFolderOf(const std::string &source)
{
    if (isModelPoint(source))
        return std::optional<fs::path>(source);
    if (isFolder(source) && store::isRunFolder(source))
        return findPoint(source, "");
    const auto at = source.rfind('@');
    if (at != std::string::npos && !isFile(source) && isFolder(source.substr(0, at)))
        return findPoint(source.substr(0, at), source.substr(at + 1));
    return std::optional<fs::path>();
}

base::Result<ModelPoint> openModel(const recipe::ModelSpec &spec, const OpenHints &hints)
{
    if (spec.source.empty())
        return Problem{ProblemCode::BadUsage, ESP_TR("Engine", "The model has no source."), "",
                       ESP_TR("Engine", "Name a file, a run directory or zoo:NAME.")};
    const auto began = std::chrono::steady_clock::now();
    const bool zoo = spec.source.rfind(zooPrefix, 0) == 0;
    const base::Result<std::optional<fs::path>> folder
        = zoo ? base::Result<std::optional<fs::path>>(std::nullopt) : pointFolderOf(spec.source);
    if (!folder)
        return folder.problem();
    auto point = zoo ? openZoo(spec, hints) : *folder ? openPoint(**folder, spec.weights) : openFile(spec);
    if (!point)
        return point;
    point->source = spec.source;
    point->readSeconds = secondsSince(began) - point->traceSeconds;
    if (*folder && point->format.empty())
        point->format = "espalier";
    return point;
}

} // namespace espalier::engine
