// SPDX-License-Identifier: GPL-3.0-or-later
// fusedSgd on the CPU is the reference: kernels/fused_sgd_test.cpp compares it with the formula.
#include "kernels/capability.h"
#include "kernels/sgd_case.h"

#include "gpu/device_memory.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace espalier::kernels::gpu {
namespace {

class GpuFusedSgd : public testing::Test
{
protected:
    void SetUp() override
    {
        if (cudaCapability().devices == 0)
            GTEST_SKIP() << "no CUDA device was found";
    }
};

/// A copy of one case on the device.
struct DeviceCase
{
    DeviceArray<float> w, g, v, factor;
    DeviceArray<std::uint16_t> shadow;
    SgdTensor tensor;

    explicit DeviceCase(const SgdMemory &host)
        : w(host.w)
        , g(host.g)
        , v(host.v)
        , factor(host.factor)
        , shadow(host.shadow)
        , tensor(host.tensor)
    {
        tensor.w = w.data();
        tensor.g = g.data();
        tensor.v = v.data();
        tensor.shadow = shadow.data();
        tensor.factor = host.tensor.factor ? factor.data() : nullptr;
    }
};

void stepOnDevice(const DeviceCase &device, const SgdOptions &options)
{
    const DeviceUpdate update({&device.tensor, 1}, options);
    const base::Status status = launchFusedSgd(update.launch());
    ASSERT_TRUE(status) << status.problem().what;
    check(cudaDeviceSynchronize());
}

// The device contracts a*b + c: results may differ in the last places, more where terms cancel.
constexpr float Tolerance = 1e-6f;

TEST_F(GpuFusedSgd, EqualsTheLoopForEveryShapeLayoutAndFactor)
{
    for (const SgdCase &c : allSgdCases()) {
        SCOPED_TRACE(testing::Message() << c.rows << "x" << c.columns << "x" << c.taps << " last " << c.channelsLast << " kind "
                                        << int(c.kind) << " replaces " << c.replaces << " nesterov " << c.nesterov);
        SgdMemory host(c);
        const DeviceCase device(host);
        const SgdOptions options{0.1f, 0.9f, 5e-4f, c.nesterov};
        stepOnDevice(device, options);
        fusedSgd({&host.tensor, 1}, options);
        const auto w = device.w.download(), v = device.v.download();
        const auto shadow = device.shadow.download();
        for (std::size_t e = 0; e < w.size(); ++e) {
            ASSERT_NEAR(w[e], host.w[e], Tolerance) << "element " << e;
            ASSERT_NEAR(v[e], host.v[e], Tolerance) << "element " << e;
            ASSERT_EQ(shadow[e], toBfloat16(w[e])) << "element " << e;
        }
    }
}

TEST_F(GpuFusedSgd, SeveralTensorsInOneLaunchStayApart)
{
    std::vector<SgdMemory> hosts;
    for (const SgdCase &c : {SgdCase{64, 64, 9, false, FactorKind::Row}, SgdCase{1, 1, 1, false, FactorKind::None},
                             SgdCase{33, 7, 9, true, FactorKind::Column}, SgdCase{2000, 17, 1, false, FactorKind::Element}})
        hosts.emplace_back(c);
    std::vector<DeviceCase> devices;
    std::vector<SgdTensor> onDevice, onHost;
    for (SgdMemory &host : hosts) {
        onHost.push_back(host.tensor);
        onDevice.push_back(devices.emplace_back(host).tensor);
    }
    const SgdOptions options{0.1f, 0.9f, 5e-4f, false};
    const DeviceUpdate update(onDevice, options);
    for (int step = 0; step < 3; ++step) {
        ASSERT_TRUE(launchFusedSgd(update.launch()));
        fusedSgd(onHost, options);
    }
    check(cudaDeviceSynchronize());
    for (std::size_t t = 0; t < hosts.size(); ++t) {
        const auto w = devices[t].w.download();
        for (std::size_t e = 0; e < w.size(); ++e)
            ASSERT_NEAR(w[e], hosts[t].w[e], 3.0f * Tolerance) << "tensor " << t << " element " << e;
    }
}

// Captured once, replayed with other options and other factors: both are read from device memory.
TEST_F(GpuFusedSgd, CapturedGraphSeesNewOptionsAndFactors)
{
    SgdMemory host({64, 16, 9, false, FactorKind::Row});
    DeviceCase device(host);
    DeviceUpdate update({&device.tensor, 1}, {0.1f, 0.9f, 0.0f, false});
    CapturedUpdate graph(update);
    graph.queue();
    graph.wait();
    fusedSgd({&host.tensor, 1}, {0.1f, 0.9f, 0.0f, false});

    const SgdOptions later{0.01f, 0.5f, 1e-3f, true};
    for (float &factor : host.factor)
        factor += 0.25f;
    update.setOptions(later);
    device.factor.upload(host.factor);
    graph.queue();
    graph.wait();
    fusedSgd({&host.tensor, 1}, later);

    const auto w = device.w.download();
    for (std::size_t e = 0; e < w.size(); ++e)
        ASSERT_NEAR(w[e], host.w[e], 2.0f * Tolerance) << "element " << e;
}

TEST_F(GpuFusedSgd, SpecialValuesAreTreatedAsOnTheCpu)
{
    const float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
    SgdMemory host({5, 1, 1, false, FactorKind::Row, true});
    host.w = {1e-31f, 1e-29f, 1.0f, 1.0f, 1.0f};
    host.g = {0.0f, 0.0f, nan, inf, 2.0f};
    host.v = {1e-38f, 0.0f, 0.0f, 0.0f, 0.0f};
    host.factor = {0.0f, 0.0f, 0.0f, 0.5f, 0.0f};
    const DeviceCase device(host);
    stepOnDevice(device, {0.1f, 0.9f, 0.0f, false});
    const auto w = device.w.download(), v = device.v.download();
    EXPECT_EQ(w[0], 0.0f) << "subnormal weights become exact zeros";
    EXPECT_EQ(v[0], 0.0f);
    EXPECT_EQ(w[1], 1e-29f);
    EXPECT_TRUE(std::isnan(w[2])) << "not a number is not hidden";
    EXPECT_NEAR(w[3], 0.95f, Tolerance) << "a replaced gradient is never read";
    EXPECT_NEAR(w[4], 0.8f, Tolerance);
}

TEST_F(GpuFusedSgd, StepsRepeatThemselvesBitForBit)
{
    const SgdCase c{300, 20, 9, true, FactorKind::Column};
    const SgdMemory host(c);
    const DeviceCase first(host), second(host);
    for (int step = 0; step < 5; ++step) {
        stepOnDevice(first, {0.05f, 0.9f, 1e-4f, false});
        stepOnDevice(second, {0.05f, 0.9f, 1e-4f, false});
    }
    EXPECT_EQ(first.w.download(), second.w.download());
}

} // namespace
} // namespace espalier::kernels::gpu
