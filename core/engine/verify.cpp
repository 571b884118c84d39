// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/verify.h"

#include "base/text.h"
#include "formats/safetensors_io.h"
#include "model/executor.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <chrono>

namespace espalier::engine {

namespace {

base::Problem unfit(const std::filesystem::path &file, const std::string &what)
{
    return {base::ProblemCode::Mismatch, what, file.string(),
            "The file needs a tensor x (the input) and a tensor y (the expected output)."};
}

double argmaxAgreement(const at::Tensor &a, const at::Tensor &b)
{
    if (a.dim() != 2 || a.size(0) == 0)
        return 1.0;
    return a.argmax(1).eq(b.argmax(1)).to(at::kDouble).mean().item<double>();
}

Verification comparison(const at::Tensor &ours, const at::Tensor &expected, const Tolerance &tolerance)
{
    Verification result;
    const at::Tensor reference = expected.to(at::kDouble);
    const at::Tensor difference = (ours.to(at::kDouble) - reference).abs();
    const at::Tensor size = reference.abs();
    const at::Tensor relative = at::where(size.gt(0), difference / size, at::zeros_like(difference));
    const bool any = difference.numel() > 0;
    result.maxAbsDiff = any ? difference.max().item<double>() : 0.0;
    result.maxRelDiff = any ? relative.max().item<double>() : 0.0;
    result.argmaxAgree = argmaxAgreement(ours, expected);
    // NaN is in no order: a comparison that it takes part in does not hold.
    result.ok = difference.le(tolerance.absolute + tolerance.relative * size).all().item<bool>();
    return result;
}

} // namespace

base::Result<Verification> verifyAgainst(const ModelPoint &model, const std::filesystem::path &file,
                                         const Tolerance &tolerance)
{
    const auto io = formats::readSafetensors(file);
    if (!io)
        return io.problem();
    const auto &tensors = io->weights;
    for (const auto *name : {"x", "y"})
        if (!tensors.contains(name))
            return unfit(file, base::cat("The file has no tensor '", name, "'."));
    const at::NoGradGuard noGrad;
    const auto executor = model::Executor::create(model.state.network.graph, model.state.network.weights);
    if (!executor)
        return executor.problem();
    const auto began = std::chrono::steady_clock::now();
    const auto output = (*executor)->logits(tensors.get("x"));
    if (!output)
        return output.problem();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    const at::Tensor expected = tensors.get("y");
    if (output->sizes() != expected.sizes())
        return unfit(file, base::cat("The model's output is ", base::shapeText(output->sizes().vec()), ", but y is ",
                                     base::shapeText(expected.sizes().vec()), "."));
    auto result = comparison(*output, expected, tolerance);
    result.seconds = took.count();
    return result;
}

} // namespace espalier::engine
