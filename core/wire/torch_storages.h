// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/pickle.h"
#include "wire/zip_reader.h"

namespace espalier::wire {

/// Bytes of a pickle's storages in its archive, by index: the record `folder` + key of each, cut to what is
/// used of it. Malformed if one is missing or short.
base::Result<std::vector<Bytes>> storagesOf(const ZipReader &zip, const Pickle &pickle,
                                            const std::string &folder, const std::string &where);

/// Unsupported if the archive says that its tensors are big-endian.
base::Status checkByteOrder(const ZipReader &zip, const std::string &where);

} // namespace espalier::wire
