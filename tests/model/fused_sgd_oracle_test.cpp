// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/fused_sgd.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace espalier::kernels {
namespace {

SgdTensor tensorOf(const at::Tensor &w, const at::Tensor &g, const at::Tensor &v)
{
    SgdTensor tensor{w.data_ptr<float>(), g.data_ptr<float>(), v.data_ptr<float>()};
    tensor.numel = w.numel();
    tensor.rows = w.size(0);
    return tensor;
}

// torch's own fused optimiser as the oracle, over several steps, with and without Nesterov's momentum.
TEST(FusedSgd, EqualsTheOptimiserOfTheTensorLibrary)
{
    for (const bool nesterov : {false, true}) {
        at::manual_seed(1);
        const std::vector<std::vector<std::int64_t>> shapes{{16, 3, 3, 3}, {10, 64}, {64}, {32, 16, 3, 3}};
        std::vector<at::Tensor> ours, oursMomentum, theirs, theirMomentum;
        for (const auto &shape : shapes) {
            ours.push_back(at::randn(shape));
            theirs.push_back(ours.back().clone());
            oursMomentum.push_back(at::zeros(shape));
            theirMomentum.push_back(at::zeros(shape));
        }
        for (int step = 0; step < 5; ++step) {
            std::vector<at::Tensor> gradients;
            std::vector<SgdTensor> tensors;
            for (std::size_t i = 0; i < ours.size(); ++i) {
                gradients.push_back(at::randn(shapes[i]));
                tensors.push_back(tensorOf(ours[i], gradients[i], oursMomentum[i]));
            }
            fusedSgd(tensors, {0.1f, 0.9f, 5e-4f, nesterov});
            at::_fused_sgd_(theirs, gradients, theirMomentum, 5e-4, 0.9, 0.1, 0.0, nesterov, false, false);
        }
        for (std::size_t i = 0; i < ours.size(); ++i) {
            EXPECT_TRUE(at::allclose(ours[i], theirs[i], 1e-5, 1e-6)) << "nesterov " << nesterov << " tensor " << i;
            EXPECT_TRUE(at::allclose(oursMomentum[i], theirMomentum[i], 1e-5, 1e-6)) << "nesterov " << nesterov << " tensor " << i;
        }
    }
}

TEST(FusedSgd, ShadowIsTheLibrarysBfloat16)
{
    const at::Tensor w = at::randn({50, 7}), g = at::randn({50, 7}), v = at::zeros({50, 7});
    at::Tensor shadow = at::zeros({50, 7}, at::kBFloat16);
    SgdTensor tensor = tensorOf(w, g, v);
    tensor.shadow = static_cast<std::uint16_t *>(shadow.data_ptr());
    fusedSgd({&tensor, 1}, {0.1f, 0.9f, 0.0f, false});
    EXPECT_TRUE(at::equal(shadow, w.to(at::kBFloat16)));
}

} // namespace
} // namespace espalier::kernels
