// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/gamma_penalty.h"
#include "report/snapshot.h"
#include "train/trainer.h"

namespace espalier::train {

/// What becomes of the batch norms' scales under a method (methods.md 6): the share of |gamma| below each
/// power of ten, of all, of the channels that are to go and of those that stay, and of each layer; the share
/// whose gradient of the task is exactly zero. Of every batch norm that alone reads a layer, whether its
/// channels can go or not.
class ScaleWatch
{
public:
    explicit ScaleWatch(const ModelState &model);

    bool isEmpty() const { return m_scales.empty(); }
    /// Which channels of a layer are to go now; empty = nothing is chosen there.
    void mark(const std::string &layer, const std::vector<std::uint8_t> &chosen);
    /// Between a backward pass and what a method adds to its gradients: keeps those of the scales.
    void takeGradients();
    void dropGradients();

    /// "gamma.all_below_1e-K" for K = 0 .. 13, "gamma.masked_below_1e-K" and "gamma.kept_below_1e-K" where
    /// channels are chosen, and "gamma.zero_gradient" once gradients were taken.
    std::map<std::string, double> series() const;
    /// "gamma.all_below_1e-K/LAYER".
    std::map<std::string, double> layerSeries() const;
    /// Values of every scale, for the screen.
    std::shared_ptr<const report::ScaleTelemetry> telemetry(std::int64_t step, double threshold) const;

private:
    struct Scale
    {
        methods::ScaleView view;
        std::vector<std::uint8_t> chosen; ///< empty = nothing is
        at::Tensor gradient;              ///< undefined = not taken
    };
    static std::vector<double> sizesOf(const Scale &scale);

    std::vector<Scale> m_scales;
};

} // namespace espalier::train
