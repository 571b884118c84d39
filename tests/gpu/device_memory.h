// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/fused_sgd.h"

#include <cuda_runtime.h>

#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace espalier::kernels::gpu {

/// Throws what the driver says: a test or a benchmark can't go on without its device.
inline void check(cudaError_t error)
{
    if (error != cudaSuccess)
        throw std::runtime_error(cudaGetErrorString(error));
}

/// Owned device memory of `size()` elements of a trivially copyable type.
template <class T>
class DeviceArray
{
public:
    explicit DeviceArray(std::span<const T> host)
        : m_size(host.size())
    {
        check(cudaMalloc(reinterpret_cast<void **>(&m_data), bytes()));
        upload(host);
    }
    DeviceArray(DeviceArray &&other) noexcept
        : m_data(std::exchange(other.m_data, nullptr))
        , m_size(std::exchange(other.m_size, 0))
    {
    }
    DeviceArray(const DeviceArray &) = delete;
    DeviceArray &operator=(const DeviceArray &) = delete;
    DeviceArray &operator=(DeviceArray &&) = delete;
    ~DeviceArray() { cudaFree(m_data); }

    T *data() const { return m_data; }
    std::size_t size() const { return m_size; }
    void upload(std::span<const T> host) { check(cudaMemcpy(m_data, host.data(), host.size_bytes(), cudaMemcpyHostToDevice)); }
    std::vector<T> download() const
    {
        std::vector<T> host(m_size);
        check(cudaMemcpy(host.data(), m_data, bytes(), cudaMemcpyDeviceToHost));
        return host;
    }

private:
    std::size_t bytes() const { return m_size * sizeof(T); }

    T *m_data = nullptr;
    std::size_t m_size = 0;
};

/// The tables of one launch on the device, over tensors whose own pointers are device memory already.
class DeviceUpdate
{
public:
    DeviceUpdate(std::span<const SgdTensor> tensors, const SgdOptions &options)
        : m_tensors(tensors)
        , m_chunks(sgdChunks(tensors))
        , m_options({&options, 1})
    {
    }

    void setOptions(const SgdOptions &options) { m_options.upload({&options, 1}); }
    SgdLaunch launch(cudaStream_t stream = nullptr) const
    {
        return {m_tensors.data(), m_chunks.data(), static_cast<std::int64_t>(m_chunks.size()), m_options.data(), stream};
    }

private:
    DeviceArray<SgdTensor> m_tensors;
    DeviceArray<SgdChunk> m_chunks;
    DeviceArray<SgdOptions> m_options;
};

/// A stream and the graph that was captured on it.
class CapturedUpdate
{
public:
    explicit CapturedUpdate(const DeviceUpdate &update)
    {
        check(cudaStreamCreate(&m_stream));
        check(cudaStreamBeginCapture(m_stream, cudaStreamCaptureModeThreadLocal));
        const base::Status queued = launchFusedSgd(update.launch(m_stream));
        check(cudaStreamEndCapture(m_stream, &m_graph));
        if (!queued)
            throw std::runtime_error(queued.problem().what);
        check(cudaGraphInstantiate(&m_executable, m_graph, 0));
    }
    CapturedUpdate(const CapturedUpdate &) = delete;
    CapturedUpdate &operator=(const CapturedUpdate &) = delete;
    ~CapturedUpdate()
    {
        cudaGraphExecDestroy(m_executable);
        cudaGraphDestroy(m_graph);
        cudaStreamDestroy(m_stream);
    }

    cudaStream_t stream() const { return m_stream; }
    void queue() { check(cudaGraphLaunch(m_executable, m_stream)); }
    void wait() { check(cudaStreamSynchronize(m_stream)); }

private:
    cudaStream_t m_stream = nullptr;
    cudaGraph_t m_graph = nullptr;
    cudaGraphExec_t m_executable = nullptr;
};

} // namespace espalier::kernels::gpu
