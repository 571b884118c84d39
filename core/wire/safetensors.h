// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/bytes.h"
#include "graph/graph.h"

#include <map>
#include <vector>

namespace espalier::wire {

struct SafetensorsEntry {
    std::string name;
    graph::DType dtype = graph::DType::Float32;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0; ///< of its bytes, counted from SafetensorsHeader::dataOffset
    std::uint64_t end = 0;
};

/// Layout of a safetensors file: u64 length of the header, JSON header, tensors (github.com/huggingface/safetensors).
struct SafetensorsHeader {
    std::vector<SafetensorsEntry> entries; ///< in the header's order
    std::map<std::string, std::string> metadata;
    std::uint64_t dataOffset = 0;
};

/// Strict, as the reference implementation is: no holes, overlaps or uncovered tail, sizes that match shape and type,
/// metadata of strings only; and also no duplicate names, no header above 100 MB, no overflow.
base::Result<SafetensorsHeader> parseSafetensors(Bytes file, const std::string &where);

/// Could be such a file: a plausible header length, followed by '{'.
bool looksLikeSafetensors(Bytes file);

/// The head of a file, padded to 8 bytes with spaces, for tensors that follow one after the other in `entries` order;
/// sets their begin and end.
std::string safetensorsHead(std::vector<SafetensorsEntry> &entries, const std::map<std::string, std::string> &metadata);

} // namespace espalier::wire
