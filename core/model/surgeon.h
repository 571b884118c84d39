// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/plan.h"
#include "model/channel_tracer.h"

#include <map>
#include <utility>

namespace espalier::model {

/// Which entries of a stored tensor stay: index lists per axis, or a flat selection followed by a reshape for ragged
/// (blocked) cuts. Applies to anything shaped like the tensor: momentum, factors, masks.
struct TensorCut {
    std::map<int, at::Tensor> keptByAxis; ///< axis -> int64 indices
    at::Tensor flatKept;                  ///< int64 flat indices, defined only for ragged cuts
    std::vector<std::int64_t> newShape;
    at::Tensor apply(const at::Tensor &tensor) const;
};

struct CutResult {
    Network network;
    std::map<std::string, TensorCut> cuts; ///< by tensor name; tensors that are not listed are unchanged
};

/// Turns a network and a plan into a smaller network (tracer.md 6). Never in place. Everything follows from the labels:
/// tensors are selected, sizes in arguments are rewritten only where they changed. CheckFailed naming the value if the
/// plan breaks a constraint.
base::Result<CutResult> cut(const Network &network, const Trace &trace, const graph::Plan &plan);

/// The masked reference of tracer.md 7: same graph and weights; options to hand to Executor::forward so that every
/// activation operand of a contraction is multiplied by its alive mask and approximate nodes use kept elements only.
class MaskedReference {
public:
    MaskedReference(const Network &network, const Trace &trace, const graph::Plan &plan);
    ~MaskedReference();
    base::Result<std::vector<at::Tensor>> forward(const std::vector<at::Tensor> &inputs) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

struct Parity {
    double maxAbsDiff = 0.0;
    double maxReference = 0.0; ///< max |masked|
    double tolerance = 0.0;    ///< absolute: relative tolerance * max(1, max |masked|)
    double argmaxAgreement = 1.0;
    double planEffect = 0.0; ///< max |masked - original| / max |original|: the plan must change something
    std::int64_t samples = 0;
    bool ok = false;
    std::string firstDifference; ///< node at which values first differ, if not ok
};

/// Inputs to compare on, and the difference allowed relative to max(1, max |output|).
struct ParityInputs {
    ParityInputs(std::vector<at::Tensor> tensors, double allowed = 1e-4)
        : inputs(std::move(tensors)), tolerance(allowed)
    {
    }
    std::vector<at::Tensor> inputs;
    double tolerance;
};

/// masked equals cut on the given inputs, in eval mode and fp32 (tracer.md 7, methods.md 4), with identical argmax
/// outside ties.
base::Result<Parity> checkParity(const Network &original, const Trace &trace, const graph::Plan &plan,
                                 const Network &cutNetwork, const ParityInputs &on);

/// Random inputs for the graph's input shapes (standard normal, or ids for integer inputs), seeded.
std::vector<at::Tensor> randomInputs(const graph::Graph &graph, std::int64_t batch, std::uint64_t seed);

/// Constant forwarding (methods.md 4.4), before a cut: what removed channels still emit once their filters are gone is
/// added to the next bias, or subtracted from the next batch norm's running mean; a bias is created if there is neither.
/// Removed filters are taken as W = 0. Exact but at zero-padded borders. Returns a network of the same shape to be cut.
struct ForwardedConstants {
    Network network;
    Trace trace;                      ///< of this network; groups and channels are those of the given trace
    std::vector<std::string> into;    ///< tensors that received constants
    std::vector<std::string> skipped; ///< consumers that could not be compensated, with the reason
};
base::Result<ForwardedConstants> forwardConstants(const Network &network, const Trace &trace, const graph::Plan &plan);

} // namespace espalier::model
