// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/torch_save.h"

#include <string>
#include <vector>

namespace espalier::wire {

/// A file of tests/files/formats as bytes.
std::string fixture(const std::string &name);

/// Elements of a tensor in row-major order, as double; reads each byte that the view covers.
std::vector<double> elements(const StoredTensor &tensor);

/// Opcodes of a pickle that a test writes by hand.
std::string unicode(const std::string &text);
std::string global(const std::string &module, const std::string &name);
/// Persistent id of a storage, as it stands on the stack.
std::string storageId(const std::string &type, const std::string &key, const std::string &numel);
/// A state dict with the single tensor "w", whose shape, stride and offset are given as opcodes.
std::string dictWithTensor(const std::string &storage, const std::string &offset, const std::string &shape,
                           const std::string &stride);
/// The pickle in a zip container with one storage '0' of `bytes` zero bytes.
std::string inArchive(const std::string &pickle, std::size_t bytes = 64);

/// Bytes that operator new handed out while this object lives, summed (what is freed does not count back).
class AllocationMeter {
public:
    AllocationMeter();
    std::size_t total() const;
    std::size_t largest() const;

private:
    std::size_t m_start;
};

} // namespace espalier::wire
