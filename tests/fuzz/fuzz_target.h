// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/torch_save.h"

#include <string>
#include <vector>

namespace espalier::fuzz {

/// A reader of bytes from strangers. It may refuse them; it may not crash, hang, or take memory beyond
/// `FuzzTarget::allocationBound`. One file each in tests/fuzz/target; `./dev fuzz` searches for bytes that break it,
/// and what was found, beside ordinary files, lies in tests/fuzz/corpus/NAME and is read again by every test run.
struct FuzzTarget {
    std::string name;
    void (*run)(wire::Bytes);
};

/// Generated: every tests/fuzz/target/NAME.cpp defines `FuzzTarget makeNameEntry()`.
std::vector<FuzzTarget> allFuzzTargets();

/// Bytes that reading a file of `size` bytes may allocate at once, freed ones not counted back: what the tests hold
/// every reader to.
constexpr std::size_t allocationBound(std::size_t size)
{
    return 64 * size + (std::size_t{20} << 20);
}

/// Reads every byte, so that the address sanitizer sees one outside.
void touch(wire::Bytes bytes);
/// Reads every element of a view.
void touch(const wire::StoredTensor &tensor);

} // namespace espalier::fuzz
