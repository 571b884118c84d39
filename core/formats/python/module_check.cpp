// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/python/module_check.h"

#include "base/text.h"
#include "formats/python/interpreter.h"
#include "formats/state_dict_io.h"
#include "formats/verification.h"
#include "model/executor.h"

#include <ATen/ATen.h>

#include <charconv>

namespace espalier::formats {

namespace {

/// argv: the module, a file with inputs "in0", … and outputs "out0", …. Prints, for each output, the largest difference.
constexpr const char *script = R"(
import importlib.util, sys, torch
sys.dont_write_bytecode = True
spec = importlib.util.spec_from_file_location("exported", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
probe = torch.load(sys.argv[2], weights_only=True)
inputs = [probe[f"in{i}"] for i in range(sum(name.startswith("in") for name in probe))]
with torch.no_grad():
    outputs = module.load()(*inputs)
outputs = outputs if isinstance(outputs, (tuple, list)) else [outputs]
for i, output in enumerate(outputs):
    assert output.shape == probe[f"out{i}"].shape, (output.shape, probe[f"out{i}"].shape)
    print((output.double() - probe[f"out{i}"].double()).abs().max().item())
)";

base::Result<std::vector<at::Tensor>> referenceOutputs(const model::Network &network, const std::vector<at::Tensor> &inputs)
{
    const auto executor = model::Executor::create(network.graph, network.weights);
    if (!executor)
        return executor.problem();
    return (*executor)->forward(inputs);
}

model::Weights probeFile(const std::vector<at::Tensor> &inputs, const std::vector<at::Tensor> &outputs)
{
    model::Weights probe;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        probe.set(base::cat("in", i), inputs[i]);
    for (std::size_t i = 0; i < outputs.size(); ++i)
        probe.set(base::cat("out", i), outputs[i]);
    return probe;
}

} // namespace

base::Result<Verified> checkPythonModule(const Artefact &artefact, const std::filesystem::path &module,
                                         const std::string &python)
{
    const std::vector<at::Tensor> inputs = probeInputs(*artefact.network.graph);
    const auto outputs = referenceOutputs(artefact.network, inputs);
    if (!outputs)
        return outputs.problem();
    const std::filesystem::path probe = module.parent_path() / (module.stem().string() + ".probe.pth");
    if (const base::Status written = writeStateDict(probe, probeFile(inputs, *outputs)); !written)
        return written.problem();
    const auto printed = runPython(python, {"-c", script, module.string(), probe.string()});
    std::error_code ignored;
    std::filesystem::remove(probe, ignored);
    if (!printed)
        return printed.problem();

    Verified verified{0.0, true, "logits compared by Python"};
    const std::vector<std::string> lines = base::split(std::string(base::trim(*printed)), '\n');
    for (std::size_t i = 0; i < outputs->size(); ++i) {
        double difference = HUGE_VAL;
        if (i < lines.size())
            std::from_chars(lines[i].data(), lines[i].data() + lines[i].size(), difference);
        verified.maxAbsDiff = std::max(verified.maxAbsDiff, difference);
        verified.ok = verified.ok && difference <= logitTolerance((*outputs)[i]);
    }
    return verified;
}

} // namespace espalier::formats
