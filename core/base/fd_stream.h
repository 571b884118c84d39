// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <streambuf>
#include <vector>

namespace espalier::base {

/// An open POSIX file descriptor, closed with its owner. Not copyable.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int descriptor) : m_descriptor(descriptor) { }
    ~Descriptor() { (void)close(); }
    Descriptor(Descriptor &&other) noexcept;
    Descriptor &operator=(Descriptor &&other) noexcept;

    bool isOpen() const { return m_descriptor >= 0; }
    int get() const { return m_descriptor; }
    /// False with errno set if the system reports an error only now (network disks do).
    bool close();

private:
    int m_descriptor = -1;
};

/// Output buffer over a descriptor that remembers errno, which std::ofstream loses. Does not own the descriptor.
class DescriptorBuffer : public std::streambuf {
public:
    explicit DescriptorBuffer(int descriptor);
    /// errno of the first failed write, or 0.
    int error() const { return m_error; }

protected:
    int_type overflow(int_type c) override;
    int sync() override;
    std::streamsize xsputn(const char *data, std::streamsize count) override;
    pos_type seekoff(off_type offset, std::ios_base::seekdir direction, std::ios_base::openmode mode) override;
    pos_type seekpos(pos_type position, std::ios_base::openmode mode) override;

private:
    bool flushBuffer();
    bool writeAll(const char *data, std::size_t count);

    const int m_descriptor;
    int m_error = 0;
    std::vector<char> m_buffer;
};

} // namespace espalier::base
