// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/export_rules.h"

#include "base/text.h"
#include "formats/onnx/refusal.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::formats::onnx {

namespace {

using graph::ValueId;

std::vector<std::int64_t> bothEnds(std::vector<std::int64_t> padding)
{
    const std::vector<std::int64_t> once = padding;
    padding.insert(padding.end(), once.begin(), once.end());
    return padding;
}

/// The padding of a convolution, which torch also takes as a word.
std::vector<std::int64_t> paddingOf(ExportStep &step, const std::vector<std::int64_t> &kernel,
                                    const std::vector<std::int64_t> &dilation)
{
    const std::string word = step.text("padding", "");
    if (word.empty())
        return bothEnds(step.integers("padding", kernel.size(), 0));
    std::vector<std::int64_t> before, after;
    for (std::size_t i = 0; i < kernel.size(); ++i) {
        const std::int64_t total = word == "same" ? dilation[i] * (kernel[i] - 1) : 0;
        before.push_back(total / 2);
        after.push_back(total - total / 2);
    }
    before.insert(before.end(), after.begin(), after.end());
    return before;
}

struct Convolution
{
    std::vector<std::int64_t> kernel;
    Attributes attributes;
};

Convolution describe(ExportStep &step)
{
    Convolution out;
    const auto &weight = step.value("weight").shape;
    for (std::size_t i = 2; i < weight.size(); ++i)
        out.kernel.push_back(weight[i].constant);
    const auto dilation = step.integers("dilation", out.kernel.size(), 1);
    out.attributes = {attribute("kernel_shape", out.kernel),
                      attribute("strides", step.integers("stride", out.kernel.size(), 1)),
                      attribute("pads", paddingOf(step, out.kernel, dilation)),
                      attribute("dilations", dilation), attribute("group", step.integer("groups", 1))};
    return out;
}

/// The batch norm that alone reads a convolution with weights of its own, if it is to be folded; invalid
/// otherwise.
graph::NodeId foldableNorm(ExportStep &step)
{
    const graph::Graph &graph = step.out().graph();
    const auto &readers = graph.consumers(step.node().outputs.front());
    const graph::Value &weight = step.value("weight");
    if (!step.out().foldsNorms() || readers.size() != 1 || !weight.isStored() ||
        graph.consumers(step.id("weight")).size() != 1)
        return {};
    const graph::Node &norm = graph.node(readers.front());
    const bool plain = norm.op == "aten::batch_norm" && norm.tensor("input") == step.node().outputs.front() &&
                       norm.tensor("running_mean").isValid() && norm.tensor("running_var").isValid();
    const bool isOutput = std::find(graph.outputs().begin(), graph.outputs().end(),
                                    step.node().outputs.front()) != graph.outputs().end();
    return plain && !isOutput ? readers.front() : graph::NodeId{};
}

at::Tensor tensorOf(ExportStep &step, ValueId id, const at::Tensor &otherwise)
{
    return id.isValid() ? step.out().weights().get(step.out().graph().value(id).name).to(at::kDouble)
                        : otherwise;
}

struct Folded
{
    std::string weight, bias;
};

/// w' = w * g / sqrt(v + eps), b' = (b - m) * g / sqrt(v + eps) + beta, channel by channel, computed in
/// double.
Folded fold(ExportStep &step, graph::NodeId normId)
{
    const graph::Node &norm = step.out().graph().node(normId);
    ExportStep normStep(step.out(), norm);
    const at::Tensor weight = tensorOf(step, step.id("weight"), {});
    const std::int64_t channels = weight.size(0);
    const at::Tensor ones = at::ones({channels}, at::kDouble), zeros = at::zeros({channels}, at::kDouble);
    const at::Tensor variance = tensorOf(step, norm.tensor("running_var"), ones);
    const at::Tensor factor =
        tensorOf(step, norm.tensor("weight"), ones) / (variance + normStep.real("eps", 1e-5)).sqrt();
    const at::Tensor bias = (tensorOf(step, step.node().tensor("bias"), zeros) -
                             tensorOf(step, norm.tensor("running_mean"), zeros)) *
                                factor +
                            tensorOf(step, norm.tensor("bias"), zeros);
    std::vector<std::int64_t> column(static_cast<std::size_t>(weight.dim()), 1);
    column[0] = channels;
    const graph::Value &stored = step.value("weight");
    const auto type = step.out().weights().get(stored.name).scalar_type();
    Folded folded{step.out().addTensor(stored.name, (weight * factor.reshape(column)).to(type)), {}};
    const std::size_t dot = stored.name.rfind('.');
    const std::string owner = dot == std::string::npos ? stored.name + "_" : stored.name.substr(0, dot + 1);
    folded.bias = step.out().addTensor(owner + "bias", bias.to(type));
    return folded;
}

void convolution(ExportStep &step)
{
    const Convolution described = describe(step);
    if (const graph::NodeId norm = foldableNorm(step); norm.isValid()) {
        const Folded folded = fold(step, norm);
        const std::string output =
            step.emit("Conv", {step.in("input"), folded.weight, folded.bias}, described.attributes);
        step.out().skip(norm);
        step.out().bind(step.out().graph().node(norm).outputs.front(), output);
        return step.give(output);
    }
    Names inputs{step.in("input"), step.in("weight")};
    if (step.has("bias"))
        inputs.push_back(step.in("bias"));
    step.give(step.emit("Conv", inputs, described.attributes));
}

void transposedConvolution(ExportStep &step)
{
    Convolution described = describe(step);
    described.attributes.push_back(
        attribute("output_padding", step.integers("output_padding", described.kernel.size(), 0)));
    Names inputs{step.in("input"), step.in("weight")};
    if (step.has("bias"))
        inputs.push_back(step.in("bias"));
    step.give(step.emit("ConvTranspose", inputs, described.attributes));
}

/// The form that TorchScript records, which says as an argument whether it is transposed.
void generalConvolution(ExportStep &step)
{
    step.flag("transposed", false) ? transposedConvolution(step) : convolution(step);
}

void embedding(ExportStep &step)
{
    step.give(
        step.emit("Gather", {step.in("weight"), step.in("indices")}, {attribute("axis", std::int64_t{0})}));
}

} // namespace

void addLayerExports(ExportRules &rules)
{
    for (const char *name : {"conv1d", "conv2d", "conv3d"})
        rules[name] = convolution;
    for (const char *name : {"conv_transpose1d", "conv_transpose2d", "conv_transpose3d"})
        rules[name] = transposedConvolution;
    rules["convolution"] = generalConvolution;
    rules["_convolution"] = generalConvolution;
    rules["embedding"] = embedding;
}

} // namespace espalier::formats::onnx
