// SPDX-License-Identifier: GPL-3.0-or-later
// Time of the fused update on this machine's GPU, against copying as many bytes from device memory to device memory.
//     bench_gpu [ROUNDS]
#include "kernels/capability.h"

#include "gpu/device_memory.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>

namespace {

using namespace espalier::kernels;
using namespace espalier::kernels::gpu;

struct Shape
{
    std::int64_t rows, columns, taps;
};

std::vector<Shape> cifarResNet(int blocks)
{
    std::vector<Shape> shapes{{16, 3, 9}};
    for (std::int64_t width = 16, before = 16; width <= 64; width *= 2)
        for (int conv = 0; conv < 2 * blocks; ++conv, before = width)
            shapes.push_back({width, before, 9});
    shapes.push_back({10, 64, 1});
    return shapes;
}

std::vector<Shape> resNet50()
{
    std::vector<Shape> shapes{{64, 3, 49}};
    std::int64_t width = 64, before = 64;
    for (int blocks : {3, 4, 6, 3}) {
        for (int block = 0; block < blocks; ++block) {
            shapes.insert(shapes.end(), {{width, before, 1}, {width, width, 9}, {4 * width, width, 1}});
            if (block == 0)
                shapes.push_back({4 * width, before, 1});
            before = 4 * width;
        }
        width *= 2;
    }
    shapes.push_back({1000, 2048, 1});
    return shapes;
}

/// Weights, gradients, momenta and factors of a network on the device; all zeros, since times don't depend on values.
class Network
{
public:
    Network(const std::vector<Shape> &shapes, FactorKind kind)
    {
        for (const Shape &shape : shapes)
            add(shape, kind);
        m_update.emplace(m_tensors, SgdOptions{0.1f, 0.9f, 5e-4f, false});
    }

    std::int64_t elements() const { return m_elements; }
    const DeviceUpdate &update() const { return *m_update; }

private:
    float *zeros(std::int64_t count)
    {
        const std::vector<float> host(static_cast<std::size_t>(count), 0.0f);
        return m_memory.emplace_back(host).data();
    }
    void add(const Shape &shape, FactorKind kind)
    {
        SgdTensor tensor;
        tensor.numel = shape.rows * shape.columns * shape.taps;
        tensor.rows = shape.rows;
        tensor.columns = shape.columns;
        tensor.columnStride = shape.taps;
        tensor.kind = kind;
        tensor.w = zeros(tensor.numel);
        tensor.g = zeros(tensor.numel);
        tensor.v = zeros(tensor.numel);
        if (kind != FactorKind::None)
            tensor.factor = zeros(kind == FactorKind::Row ? shape.rows : shape.columns);
        m_tensors.push_back(tensor);
        m_elements += tensor.numel;
    }

    std::vector<DeviceArray<float>> m_memory;
    std::vector<SgdTensor> m_tensors;
    std::int64_t m_elements = 0;
    std::optional<DeviceUpdate> m_update;
};

/// Median microseconds of one call, each of `rounds` timings being 20 calls between two events.
double median(int rounds, cudaStream_t stream, const std::function<void()> &queue)
{
    constexpr int Calls = 20;
    cudaEvent_t begin = nullptr, end = nullptr;
    check(cudaEventCreate(&begin));
    check(cudaEventCreate(&end));
    std::vector<double> times;
    for (int round = -3; round < rounds; ++round) {
        check(cudaEventRecord(begin, stream));
        for (int call = 0; call < Calls; ++call)
            queue();
        check(cudaEventRecord(end, stream));
        check(cudaEventSynchronize(end));
        float milliseconds = 0.0f;
        check(cudaEventElapsedTime(&milliseconds, begin, end));
        if (round >= 0)
            times.push_back(1e3 * milliseconds / Calls);
    }
    cudaEventDestroy(begin);
    cudaEventDestroy(end);
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

/// Copies half of the bytes that the update moves: a copy reads and writes each.
double copyTime(int rounds, std::int64_t bytesMoved)
{
    const auto half = static_cast<std::size_t>(bytesMoved / 2);
    const DeviceArray<char> from(std::vector<char>(half, 0)), to(std::vector<char>(half, 0));
    return median(rounds, nullptr, [&] { check(cudaMemcpyAsync(to.data(), from.data(), half, cudaMemcpyDeviceToDevice)); });
}

void report(const std::string &name, const std::vector<Shape> &shapes, FactorKind kind, const char *kindName, int rounds)
{
    const Network network(shapes, kind);
    const std::int64_t bytes = 20 * network.elements();
    const double eager = median(rounds, nullptr, [&] {
        if (const auto status = launchFusedSgd(network.update().launch()); !status)
            throw std::runtime_error(status.problem().what);
    });
    CapturedUpdate graph(network.update());
    const double captured = median(rounds, graph.stream(), [&] { graph.queue(); });
    const double copied = copyTime(rounds, bytes);
    std::printf("%-10s %-7s %10lld %10.1f %10.1f %10.1f %9.0f %9.2f\n", name.c_str(), kindName,
                static_cast<long long>(network.elements()), eager, captured, copied,
                static_cast<double>(bytes) / std::min(eager, captured) * 1e-3, copied / std::min(eager, captured));
}

} // namespace

int main(int argc, char **argv)
{
    if (cudaCapability().devices == 0) {
        std::puts("no CUDA device was found");
        return 0;
    }
    try {
        cudaDeviceProp properties{};
        check(cudaGetDeviceProperties(&properties, 0));
        const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 50;
        std::printf("%s, median of %d rounds\n", properties.name, rounds);
        std::puts("network    factors   elements   eager us   graph us    copy us      GB/s   of copy");
        report("resnet-56", cifarResNet(9), FactorKind::None, "none", rounds);
        report("resnet-56", cifarResNet(9), FactorKind::Row, "row", rounds);
        report("resnet-50", resNet50(), FactorKind::None, "none", rounds);
        report("resnet-50", resNet50(), FactorKind::Row, "row", rounds);
        report("resnet-50", resNet50(), FactorKind::Column, "column", rounds);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
