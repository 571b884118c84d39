// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/torchscript/script_reader.h"

#include "base/file.h"
#include "base/text.h"
#include "base/translate.h"
#include "formats/torchscript/input_guess.h"
#include "formats/torchscript/script_interpreter.h"

#include <ATen/ATen.h>

namespace espalier::formats::torchscript {

namespace {

struct Source
{
    std::shared_ptr<const base::MappedFile> file;
    wire::ScriptArchive archive;
};

/// Tensors among what forward returns, in order; None and numbers are left out.
void collectOutputs(const Value &value, std::vector<TensorValue> &out, int depth = 0)
{
    if (value.tensor() && value.tensor()->id >= 0)
        out.push_back(*value.tensor());
    const std::vector<Value> *items = depth < 8 ? value.items() : nullptr;
    for (std::size_t i = 0; items && i < items->size(); ++i)
        collectOutputs((*items)[i], out, depth + 1);
    const auto *dict = std::get_if<DictPointer>(&value);
    for (std::size_t i = 0; dict && depth < 8 && i < (*dict)->items.size(); ++i)
        collectOutputs((*dict)->items[i].second, out, depth + 1);
}

bool takesTensor(const wire::ScriptFile &file, const wire::ScriptParameter &parameter)
{
    return file.at(parameter.type).text == "Tensor";
}

/// The draft's inputs by the parameters of forward; what else it takes keeps its default.
CallArguments makeInputs(GraphDraft &draft, const wire::ScriptFile &file, const wire::ScriptFunction &forward,
                         const InputGuess &guess)
{
    CallArguments arguments;
    for (std::size_t i = 1; i < forward.parameters.size(); ++i) {
        const wire::ScriptParameter &parameter = forward.parameters[i];
        if (!takesTensor(file, parameter)) {
            if (parameter.hasDefault)
                break;
            unsupported(base::cat("The argument '", parameter.name, "' of forward is not a tensor."));
        }
        const std::size_t index = arguments.positional.size();
        if (index >= guess.inputs.size() && guess.isKnown)
            break;
        const wire::ScriptInput &input = guess.inputs[std::min(index, guess.inputs.size() - 1)];
        arguments.positional.emplace_back(draft.addInput(parameter.name, input.shape, input.dtype));
    }
    if (arguments.positional.empty())
        unsupported("The network's forward takes no tensor.");
    return arguments;
}

model::Network follow(Source &source, const InputGuess &guess)
{
    GraphDraft draft;
    ModuleTable modules(source.archive, source.file, draft);
    OperatorCaller operators(draft, guess.tracedBatch);
    ScriptInterpreter interpreter(modules, operators);
    const ModulePointer root = modules.root();
    const wire::ScriptFunction &forward = interpreter.method(*root, "forward");
    const Value result = interpreter.callMethod(
        root, "forward", makeInputs(draft, modules.fileOf(root->type), forward, guess));
    std::vector<TensorValue> outputs;
    collectOutputs(result, outputs);
    if (outputs.empty())
        unsupported("The network returns no tensor.");
    for (const TensorValue &output : outputs)
        draft.addOutput(output);
    auto network =
        draft.finish([&](GraphDraft &target, const std::string &used) { modules.keepCounter(target, used); });
    if (!network)
        throw ScriptFailure{network.problem()};
    return *std::move(network);
}

base::Problem refusedByTorch(const std::string &what)
{
    return {base::ProblemCode::Unsupported,
            base::cat("PyTorch refuses a part of the file: ", what.substr(0, 400)), "",
            "Export the model again with a current torch."};
}

/// The same, its failure as a value: another guess may fit.
base::Result<model::Network> tryGuess(Source &source, const InputGuess &guess)
{
    try {
        return follow(source, guess);
    } catch (const ScriptFailure &failure) {
        return failure.problem;
    } catch (const c10::Error &error) {
        return refusedByTorch(error.what_without_backtrace());
    } catch (const std::exception &error) {
        return refusedByTorch(error.what());
    }
}

struct Found
{
    model::Network network;
    InputGuess guess;
};

/// A network that still has large maps where those for 224 pixels have small ones was made for small images.
void preferSmallImages(Source &source, Found &found)
{
    std::vector<std::int64_t> &shape = found.guess.inputs[0].shape;
    const std::int64_t size = found.guess.isKnown || shape.size() != 3 ? 0 : smallImageSize(found.network);
    if (size == 0 || size >= shape[1])
        return;
    InputGuess smaller = found.guess;
    smaller.inputs[0].shape = {shape[0], size, size};
    if (auto network = tryGuess(source, smaller))
        found = {*std::move(network), std::move(smaller)};
}

base::Result<Found> find(Source &source)
{
    std::optional<base::Problem> first;
    GraphDraft scratch;
    for (const InputGuess &guess :
         guessInputs(source.archive, ModuleTable(source.archive, source.file, scratch))) {
        auto network = tryGuess(source, guess);
        if (network) {
            Found found{*std::move(network), guess};
            preferSmallImages(source, found);
            return found;
        }
        if (!first)
            first = network.problem();
        if (network.problem().code != base::ProblemCode::Mismatch)
            return network.problem();
    }
    return *first;
}

} // namespace

base::Result<ReadResult> readScript(const std::filesystem::path &path)
{
    const auto file = base::MappedFile::open(path);
    if (!file)
        return file.problem();
    auto archive = wire::ScriptArchive::open((*file)->bytes(), path.string());
    if (!archive)
        return archive.problem();
    Source source{*file, *std::move(archive)};
    try {
        auto found = find(source);
        if (!found) {
            base::Problem problem = found.problem();
            if (problem.where.empty())
                problem.where = path.string();
            return problem;
        }
        ReadResult result;
        const std::string input = inputText(found->guess.inputs[0].shape);
        result.network = std::move(found->network);
        result.metadata["input"] = input;
        if (!found->guess.isKnown)
            result.metadata["warning"] = ESP_TR(
                "Engine",
                "The file does not say which images the network takes: a usual size that fits was chosen.");
        return result;
    } catch (const ScriptFailure &failure) {
        base::Problem problem = failure.problem;
        problem.where = path.string();
        return problem;
    }
}

} // namespace espalier::formats::torchscript
