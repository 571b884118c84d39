// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/caching_allocator.h"

#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <list>
#include <map>
#include <mutex>

namespace espalier::model {
namespace {

constexpr std::size_t SmallestCached = std::size_t{64} << 10;
constexpr std::size_t HugePage = std::size_t{2} << 20;
constexpr std::size_t HeaderBytes = 64; ///< keeps what follows aligned for the widest vectors

/// Stands before every block, so that freeing needs nothing but the pointer.
struct Header {
    void *owner;         ///< CachingAllocator::Impl of a large block, or null
    std::size_t bytes;   ///< of the whole block, header included
};

std::size_t roundedUp(std::size_t bytes, std::size_t step)
{
    return (bytes + step - 1) / step * step;
}

Header *headerOf(void *data)
{
    return reinterpret_cast<Header *>(static_cast<char *>(data) - HeaderBytes);
}

void *dataOf(Header *header)
{
    return reinterpret_cast<char *>(header) + HeaderBytes;
}

/// From the system, aligned to a huge page; null if there is no more.
void *mapBlock(std::size_t bytes)
{
    void *mapped = mmap(nullptr, bytes + HugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED)
        return nullptr;
    const auto begin = reinterpret_cast<std::uintptr_t>(mapped);
    const std::uintptr_t aligned = roundedUp(begin, HugePage);
    if (aligned > begin)
        munmap(mapped, aligned - begin);
    munmap(reinterpret_cast<void *>(aligned + bytes), begin + HugePage - aligned);
    madvise(reinterpret_cast<void *>(aligned), bytes, MADV_HUGEPAGE); // a wish: fine if it is not granted
    return reinterpret_cast<void *>(aligned);
}

} // namespace

struct CachingAllocator::Impl {
    explicit Impl(std::size_t most) : limit(most) { }

    const std::size_t limit;
    mutable std::mutex mutex;
    CachedMemory memory;
    std::list<Header *> byAge; ///< cached blocks, the one freed longest ago first
    std::multimap<std::size_t, std::list<Header *>::iterator> bySize;

    void *allocateLarge(std::size_t bytes);
    Header *takeCached(std::size_t bytes);
    void give(Header *header);
    void evict(std::size_t keep);
    static void free(void *data);
};

/// A cached block that is at most a quarter too large: sizes that differ a little, as after a cut, still share.
Header *CachingAllocator::Impl::takeCached(std::size_t bytes)
{
    const auto found = bySize.lower_bound(bytes);
    if (found == bySize.end() || found->first > bytes + bytes / 4)
        return nullptr;
    Header *header = *found->second;
    byAge.erase(found->second);
    bySize.erase(found);
    memory.cached -= header->bytes;
    return header;
}

void *CachingAllocator::Impl::allocateLarge(std::size_t bytes)
{
    const std::size_t wanted = roundedUp(bytes + HeaderBytes, SmallestCached);
    const std::scoped_lock lock(mutex);
    Header *header = takeCached(wanted);
    if (!header) {
        void *block = mapBlock(wanted);
        if (!block) {
            evict(0);
            block = mapBlock(wanted);
        }
        TORCH_CHECK(block, "can't allocate memory: you tried to allocate ", bytes, " bytes.");
        header = new (block) Header{this, wanted};
    }
    memory.inUse += header->bytes;
    return dataOf(header);
}

void CachingAllocator::Impl::give(Header *header)
{
    const std::scoped_lock lock(mutex);
    memory.inUse -= header->bytes;
    memory.cached += header->bytes;
    byAge.push_back(header);
    bySize.emplace(header->bytes, std::prev(byAge.end()));
    evict(limit);
}

void CachingAllocator::Impl::evict(std::size_t keep)
{
    while (memory.cached > keep) {
        Header *oldest = byAge.front();
        const auto [first, last] = bySize.equal_range(oldest->bytes);
        for (auto entry = first; entry != last; ++entry) {
            if (entry->second == byAge.begin()) {
                bySize.erase(entry);
                break;
            }
        }
        byAge.pop_front();
        memory.cached -= oldest->bytes;
        munmap(oldest, oldest->bytes);
    }
}

void CachingAllocator::Impl::free(void *data)
{
    if (!data)
        return;
    Header *header = headerOf(data);
    if (header->owner)
        static_cast<Impl *>(header->owner)->give(header);
    else
        std::free(header);
}

CachingAllocator::CachingAllocator(std::size_t limit) : m_impl(std::make_unique<Impl>(limit)) { }

CachingAllocator::~CachingAllocator()
{
    release();
}

c10::DataPtr CachingAllocator::allocate(std::size_t bytes)
{
    void *data = nullptr;
    if (bytes >= SmallestCached) {
        data = m_impl->allocateLarge(bytes);
    } else if (bytes > 0) {
        void *block = std::aligned_alloc(HeaderBytes, roundedUp(bytes + HeaderBytes, HeaderBytes));
        TORCH_CHECK(block, "can't allocate memory: you tried to allocate ", bytes, " bytes.");
        data = dataOf(new (block) Header{nullptr, bytes});
    }
    return {data, data, raw_deleter(), c10::Device(c10::kCPU)};
}

c10::DeleterFnPtr CachingAllocator::raw_deleter() const
{
    return &Impl::free;
}

void CachingAllocator::copy_data(void *target, const void *source, std::size_t bytes) const
{
    std::memcpy(target, source, bytes);
}

CachedMemory CachingAllocator::memory() const
{
    const std::scoped_lock lock(m_impl->mutex);
    return m_impl->memory;
}

void CachingAllocator::release()
{
    const std::scoped_lock lock(m_impl->mutex);
    m_impl->evict(0);
}

CachingAllocator *useCachingAllocator()
{
#if defined(__SANITIZE_ADDRESS__)
    return nullptr;
#else
    const auto pages = static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)), pageSize = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    // Never deleted: tensors of static lifetime may be the last to go.
    auto *allocator = new CachingAllocator(pages * pageSize / 2);
    c10::SetCPUAllocator(allocator, 1);
    return allocator;
#endif
}

} // namespace espalier::model
