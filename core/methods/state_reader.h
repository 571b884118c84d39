// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"

namespace espalier::methods {

/// Reads a MethodState entry by entry; the first entry that is absent or of the wrong size is kept as the status, and
/// later reads give zeros, so that a method reads everything and then asks once.
class StateReader {
public:
    explicit StateReader(const MethodState &state) : m_state(state) { }

    double number(const std::string &name);
    std::int64_t integer(const std::string &name) { return static_cast<std::int64_t>(number(name)); }
    /// `size` values, or as many as there are if `size` is negative.
    std::vector<double> doubles(const std::string &name, std::int64_t size);
    std::vector<float> floats(const std::string &name, std::int64_t size);
    std::vector<std::int64_t> integers(const std::string &name, std::int64_t size);

    /// A tensor with the shape, type and device of `like`.
    at::Tensor like(const std::string &name, const at::Tensor &like);
    /// As planTensor wrote it.
    graph::Plan plan(const std::string &name);

    /// Mismatch naming the entry.
    base::Status status() const;

private:
    at::Tensor tensor(const std::string &name, std::int64_t size);

    const MethodState &m_state;
    std::string m_bad;
};

/// A plan as int64: the number of channels, then group and channel by turns (so it is never empty).
at::Tensor planTensor(const graph::Plan &plan);

} // namespace espalier::methods
