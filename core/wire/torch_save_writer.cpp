// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "wire/torch_globals.h"
#include "wire/torch_save.h"
#include "wire/zip_writer.h"

namespace espalier::wire {

namespace {

/// Just what a state dict needs of pickle protocol 2.
class PickleWriter {
public:
    void raw(std::string_view opcodes) { m_out += opcodes; }

    void global(const std::string &qualified)
    {
        const std::size_t dot = qualified.rfind('.');
        m_out += "c" + qualified.substr(0, dot) + "\n" + qualified.substr(dot + 1) + "\n";
    }

    void text(const std::string &text)
    {
        m_out += 'X';
        appendLittle(m_out, static_cast<std::uint32_t>(text.size()));
        m_out += text;
    }

    void integer(std::int64_t value)
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

    void integers(const std::vector<std::int64_t> &values)
    {
        m_out += '(';
        for (const std::int64_t value : values)
            integer(value);
        m_out += 't';
    }

    void emptyOrderedDict()
    {
        global("collections.OrderedDict");
        raw(")R");
    }

    const std::string &bytes() const { return m_out; }

private:
    std::string m_out{"\x80\x02"};
};

std::vector<std::int64_t> contiguousStrides(const std::vector<std::int64_t> &shape)
{
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t axis = shape.size(); axis-- > 1;)
        strides[axis - 1] = strides[axis] * std::max<std::int64_t>(shape[axis], 1);
    return strides;
}

/// _rebuild_tensor_v2(persistent id, 0, shape, strides, False, OrderedDict())
void writeTensor(PickleWriter &pickle, const TensorToWrite &tensor, std::size_t key)
{
    pickle.global("torch._utils._rebuild_tensor_v2");
    pickle.raw("((");
    pickle.text("storage");
    pickle.global(storageClass(tensor.dtype));
    pickle.text(base::cat(key));
    pickle.text("cpu");
    pickle.integer(static_cast<std::int64_t>(tensor.bytes.size()) / graph::byteSize(tensor.dtype));
    pickle.raw("tQ");
    pickle.integer(0);
    pickle.integers(tensor.shape);
    pickle.integers(contiguousStrides(tensor.shape));
    pickle.raw("\x89");
    pickle.emptyOrderedDict();
    pickle.raw("tR");
}

} // namespace

void writeTorchCheckpoint(std::ostream &out, const std::string &archive, const std::vector<TensorToWrite> &tensors)
{
    PickleWriter pickle;
    pickle.emptyOrderedDict();
    pickle.raw("(");
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        pickle.text(tensors[i].name);
        writeTensor(pickle, tensors[i], i);
    }
    pickle.raw("u.");

    ZipWriter zip(out, archive);
    zip.add("data.pkl", pickle.bytes());
    zip.add("byteorder", "little");
    for (std::size_t i = 0; i < tensors.size(); ++i)
        zip.add(base::cat("data/", i), tensors[i].bytes);
    zip.add("version", "3\n");
    zip.finish();
}

} // namespace espalier::wire
