// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/torch_save.h"

namespace espalier::wire {

/// Just what a state dict and a module need of pickle protocol 2.
class PickleWriter
{
public:
    void raw(std::string_view opcodes) { m_out += opcodes; }
    /// A class or function by its qualified name.
    void global(const std::string &qualified);
    void text(const std::string &text);
    void integer(std::int64_t value);
    /// A tuple.
    void integers(const std::vector<std::int64_t> &values);
    void boolean(bool value) { m_out += value ? '\x88' : '\x89'; }
    void emptyOrderedDict();
    /// The call that rebuilds a contiguous tensor from storage `key`.
    void tensor(const TensorToWrite &tensor, std::size_t key, bool requiresGrad);

    const std::string &bytes() const { return m_out; }

private:
    std::string m_out{"\x80\x02"};
};

} // namespace espalier::wire
