// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"

namespace espalier::methods {

/// Which tensors of a producer bear the factor.
struct PenaltyScope {
    bool weight = true;
    bool bias = false;
    bool norm = false; ///< gamma and beta of the norm that alone reads it
    bool replacesGradient = false; ///< block_loss_grad
    const model::Weights *elementsOf = nullptr; ///< if given, one factor per element: the views show these tensors flat
};

/// Regularisation factors Λ with one value per filter (methods.md 1, wg = filter and channel), for the tensors of all
/// groups that a method works on. All start at 0. With `replacesGradient` every other weight of a layer is listed too,
/// with factor 0: block_loss_grad sets g_W = Λ∘W for each convolution and linear layer.
class SlicePenalties {
public:
    /// Unsupported naming the weight if two groups meet on different axes of it.
    base::Status create(std::vector<GroupView> groups, const graph::Structure &structure, const PenaltyScope &scope);
    /// Assigns the factor to the channels of a group (index into `groups`).
    void set(std::size_t group, const std::vector<std::int32_t> &channels, double factor);
    /// Of views that show tensors flat: to all elements of a group, and to those at the positions (int64).
    void fill(std::size_t group, double factor);
    void setAt(std::size_t group, const at::Tensor &positions, double factor);
    const Penalties &penalties() const { return m_penalties; }
    /// 0.5 * sum of factor * w^2, in nats. One host read.
    double loss() const;

private:
    base::Status addProducer(const ProducerView &producer);
    base::Status addTensor(const std::string &name, const at::Tensor &tensor, int axis);
    void addRemainingLayers(const graph::Structure &structure);
    /// The tensors of a producer that bear the factor, each with its name and axis.
    struct Slice {
        std::string name;
        at::Tensor tensor;
        int axis = 0;
    };
    std::vector<Slice> slicesOf(const ProducerView &producer) const;

    PenaltyScope m_scope;
    std::vector<GroupView> m_groups;
    std::map<std::string, at::Tensor> m_tensors; ///< live, by name
    Penalties m_penalties;
};

} // namespace espalier::methods
