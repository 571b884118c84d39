// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/torch_save.h"

#include <string>
#include <vector>

namespace espalier::fuzz {

/// What a file is made of, so that the fuzzer's changes get past its outermost parser (fuzz/mutate).
enum class Content { Bytes, Text, Protobuf, Archive };

/// A reader of bytes from strangers. It may refuse them; it may not crash, hang, or take memory beyond
/// `allocationBound`. One file each in tests/fuzz/target or tests/fuzz/open; `./dev fuzz` searches for bytes that break it,
/// and what was found, beside ordinary files, lies in tests/fuzz/corpus/NAME and is read again by every test run.
struct FuzzTarget {
    std::string name;
    void (*run)(wire::Bytes);
    Content content = Content::Bytes;
};

/// Generated: every tests/fuzz/target/NAME.cpp defines `FuzzTarget makeNameEntry()`. In programs that link LibTorch the
/// same of tests/fuzz/open, where whole networks are opened and cut.
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
