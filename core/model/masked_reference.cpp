// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/executor.h"
#include "model/surgeon.h"
#include "model/surgery/masking.h"

#include <ATen/core/grad_mode.h>

namespace espalier::model {

struct MaskedReference::Impl {
    Impl(const Network &original, const Trace &found, const graph::Plan &plan)
        : network(original), trace(found), shrinkage(surgery::Shrinkage::unchecked(network, trace, plan)),
          executor(Executor::create(network.graph, network.weights))
    {
    }

    Network network;
    Trace trace;
    surgery::Shrinkage shrinkage;
    base::Result<std::unique_ptr<Executor>> executor;
};

MaskedReference::MaskedReference(const Network &network, const Trace &trace, const graph::Plan &plan)
    : m_impl(std::make_unique<Impl>(network, trace, plan))
{
}

MaskedReference::~MaskedReference() = default;

base::Result<std::vector<at::Tensor>> MaskedReference::forward(const std::vector<at::Tensor> &inputs) const
{
    if (!m_impl->executor)
        return m_impl->executor.problem();
    if (const base::Status status = m_impl->shrinkage.check(); !status)
        return status.problem();
    const at::NoGradGuard noGrad;
    surgery::Masking masking(m_impl->shrinkage);
    ForwardOptions options;
    options.beforeOperand = [&](graph::NodeId id, const std::string &argument, at::Tensor &tensor) {
        masking.before(id, argument, tensor);
    };
    options.afterNode = [&](graph::NodeId id, std::vector<at::Tensor> &outputs) { masking.after(id, outputs); };
    auto outputs = (*m_impl->executor)->forward(inputs, options);
    if (masking.problem())
        return *masking.problem();
    return outputs;
}

} // namespace espalier::model
