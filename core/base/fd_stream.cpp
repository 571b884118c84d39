// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/fd_stream.h"

#include <cerrno>
#include <utility>

#include <unistd.h>

namespace espalier::base {

Descriptor::Descriptor(Descriptor &&other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

Descriptor &Descriptor::operator=(Descriptor &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

bool Descriptor::close()
{
    const int descriptor = std::exchange(m_descriptor, -1);
    return descriptor < 0 || ::close(descriptor) == 0;
}

DescriptorBuffer::DescriptorBuffer(int descriptor) : m_descriptor(descriptor), m_buffer(std::size_t{1} << 16)
{
    setp(m_buffer.data(), m_buffer.data() + m_buffer.size());
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type c)
{
    if (!flushBuffer())
        return traits_type::eof();
    if (!traits_type::eq_int_type(c, traits_type::eof())) {
        *pptr() = traits_type::to_char_type(c);
        pbump(1);
    }
    return traits_type::not_eof(c);
}

int DescriptorBuffer::sync()
{
    return flushBuffer() ? 0 : -1;
}

std::streamsize DescriptorBuffer::xsputn(const char *data, std::streamsize count)
{
    if (count < epptr() - pptr()) {
        traits_type::copy(pptr(), data, static_cast<std::size_t>(count));
        pbump(static_cast<int>(count));
        return count;
    }
    return flushBuffer() && writeAll(data, static_cast<std::size_t>(count)) ? count : 0;
}

DescriptorBuffer::pos_type DescriptorBuffer::seekoff(off_type offset, std::ios_base::seekdir direction,
                                                     std::ios_base::openmode)
{
    if (!flushBuffer())
        return pos_type(off_type(-1));
    const int whence = direction == std::ios_base::beg ? SEEK_SET
        : direction == std::ios_base::cur              ? SEEK_CUR
                                                       : SEEK_END;
    return pos_type(off_type(::lseek(m_descriptor, offset, whence)));
}

DescriptorBuffer::pos_type DescriptorBuffer::seekpos(pos_type position, std::ios_base::openmode mode)
{
    return seekoff(off_type(position), std::ios_base::beg, mode);
}

bool DescriptorBuffer::flushBuffer()
{
    const auto waiting = static_cast<std::size_t>(pptr() - pbase());
    setp(m_buffer.data(), m_buffer.data() + m_buffer.size());
    return writeAll(m_buffer.data(), waiting);
}

bool DescriptorBuffer::writeAll(const char *data, std::size_t count)
{
    while (count > 0 && m_error == 0) {
        const ssize_t written = ::write(m_descriptor, data, count);
        if (written < 0 && errno != EINTR)
            m_error = errno;
        if (written > 0) {
            data += written;
            count -= static_cast<std::size_t>(written);
        }
    }
    return m_error == 0;
}

} // namespace espalier::base
