// SPDX-License-Identifier: GPL-3.0-or-later
#include "methods/gram_energy.h"

#include "model/host_values.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::methods {

GramEnergy gramEnergy(const at::Tensor &rows, const at::Tensor &chosen)
{
    const at::NoGradGuard noGrad;
    const at::Tensor matrix = rows.detach().to(at::kDouble);
    at::Tensor energy = matrix.mm(matrix.t()).square();
    const at::Tensor all = energy.sum();
    energy.fill_diagonal_(0.0);
    const at::Tensor pruned = chosen.defined() ? chosen.to(at::kDouble) : at::zeros({matrix.size(0)}, matrix.options());
    const at::Tensor kept = 1.0 - pruned;
    const auto between = [&](const at::Tensor &a, const at::Tensor &b) { return a.dot(energy.mv(b)); };
    const std::vector<double> parts = model::hostValues<double>(
        at::stack({all, energy.sum(), between(kept, kept), between(kept, pruned), between(pruned, pruned)}));
    if (!(parts[0] > 0.0))
        return {};
    return {parts[1] / parts[0], parts[2] / parts[0], 2.0 * parts[3] / parts[0], parts[4] / parts[0]};
}

} // namespace espalier::methods
