// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/torchscript/input_guess.h"

#include "base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace espalier::formats::torchscript {

namespace {

using Shape = std::vector<std::int64_t>;

constexpr std::int64_t usualSizes[] = {224, 32, 28, 64, 299, 256, 384, 112, 96, 128, 512};

InputGuess guess(Shape perImage)
{
    return {{{std::move(perImage), graph::DType::Float32}}, 0, false};
}

/// What our own writer left: {"inputs": [{"shape": [-1, 3, 32, 32], "dtype": "float32"}]}
std::vector<wire::ScriptInput> writtenInputs(const wire::ScriptArchive &archive)
{
    const auto text = archive.extra("espalier.json");
    if (!text || text->size() > (std::size_t{1} << 20))
        return {};
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    std::vector<wire::ScriptInput> inputs;
    if (!json.is_object() || !json.contains("inputs") || !json["inputs"].is_array())
        return {};
    for (const auto &entry : json["inputs"]) {
        if (!entry.is_object() || !entry.contains("shape") || !entry["shape"].is_array() ||
            !entry.contains("dtype") || !entry["dtype"].is_string())
            return {};
        wire::ScriptInput input;
        for (const auto &size : entry["shape"])
            input.shape.push_back(size.is_number_integer() ? size.get<std::int64_t>() : 0);
        input.dtype =
            graph::dtypeFromString(entry["dtype"].get<std::string>()).value_or(graph::DType::Float32);
        inputs.push_back(std::move(input));
    }
    return inputs;
}

InputGuess knownInputs(std::vector<wire::ScriptInput> inputs)
{
    InputGuess known{std::move(inputs), 0, true};
    for (wire::ScriptInput &input : known.inputs) {
        if (input.shape.empty())
            unsupported("An input has no axis for the batch.");
        if (known.tracedBatch == 0 && input.shape[0] > 0)
            known.tracedBatch = input.shape[0];
        input.shape.erase(input.shape.begin());
        for (const std::int64_t size : input.shape)
            if (size < 0 || size > (std::int64_t{1} << 24))
                unsupported(base::cat("An input has the size ", size, "."));
    }
    return known;
}

/// A matrix at the front takes rows, or images that are flattened first.
void addFlat(std::int64_t width, std::vector<InputGuess> &out)
{
    for (const std::int64_t channels : {std::int64_t{1}, std::int64_t{3}}) {
        const auto size = static_cast<std::int64_t>(
            std::llround(std::sqrt(static_cast<double>(width) / static_cast<double>(channels))));
        if (size > 1 && size * size * channels == width)
            out.push_back(guess({channels, size, size}));
    }
    out.push_back(guess({width}));
}

void addImages(std::int64_t channels, std::vector<InputGuess> &out)
{
    for (const std::int64_t size : usualSizes)
        out.push_back(guess({channels, size, size}));
}

/// What a first layer with such a weight may be given.
void addGuesses(const std::string &name, const Shape &weight, std::vector<InputGuess> &out)
{
    constexpr std::int64_t steps = 16;
    if (weight.size() == 2 && name.starts_with("weight_ih")) {
        out.push_back(guess({steps, weight[1]}));
    } else if (weight.size() == 2) {
        addFlat(weight[1], out);
    } else if (weight.size() == 3) {
        for (const std::int64_t size : {224, 128, 1024, 16000})
            out.push_back(guess({weight[1], size}));
    } else if (weight.size() == 4) {
        addImages(weight[1], out);
    } else if (weight.size() == 5) {
        for (const std::int64_t size : {112, 32, 224})
            out.push_back(guess({weight[1], steps, size, size}));
    }
}

} // namespace

std::string inputText(const Shape &perImage)
{
    std::vector<std::string> sizes;
    for (const std::int64_t size : perImage)
        sizes.push_back(base::cat(size));
    return base::join(sizes, "x");
}

std::vector<InputGuess> guessInputs(wire::ScriptArchive &archive, const ModuleTable &modules)
{
    if (auto written = writtenInputs(archive); !written.empty())
        return {knownInputs(std::move(written))};
    if (!archive.tracedInputs().empty())
        return {knownInputs(archive.tracedInputs())};
    std::vector<InputGuess> out;
    for (const auto &[name, weight] : modules.weightShapes()) {
        addGuesses(name, weight, out);
        if (!out.empty())
            return out;
    }
    if (modules.isFrozen())
        for (const std::int64_t channels : modules.frozenChannels())
            addImages(channels, out);
    if (!out.empty())
        return out;
    unsupported("Nothing in the file says which input the network takes.");
}

std::int64_t smallImageSize(const model::Network &network)
{
    constexpr std::int64_t largestTap = 3;       // patches and 7 x 7 stems are for large images
    constexpr std::int64_t smallestOfLarge = 16; // a network for 224 pixels ends at 7 or 14
    std::int64_t smallest = 0, taps = 0, channels = 0;
    const graph::Graph &graph = *network.graph;
    for (const graph::Node &node : graph.nodes()) {
        const graph::ValueId weight = node.tensor("weight");
        if (node.op != "aten::conv2d" || !weight.isValid() || node.outputs.empty())
            continue;
        const graph::Sizes &filter = graph.value(weight).shape, &map = graph.value(node.outputs[0]).shape;
        if (filter.size() != 4 || map.size() != 4)
            continue;
        if (taps == 0) {
            taps = filter[2].constant;
            channels = filter[1].constant;
        }
        const std::int64_t size = std::max(map[2].constant, map[3].constant);
        smallest = smallest == 0 ? size : std::min(smallest, size);
    }
    if (taps == 0 || taps > largestTap || smallest <= smallestOfLarge)
        return 0;
    return channels == 1 ? 28 : 32;
}

} // namespace espalier::formats::torchscript
