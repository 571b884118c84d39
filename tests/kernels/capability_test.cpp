// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/capability.h"
#include "kernels/fused_sgd.h"

#include <gtest/gtest.h>

namespace espalier::kernels {
namespace {

TEST(CudaCapability, NoDevicesWithoutTheCode)
{
    const CudaCapability capability = cudaCapability();
    EXPECT_GE(capability.devices, 0);
    if (!capability.compiled) {
        EXPECT_EQ(capability.devices, 0);
    }
}

TEST(CudaCapability, LaunchWithoutADeviceIsAProblemNotACrash)
{
    if (cudaCapability().devices > 0)
        GTEST_SKIP() << "a GPU is present: launching with null pointers would fault there";
    const base::Status status = launchFusedSgd({nullptr, nullptr, 1, nullptr, nullptr});
    ASSERT_FALSE(status);
    EXPECT_FALSE(status.problem().what.empty());
    EXPECT_FALSE(status.problem().remedy.empty());
}

} // namespace
} // namespace espalier::kernels
