// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/torch_save.h"
#include "wire/zip_reader.h"

#include <string>
#include <unordered_map>

namespace espalier::wire {

/// The tensors of a .pt2 archive by dotted name: weights, buffers and constants.
class Payloads {
public:
    /// Reads both tables of the archive. Every tensor lies inside its record.
    static base::Result<Payloads> read(const ZipReader &zip, const std::string &where);

    /// The tensor, or null.
    const StoredTensor *find(const std::string &name) const;

private:
    std::unordered_map<std::string, StoredTensor> m_tensors;
};

/// A JSON record of the archive, below its root, as text; Malformed if it is missing.
base::Result<std::string> textRecord(const ZipReader &zip, const std::string &name, const std::string &where);

/// A Problem about a JSON record, with its place in the message and the file as its place.
base::Problem inRecord(const base::Problem &problem, const std::string &record, const std::string &where);

} // namespace espalier::wire
