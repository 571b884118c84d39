// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/surgery/shrinkage.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <optional>

namespace espalier::model::surgery {

/// The masked reference of tracer.md 7, as hooks of one pass of the Executor over the original network: activation
/// operands of contractions and of sum-like reductions are multiplied by their alive masks; approximate nodes are
/// computed on the kept elements only.
class Masking {
public:
    explicit Masking(const Shrinkage &shrinkage);

    void before(graph::NodeId id, const std::string &argument, at::Tensor &tensor);
    void after(graph::NodeId id, std::vector<at::Tensor> &outputs);
    /// What went wrong in a hook.
    const std::optional<base::Problem> &problem() const { return m_problem; }

private:
    bool isMasked(graph::NodeId id, const std::string &argument) const;
    graph::ValueId operandId(graph::NodeId id, const std::string &argument);
    base::Status computeOnKept(graph::NodeId id, const std::map<graph::ValueId, at::Tensor> &operands,
                               std::vector<at::Tensor> &outputs);

    const Shrinkage &m_shrinkage;
    std::map<graph::ValueId, at::Tensor> m_operands; ///< of the approximate node being computed
    graph::NodeId m_listNode;
    std::string m_listArgument;
    std::size_t m_listIndex = 0;
    std::optional<base::Problem> m_problem;
};

} // namespace espalier::model::surgery
