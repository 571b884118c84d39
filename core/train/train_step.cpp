// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/train_step.h"

#include "base/random.h"
#include "base/text.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <mutex>

namespace espalier::train {

using base::Problem;
using base::ProblemCode;

namespace {

// Operators with randomness draw from the process-wide default generator, which nobody else here uses.
void seedDropout(std::uint64_t seed, std::int64_t iteration)
{
    constexpr std::uint64_t DropoutStream = 0x64726f70;
    at::Generator generator = at::globalContext().defaultGenerator(at::kCPU);
    const std::scoped_lock lock(generator.mutex());
    generator.set_current_seed(base::randomBits(seed, DropoutStream, static_cast<std::uint64_t>(iteration)));
}

at::Tensor countCorrect(const at::Tensor &logits, const at::Tensor &labels)
{
    const at::NoGradGuard noGrad;
    return logits.detach().argmax(1).eq(labels).sum();
}

} // namespace

model::Precision precisionOf(const std::string &text)
{
    if (text == "auto")
        return model::bf16IsFast() ? model::Precision::Bf16 : model::Precision::Fp32;
    return text == "bf16" ? model::Precision::Bf16 : model::Precision::Fp32;
}

std::string toString(model::Precision precision)
{
    return precision == model::Precision::Bf16 ? "bf16" : "fp32";
}

base::Result<std::unique_ptr<TrainStep>> TrainStep::create(const model::Network &network, methods::Method &method,
                                                           const StepOptions &options)
{
    auto optimiser = Optimiser::create(network, options.optimiser);
    if (!optimiser)
        return optimiser.problem();
    auto executor = model::Executor::create(network.graph, network.weights);
    if (!executor)
        return executor.problem();
    std::unique_ptr<TrainStep> step(new TrainStep(network, method, options, std::move(*optimiser)));
    step->m_executor = std::move(*executor);
    return step;
}

TrainStep::TrainStep(const model::Network &network, methods::Method &method, const StepOptions &options,
                     Optimiser optimiser)
    : m_method(method), m_options(options), m_optimiser(std::move(optimiser)), m_gradients(network)
{
}

base::Result<StepOutcome> TrainStep::run(const data::Batch &batch, const methods::StepContext &context)
{
    m_method.update(context);
    const auto logits = forward(batch, context.iteration);
    if (!logits)
        return logits.problem();
    const auto given = m_options.loss ? m_options.loss(*logits, batch)
                                      : base::Result<at::Tensor>(at::cross_entropy_loss(*logits, batch.labels));
    if (!given)
        return given.problem();
    const at::Tensor loss = *given;
    if (const base::Status finite = requireFinite(loss, context); !finite)
        return finite.problem();
    done("forward");
    loss.backward();
    if (m_gradientsReady)
        m_gradientsReady();
    m_method.afterBackward(context);
    done("backward");
    m_optimiser.step(context.learningRate, m_method.penalties());
    m_method.afterStep(context);
    done("optimiser");
    return StepOutcome{loss.detach(), countCorrect(*logits, batch.labels), batch.labels.size(0),
                       m_method.verdict(context)};
}

base::Result<at::Tensor> TrainStep::forward(const data::Batch &batch, std::int64_t iteration) const
{
    seedDropout(m_options.dropoutSeed, iteration);
    model::ForwardOptions options;
    options.mode = model::Mode::Train;
    options.precision = m_options.precision;
    const auto logits = m_executor->logits(batch.images, options);
    if (!logits)
        return logits.problem();
    return logits->to(at::kFloat);
}

// Looking at the loss costs nothing on the CPU, where all the work is done by now; a device would have to be waited for.
base::Status TrainStep::requireFinite(const at::Tensor &loss, const methods::StepContext &context) const
{
    if (!loss.device().is_cpu() || std::isfinite(loss.item<double>()))
        return {};
    return Problem{ProblemCode::WorkFailed,
                   base::cat("the loss is ", loss.item<double>(), " at iteration ", context.iteration,
                             " (learning rate ", context.learningRate, ")."),
                   "",
                   "The learning rate or the penalty is too large: go back to the last checkpoint and halve it."};
}

void TrainStep::done(const char *part) const
{
    if (m_partDone)
        m_partDone(part);
}

} // namespace espalier::train
