// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/Allocator.h>

#include <cstddef>
#include <memory>

namespace espalier::model {

struct CachedMemory {
    std::size_t inUse = 0;  ///< bytes of large blocks that tensors hold
    std::size_t cached = 0; ///< bytes of large blocks that wait for reuse
};

/// CPU memory for tensors that keeps freed large blocks for the next step. A training step frees and asks for the same
/// sizes again and again; given back to the system in between, every page is zeroed and faulted in anew, which is a
/// sixth of the step of a CIFAR ResNet. Large blocks are huge pages where the system has them. Blocks of 64 KiB and more
/// are cached, at most `limit` bytes (the ones freed longest ago go first); smaller ones go to malloc.
/// Any thread. Must outlive its blocks.
class CachingAllocator final : public c10::Allocator {
public:
    explicit CachingAllocator(std::size_t limit);
    ~CachingAllocator() override;
    CachingAllocator(const CachingAllocator &) = delete;
    CachingAllocator &operator=(const CachingAllocator &) = delete;

    /// 64-byte aligned. c10::Error naming the size if the system has no more, even after the cache was given back.
    c10::DataPtr allocate(std::size_t bytes) override;
    c10::DeleterFnPtr raw_deleter() const override;
    void copy_data(void *target, const void *source, std::size_t bytes) const override;

    CachedMemory memory() const;
    /// Gives cached blocks back to the system: after a cut, when sizes change for good.
    void release();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Makes one, with half of the machine's memory as limit, the allocator of all CPU tensors of the process, for good.
/// Call first thing in a program, before any tensor exists: memory that the old allocator gave must not be freed by
/// the new one. Does nothing under the address sanitizer, from which it would hide errors.
/// Null if it does nothing.
CachingAllocator *useCachingAllocator();

} // namespace espalier::model
