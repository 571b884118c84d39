// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/bytes.h"

#include <functional>
#include <optional>
#include <random>
#include <string>

namespace espalier::fuzz {

/// What a mutation draws on: random numbers, and the fuzzer's own changes to plain bytes.
struct MutationSource {
    std::minstd_rand random;
    std::function<std::string(std::string)> bytes; ///< a few bytes or so changed, longer or shorter

    /// In [0, count); 0 for nothing to choose from.
    std::size_t below(std::size_t count) { return count > 0 ? random() % count : 0; }
    bool oneIn(std::size_t count) { return below(count) == 0; }
};

/// Changes that keep a file in one piece, so that they reach what lies behind its outermost parser.
///
/// Text of JSON, of code and the like: numbers become others, names those of elsewhere, parts in brackets vanish or come
/// twice. Any bytes are text here.
std::string mutateText(const std::string &text, MutationSource &source);
/// A message of protocol buffers: fields change, vanish, come twice; lengths stay right. Nothing if it is no message.
std::optional<std::string> mutateProtobuf(const std::string &message, MutationSource &source);
/// A zip archive: one record changes, as text or as bytes; offsets and checksums stay right. Nothing if it is no archive.
std::optional<std::string> mutateArchive(const std::string &archive, MutationSource &source);

} // namespace espalier::fuzz
