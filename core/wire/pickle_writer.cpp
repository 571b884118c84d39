// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/pickle_writer.h"

#include "base/text.h"
#include "wire/torch_globals.h"

#include <algorithm>

namespace espalier::wire {

namespace {

std::vector<std::int64_t> contiguousStrides(const std::vector<std::int64_t> &shape)
{
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t axis = shape.size(); axis-- > 1;)
        strides[axis - 1] = strides[axis] * std::max<std::int64_t>(shape[axis], 1);
    return strides;
}

} // namespace

void PickleWriter::global(const std::string &qualified)
{
    const std::size_t dot = qualified.rfind('.');
    m_out += "c" + qualified.substr(0, dot) + "\n" + qualified.substr(dot + 1) + "\n";
}

void PickleWriter::text(const std::string &text)
{
    m_out += 'X';
    appendLittle(m_out, static_cast<std::uint32_t>(text.size()));
    m_out += text;
}

void PickleWriter::integer(std::int64_t value)
{
    if (value >= 0 && value < 256) {
        m_out += 'K';
        appendLittle(m_out, static_cast<std::uint8_t>(value));
    } else if (value >= INT32_MIN && value <= INT32_MAX) {
        m_out += 'J';
        appendLittle(m_out, static_cast<std::int32_t>(value));
    } else {
        m_out += "\x8a\x08";
        appendLittle(m_out, value);
    }
}

void PickleWriter::integers(const std::vector<std::int64_t> &values)
{
    m_out += '(';
    for (const std::int64_t value : values)
        integer(value);
    m_out += 't';
}

void PickleWriter::emptyOrderedDict()
{
    global("collections.OrderedDict");
    raw(")R");
}

/// _rebuild_tensor_v2(persistent id, 0, shape, strides, requires_grad, OrderedDict())
void PickleWriter::tensor(const TensorToWrite &tensor, std::size_t key, bool requiresGrad)
{
    global("torch._utils._rebuild_tensor_v2");
    raw("((");
    text("storage");
    global(storageClass(tensor.dtype));
    text(base::cat(key));
    text("cpu");
    integer(static_cast<std::int64_t>(tensor.bytes.size()) / graph::byteSize(tensor.dtype));
    raw("tQ");
    integer(0);
    integers(tensor.shape);
    integers(contiguousStrides(tensor.shape));
    boolean(requiresGrad);
    emptyOrderedDict();
    raw("tR");
}

} // namespace espalier::wire
