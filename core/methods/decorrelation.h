// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"

namespace espalier::methods {

/// The decorrelation losses of methods.md 3.5. Rows w_i are the flattened filters of one weight, N of them with D values
/// each, G = W·Wᵀ, S the chosen filters, M_ij = 1 iff i∈S or j∈S, I⁻ = I with 0 at the diagonals of S, MSE the mean over
/// the entries.
enum class Decorrelating {
    V1,   ///< kernels above 1 x 1: distance of OrthConv (3.7); else as V2
    V2,   ///< MSE(G, I), or MSE(WᵀW, I) if `transpose` and N < D
    V3,   ///< MSE(G, I⁻)
    V4,   ///< V3 + MSE(WᵀW, W₀ᵀW₀) with the weights at the start
    V5,   ///< Σ M∘G² / N²
    V5_2, ///< as V3
    V6,   ///< mean(map∘(G - I⁻)²), map = the first weight where M, else the second
};

struct DecorrelationOptions {
    Decorrelating scheme = Decorrelating::V5;
    bool isMean = true;     ///< V5: 1/N², else the plain sum of the paper
    bool transpose = true;  ///< V1, V2
};

/// Factors of the loss: of pairs with a chosen filter (all pairs but in V6), and of the rest (V6 only).
struct DecorrelationFactors {
    double chosen = 0.0;
    double kept = 0.0;
};

/// One weight with its filters along `axis`.
struct DecorrelationLayer {
    std::string name; ///< of the layer
    at::Tensor weight;
    int axis = 0;
    std::int64_t stride = 1;
    at::Tensor chosen; ///< bool, one per filter, on the weight's device
};

/// Decorrelation loss of one layer with its gradient in closed form: two matrix products, no autograd graph, no host read.
class Decorrelation {
public:
    Decorrelation(DecorrelationLayer layer, const DecorrelationOptions &options);

    const DecorrelationLayer &layer() const { return m_layer; }
    /// Adds the gradient to weight.grad(); the target is a constant in it.
    void addGradient(const DecorrelationFactors &factors) const;
    /// Scalar, float64, on the weight's device.
    at::Tensor loss(const DecorrelationFactors &factors) const;
    /// W₀ of V4, N x D; else undefined.
    const at::Tensor &base() const { return m_base; }
    void setBase(at::Tensor base) { m_base = std::move(base); }

private:
    bool isConvolution() const;
    bool isTransposed(const at::Tensor &rows) const;
    at::Tensor rows() const;
    at::Tensor pairTerm(const at::Tensor &gram, const DecorrelationFactors &factors) const;
    double pairScale(const at::Tensor &rows, const DecorrelationFactors &factors) const;
    at::Tensor rowGradient(const at::Tensor &rows, const DecorrelationFactors &factors) const;

    DecorrelationLayer m_layer;
    DecorrelationOptions m_options;
    at::Tensor m_touched; ///< M, float
    at::Tensor m_target;  ///< I or I⁻; undefined in V5
    at::Tensor m_base;
};

/// GramEnergy of a layer by name: "gram_off", "gram_kept", "gram_cross", "gram_pruned".
std::map<std::string, float> gramShares(const DecorrelationLayer &layer);

} // namespace espalier::methods
