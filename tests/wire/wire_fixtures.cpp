// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/wire_fixtures.h"

#include "base/file.h"
#include "wire/zip_writer.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <new>
#include <sstream>

namespace {

thread_local std::size_t g_allocated = 0;
thread_local std::size_t g_largest = 0;

} // namespace

void *operator new(std::size_t size, const std::nothrow_t &) noexcept
{
    g_allocated += size;
    g_largest = std::max(g_largest, size);
    return std::malloc(size ? size : 1);
}

void *operator new(std::size_t size)
{
    void *memory = operator new(size, std::nothrow);
    if (!memory)
        throw std::bad_alloc();
    return memory;
}

void operator delete(void *memory) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace espalier::wire {

namespace {

double fromHalf(std::uint16_t bits)
{
    const int exponent = (bits >> 10) & 31;
    const double mantissa = bits & 1023;
    const double magnitude = exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(mantissa + 1024, exponent - 25);
    return (bits & 0x8000) ? -magnitude : magnitude;
}

double element(const StoredTensor &tensor, std::size_t index)
{
    const Bytes s = tensor.storage;
    const std::size_t at = index * static_cast<std::size_t>(graph::byteSize(tensor.dtype));
    switch (tensor.dtype) {
    case graph::DType::UInt8:
    case graph::DType::Bool: return loadLittle<std::uint8_t>(s, at);
    case graph::DType::Int8: return loadLittle<std::int8_t>(s, at);
    case graph::DType::Int16: return loadLittle<std::int16_t>(s, at);
    case graph::DType::Int32: return loadLittle<std::int32_t>(s, at);
    case graph::DType::Int64: return static_cast<double>(loadLittle<std::int64_t>(s, at));
    case graph::DType::Float16: return fromHalf(loadLittle<std::uint16_t>(s, at));
    case graph::DType::BFloat16:
        return std::bit_cast<float>(static_cast<std::uint32_t>(loadLittle<std::uint16_t>(s, at)) << 16);
    case graph::DType::Float32: return loadLittle<float>(s, at);
    case graph::DType::Float64: return loadLittle<double>(s, at);
    }
    return NAN;
}

} // namespace

std::string fixture(const std::string &name)
{
    const auto bytes = base::readFile(std::string(ESPALIER_SOURCE_DIR "/tests/files/formats/") + name);
    if (!bytes) {
        ADD_FAILURE() << base::toString(bytes.problem());
        return {};
    }
    return *bytes;
}

std::vector<double> elements(const StoredTensor &tensor)
{
    std::vector<double> out;
    std::vector<std::int64_t> position(tensor.shape.size(), 0);
    for (std::int64_t i = 0; i < tensor.numel(); ++i) {
        std::int64_t index = tensor.offset;
        for (std::size_t axis = 0; axis < position.size(); ++axis)
            index += position[axis] * tensor.stride[axis];
        out.push_back(element(tensor, static_cast<std::size_t>(index)));
        for (std::size_t axis = position.size(); axis-- > 0;) {
            if (++position[axis] < tensor.shape[axis])
                break;
            position[axis] = 0;
        }
    }
    return out;
}

std::string unicode(const std::string &text)
{
    std::string out = "X";
    appendLittle(out, static_cast<std::uint32_t>(text.size()));
    return out + text;
}

std::string global(const std::string &module, const std::string &name)
{
    return "c" + module + "\n" + name + "\n";
}

std::string storageId(const std::string &type, const std::string &key, const std::string &numel)
{
    return "(" + unicode("storage") + global("torch", type) + unicode(key) + unicode("cpu") + numel + "tQ";
}

std::string dictWithTensor(const std::string &storage, const std::string &offset, const std::string &shape,
                           const std::string &stride)
{
    return "\x80\x02}" + unicode("w") + global("torch._utils", "_rebuild_tensor_v2") + "(" + storage + offset + shape
        + stride + "\x89" + global("collections", "OrderedDict") + ")RtRs.";
}

std::string inArchive(const std::string &pickle, std::size_t bytes)
{
    std::ostringstream out;
    ZipWriter zip(out, "archive");
    zip.add("data.pkl", pickle);
    zip.add("data/0", std::string(bytes, '\0'));
    zip.finish();
    return std::move(out).str();
}

AllocationMeter::AllocationMeter() : m_start(g_allocated)
{
    g_largest = 0;
}

std::size_t AllocationMeter::total() const
{
    return g_allocated - m_start;
}

std::size_t AllocationMeter::largest() const
{
    return g_largest;
}

} // namespace espalier::wire
